import Foundation
public import PodfitModel
public import PodfitProfile

/// An estimate of the Vertical Pod Autoscaler: whole millicores and bytes.
public struct VPAEstimate: Hashable, Sendable {
  /// CPU in whole millicores.
  public var millicores: Int64
  /// Memory in whole bytes.
  public var bytes: Int64

  /// Makes an estimate.
  public init(millicores: Int64, bytes: Int64) {
    self.millicores = millicores
    self.bytes = bytes
  }

  /// Reads a quantile of the sketches; nothing where a sketch is empty.
  public init(_ quantile: Quantile, of usage: UsageHistograms) {
    millicores = VPAAmounts.millicores(cores: usage.cpu.quantile(quantile) ?? 0)
    bytes = VPAAmounts.whole(usage.memory.quantile(quantile) ?? 0)
  }

  /// Both amounts times a factor, cut off.
  public func scaled(by factor: Double) -> VPAEstimate {
    VPAEstimate(
      millicores: VPAAmounts.scaled(millicores, by: factor),
      bytes: VPAAmounts.scaled(bytes, by: factor)
    )
  }

  /// Both amounts, none smaller than in the other estimate.
  public func atLeast(_ floor: VPAEstimate) -> VPAEstimate {
    VPAEstimate(millicores: max(millicores, floor.millicores), bytes: max(bytes, floor.bytes))
  }
}

/// From sketches to target and bounds, with the constants of the Vertical Pod Autoscaler.
///
/// - Source: docs/formulas/vpa.md, "Estimates"
public struct VPAEstimator: Hashable, Sendable {
  /// A target between two bounds.
  public struct Result: Hashable, Sendable {
    /// Below this a container would be resized.
    public var lower: VPAEstimate
    /// What a container should request.
    public var target: VPAEstimate
    /// Above this a container would be resized.
    public var upper: VPAEstimate
    /// How many days of history the estimate rests on.
    public var confidence: Double
  }

  /// The quantile of the lower bound.
  public var lowerQuantile: Quantile = 0.5
  /// The quantile of the target.
  public var targetQuantile: Quantile = 0.9
  /// The quantile of the upper bound.
  public var upperQuantile: Quantile = 0.95
  /// What is added to each quantile.
  public var margin = 0.15
  /// The smallest CPU of a pod, shared by its containers, in millicores.
  public var podMillicores: Int64 = 25
  /// The smallest memory of a pod, shared by its containers, in bytes.
  public var podBytes: Int64 = 250 << 20

  /// Makes the estimator with the published constants.
  public init() {}

  /// The factor on a bound: `(1 + multiplier / confidence)^exponent`.
  public static func confidenceFactor(
    _ confidence: Double,
    multiplier: Double,
    exponent: Double
  ) -> Double {
    pow(1 + multiplier / confidence, exponent)
  }

  /// The factor on the lower bound; towards nothing for a short history.
  public static func lowerFactor(confidence: Double) -> Double {
    confidenceFactor(confidence, multiplier: 0.001, exponent: -2)
  }

  /// The factor on the upper bound; without end for a short history.
  public static func upperFactor(confidence: Double) -> Double {
    confidenceFactor(confidence, multiplier: 1, exponent: 1)
  }

  /// The smallest amounts for one container of a pod.
  public func floor(containersInPod: Int) -> VPAEstimate {
    let share = 1 / Double(max(containersInPod, 1))
    return VPAEstimate(millicores: podMillicores, bytes: podBytes).scaled(by: share)
  }

  /// Target and bounds for the sketches of a container.
  ///
  /// `confidence` stands in for what the sketches themselves say where it is given.
  public func result(
    for usage: UsageHistograms,
    containersInPod: Int,
    confidence stated: Double? = nil
  ) -> Result {
    let confidence = stated ?? usage.confidence()
    let floor = floor(containersInPod: containersInPod)
    let lower = VPAEstimate(lowerQuantile, of: usage).scaled(by: 1 + margin)
      .scaled(by: Self.lowerFactor(confidence: confidence))
    let target = VPAEstimate(targetQuantile, of: usage).scaled(by: 1 + margin)
    let upper = VPAEstimate(upperQuantile, of: usage).scaled(by: 1 + margin)
      .scaled(by: Self.upperFactor(confidence: confidence))
    return Result(
      lower: lower.atLeast(floor),
      target: target.atLeast(floor),
      upper: upper.atLeast(floor),
      confidence: confidence
    )
  }
}
