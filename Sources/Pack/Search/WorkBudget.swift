internal import Synchronization

/// How much a search may do: counted work, so that the same input gives the same answer everywhere.
///
/// A unit is about one multiplication. A caller may also ask for an early end, by a clock or a signal;
/// then the best so far is the answer, and it may differ from run to run.
public struct WorkBudget: Sendable {
  /// Work that is left.
  private(set) var left: Int
  /// Whether the caller asked for an early end before the work was done.
  public private(set) var wasStopped = false
  private let shouldStop: @Sendable () -> Bool
  private var sinceAsked = 0

  /// Makes a budget.
  ///
  /// - Parameters:
  ///   - work: units of work
  ///   - shouldStop: asked every few milliseconds; true ends the search
  public init(_ work: Int, shouldStop: @escaping @Sendable () -> Bool = { false }) {
    left = max(0, work)
    self.shouldStop = shouldStop
  }

  /// Whether the search has to end.
  var isOver: Bool { left <= 0 || wasStopped }

  /// Counts work done.
  mutating func spend(_ work: Int) {
    left -= work
    sinceAsked += work
    guard sinceAsked > 1_000_000, !wasStopped else { return }
    sinceAsked = 0
    if shouldStop() { wasStopped = true }
  }

  /// A part of what is left, to be given back by ``settle(_:)``.
  func part(_ share: Double) -> WorkBudget {
    var part = self
    part.left = Int(Double(left) * min(1, max(0, share)))
    part.sinceAsked = 0
    return part
  }

  /// Takes the work of a part, which began with `granted` units, off this budget.
  mutating func settle(_ part: WorkBudget, granted: Int) {
    left -= granted - part.left
    wasStopped = wasStopped || part.wasStopped
  }
}

/// Adds up the work of several searches.
final class WorkMeter: Sendable {
  private let sum = Mutex(0)

  /// Work done so far.
  var work: Int { sum.withLock { $0 } }

  /// Counts work done.
  func add(_ work: Int) { sum.withLock { $0 += work } }
}
