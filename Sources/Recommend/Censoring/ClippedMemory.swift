import PodfitModel

/// Whether a container's memory was seen through its limit: pod-days at the limit, kills.
///
/// - Source: docs/formulas/censoring.md
struct ClippedMemory {
  /// A working set this close to the limit is one at the limit.
  static let nearLimit = 0.98
  /// What is above the limit by more than this was measured under another one.
  static let beyondLimit = 1.02
  /// With more than this share of pod-days at the limit the demand is at least the limit.
  static let share = 0.01

  private(set) var podDays = 0
  private(set) var podDaysAtLimit = 0
  /// The largest limit that use was seen at; nil where it was at none.
  private(set) var reached: Memory?

  /// Counts pod-days, each sample under the memory limit that its pod had at its time; `limit` is that of
  /// pods of whose limits nothing is known.
  init(of pods: [PodUsage], limit: Memory?) {
    let present = limit.flatMap { $0 > .zero ? $0.bytes : nil }
    for pod in pods {
      let hasLimit = pod.memoryLimit.isKnown ? pod.memoryLimit.largest != nil : present != nil
      if hasLimit { count(pod, present) }
    }
  }

  private mutating func count(_ pod: PodUsage, _ present: Int64?) {
    var day: Int64?
    var isCounted = false
    var place = 0
    for (time, value) in zip(pod.memory.times, pod.memory.values) {
      // A sample covers the time up to its own.
      let today = Instant(milliseconds: time.subtractingSaturated(1)).day
      if today != day {
        day = today
        isCounted = false
        podDays += 1
      }
      let limit = pod.memoryLimit.amount(at: time, &place, unknown: present)
      guard let limit, limit > 0, Double(value) >= Double(limit) * Self.nearLimit,
        Double(value) <= Double(limit) * Self.beyondLimit
      else { continue }
      reached = max(reached ?? .zero, Memory(bytes: limit))
      if !isCounted { podDaysAtLimit += 1 }
      isCounted = true
    }
  }

  /// Whether so many pod-days were at the limit that demand may be cut off there.
  var isClipped: Bool { podDays > 0 && Double(podDaysAtLimit) > Double(podDays) * Self.share }

  /// What is needed at least: after a kill a bump on the limit it happened at, and the limit that use was
  /// at; nil where nothing is known to be cut off.
  ///
  /// - Parameters:
  ///   - limit: the present limit
  ///   - kills: how often a pod was ended for want of memory
  ///   - killedAt: the limit that those had; nil for the present one
  /// - Returns: the amount
  /// - Source: the bump is that of the Vertical Pod Autoscaler, docs/formulas/vpa.md
  func least(limit: Memory?, kills: Int64, killedAt: Memory? = nil) -> Memory? {
    var least: Memory?
    if kills > 0, let base = killedAt ?? limit, base > .zero {
      least = max(base.scaledUp(by: 1.2), base + .mebibytes(100))
    }
    guard isClipped, let reached else { return least }
    return max(least ?? .zero, reached)
  }
}
