public import PodfitModel
import PodfitProfile

extension ContainerProfile {
  /// How much history a container has: the time from first to last sample, but for containers that
  /// run all the time no more than twice the time samples cover.
  ///
  /// - Source: docs/formulas/headroom.md, "Factor by history"
  public var observed: TimeSpan {
    guard let span = window?.span else { return TimeSpan(milliseconds: 0) }
    return shape == .job ? span : span.held(toTwice: covered)
  }
}

extension TimeSpan {
  /// This span, but no more than twice another one.
  func held(toTwice covered: TimeSpan) -> TimeSpan {
    min(self, TimeSpan(milliseconds: covered.milliseconds.multipliedSaturated(by: 2)))
  }
}

/// For which time a history has samples, told up to any instant.
struct CoveredTime {
  private let stretches: [TimeWindow]

  /// Samples of all pods and both resources count, overlaps once.
  init(of pods: [PodHistory]) {
    var coverage = Coverage()
    for pod in pods {
      coverage.add(pod.cpu, statedWindow: nil)
      coverage.add(pod.memory, statedWindow: nil)
    }
    stretches = coverage.stretches
  }

  /// The time covered before `end`.
  ///
  /// - Complexity: O(stretches without a gap)
  func covered(until end: Instant) -> TimeSpan {
    var total: Int64 = 0
    for stretch in stretches where stretch.start < end {
      let reach = min(stretch.end, end).milliseconds
      total = total.addingSaturated(reach.subtractingSaturated(stretch.start.milliseconds))
    }
    return TimeSpan(milliseconds: total)
  }
}
