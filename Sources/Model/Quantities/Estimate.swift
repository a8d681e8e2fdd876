/// A value that may be missing, and if so says why.
public enum Estimate<Value: Sendable>: Sendable {
  /// The value is known.
  case value(Value)
  /// The value could not be had, for the reason given.
  case unavailable(UnavailableReason)

  /// The value, or nil where it is missing.
  public var value: Value? {
    if case .value(let value) = self { value } else { nil }
  }

  /// Why the value is missing, or nil where it is known.
  public var reason: UnavailableReason? {
    if case .unavailable(let reason) = self { reason } else { nil }
  }

  /// Transforms the value where there is one and keeps the reason where there is not.
  public func map<Other>(_ transform: (Value) -> Other) -> Estimate<Other> {
    switch self {
    case .value(let value): .value(transform(value))
    case .unavailable(let reason): .unavailable(reason)
    }
  }
}

extension Estimate: Equatable where Value: Equatable {}
extension Estimate: Hashable where Value: Hashable {}

/// Why a number is not given.
public enum UnavailableReason: Hashable, Sendable {
  /// No sample of the signal was seen.
  case noSamples
  /// The samples span less time than the method needs.
  case windowTooShort(seen: TimeSpan, needed: TimeSpan)
  /// The samples together cover less time than the method needs.
  case tooFewSamples(seen: TimeSpan, needed: TimeSpan)
  /// There are fewer readings than the method needs.
  case tooFewReadings(seen: Int, needed: Int)
  /// Nothing was used to speak of.
  case idle
  /// The history does not support a risk as small as was asked for.
  case riskUnsupported(asked: Double)
  /// There is nothing but single moments, which say nothing of the time between.
  case onlyMoments
  /// There are no samples but the checkpoint of a vertical autoscaler, which the strategy cannot read.
  case onlyCheckpoint
  /// A horizontal autoscaler scales on this resource, so that a changed request would move it.
  case scaledByHPA
  /// Memory grows without end, so that no size would be enough.
  case leaking
  /// The container is started again and again, so that its samples are those of starts.
  case restarting(perPodDay: Double)
  /// Every listed pod waits to be started again after it ended.
  case crashLooping
  /// The number would contradict what the JVM of the container needs.
  case jvmConflict
}

extension UnavailableReason: CustomStringConvertible {
  /// The reason in words, as reports print it.
  public var description: String {
    switch self {
    case .noSamples: "no samples"
    case .windowTooShort(let seen, let needed):
      "samples span \(seen.hoursText) of the \(needed.hoursText) needed"
    case .tooFewSamples(let seen, let needed):
      "samples cover \(seen.hoursText) of the \(needed.hoursText) needed"
    case .tooFewReadings(let seen, let needed): "\(seen) readings of the \(needed) needed"
    case .idle: "idle: nothing was used to speak of"
    case .riskUnsupported(let asked):
      "the history is too short to support a risk of \((asked * 1000).rounded() / 10) %"
    case .onlyMoments:
      "one snapshot, which is 1 sample per pod: usage of one moment says nothing about its peaks"
    case .onlyCheckpoint:
      "no samples but a VerticalPodAutoscaler checkpoint, which strategy vpa reads"
    case .scaledByHPA: "scaled by a HorizontalPodAutoscaler"
    case .leaking: "memory grows without end"
    case .restarting(let perPodDay):
      "each pod restarts \(Int64(saturating: perPodDay.rounded())) times a day: samples are those of starts"
    case .crashLooping: "every listed pod is in \(ContainerState.crashLoop)"
    case .jvmConflict: "in conflict with the JVM's need"
    }
  }
}

extension TimeSpan {
  /// The length in hours to one decimal, such as `23.9 h`.
  public var hoursText: String {
    let tenths = (milliseconds + 180_000) / 360_000
    return tenths % 10 == 0 ? "\(tenths / 10) h" : "\(tenths / 10).\(tenths % 10) h"
  }
}
