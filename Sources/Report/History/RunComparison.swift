public import PodfitModel

/// What became of the advice of one run, judged by the next.
///
/// The rules are in docs/formulas/realised.md.
public struct RunComparison: Hashable, Sendable {
  /// What became of the advice for one container.
  public enum State: String, Hashable, Sendable, CaseIterable {
    /// Every value that was to change is as advised, or higher where a rise was advised.
    case applied
    /// Some way was gone, and nothing else.
    case partly
    /// Nothing changed.
    case notApplied = "not applied"
    /// Something changed that was not advised: below the advice, or the other way.
    case otherwise = "changed otherwise"
    /// The container is gone.
    case gone
  }

  /// One container that had advice, or changed without.
  public struct Outcome: Hashable, Sendable {
    /// The container.
    public var id: ContainerID
    /// What became of it.
    public var state: State
    /// Whether there was advice at all.
    public var hadAdvice: Bool
    /// What was said then.
    public var before: RunRecord.Entry
    /// What is so now; nil where it is gone.
    public var after: RunRecord.Entry?

    /// Kills for want of memory since then.
    public var newKills: Int64 {
      max((after?.oomKills ?? before.oomKills).subtractingSaturated(before.oomKills), 0)
    }

    /// CPU asked for less now than then by all replicas; negative where more.
    public var cpuSaved: CPU {
      after.map {
        (before.current.effectiveCPURequest - $0.current.effectiveCPURequest) * $0.replicas
      }
        ?? .zero
    }

    /// Memory asked for less now than then by all replicas; negative where more.
    public var memorySaved: Memory {
      after.map {
        (before.current.effectiveMemoryRequest - $0.current.effectiveMemoryRequest) * $0.replicas
      } ?? .zero
    }
  }

  /// Amounts that went down and up.
  public struct Saving: Hashable, Sendable {
    /// CPU saved where less is asked for.
    public var cpuLess = CPU.zero
    /// CPU added where more is asked for.
    public var cpuMore = CPU.zero
    /// Memory saved.
    public var memoryLess = Memory.zero
    /// Memory added.
    public var memoryMore = Memory.zero

    /// Makes a saving of nothing.
    public init() {}

    /// CPU saved net of increases.
    public var cpu: CPU { cpuLess - cpuMore }
    /// Memory saved net of increases.
    public var memory: Memory { memoryLess - memoryMore }
  }

  /// The earlier run's name.
  public var before: String
  /// The later run's name.
  public var after: String
  /// Every container that had advice or whose spec changed, by identity.
  public var outcomes: [Outcome] = []
  /// Requests saved by changes of specs of containers that are in both runs.
  public var saving = Saving()
  /// Containers that are new.
  public var appeared: [ContainerID] = []
  /// Containers that are gone.
  public var vanished: [ContainerID] = []
  /// Containers with new dangers, or killed since.
  public var newRisks: [ContainerID] = []
  /// Containers whose dangers are over.
  public var endedRisks: [ContainerID] = []
  /// Containers whose advice moved by more than a tenth, with no change of theirs.
  public var moved: [ContainerID] = []

  /// Compares two runs.
  public init(_ before: RunRecord, _ after: RunRecord) {
    self.before = before.week
    self.after = after.week
    let earlier = Dictionary(before.entries.map { ($0.id, $0) }) { first, _ in first }
    let later = Dictionary(after.entries.map { ($0.id, $0) }) { first, _ in first }
    for entry in before.entries {
      let now = later[entry.id]
      if now == nil { vanished.append(entry.id) }
      note(entry, now)
    }
    for entry in after.entries where earlier[entry.id] == nil {
      appeared.append(entry.id)
      if !entry.risks.isEmpty { newRisks.append(entry.id) }
    }
  }

  private mutating func note(_ entry: RunRecord.Entry, _ now: RunRecord.Entry?) {
    let hadAdvice = entry.status == .lower || entry.status == .raise
    let hasChanged = now.map { !$0.current.isSame(as: entry.current) } ?? false
    if hadAdvice || hasChanged {
      let state: State =
        if let now { hadAdvice ? Self.state(of: entry, now) : .otherwise } else { .gone }
      outcomes.append(
        Outcome(id: entry.id, state: state, hadAdvice: hadAdvice, before: entry, after: now)
      )
    }
    guard let now else { return }
    let outcome = Outcome(
      id: entry.id,
      state: .notApplied,
      hadAdvice: hadAdvice,
      before: entry,
      after: now
    )
    saving.cpuLess += outcome.cpuSaved.nonNegative
    saving.cpuMore += (CPU.zero - outcome.cpuSaved).nonNegative
    saving.memoryLess += outcome.memorySaved.nonNegative
    saving.memoryMore += (Memory.zero - outcome.memorySaved).nonNegative
    if outcome.newKills > 0 || (entry.risks.isEmpty && !now.risks.isEmpty) {
      newRisks.append(entry.id)
    } else if !entry.risks.isEmpty && now.risks.isEmpty {
      endedRisks.append(entry.id)
    }
    if !hasChanged, entry.advised.hasMoved(to: now.advised) { moved.append(entry.id) }
  }

  private enum Step { case done, some, none, other }

  private static func state(of before: RunRecord.Entry, _ after: RunRecord.Entry) -> State {
    let (was, goal, now) = (before.current, before.advised, after.current)
    let steps = [
      step(was.cpuRequest, goal.cpuRequest, now.cpuRequest),
      step(was.cpuLimit, goal.cpuLimit, now.cpuLimit),
      step(was.memoryRequest, goal.memoryRequest, now.memoryRequest),
      step(was.memoryLimit, goal.memoryLimit, now.memoryLimit),
    ].compactMap { $0 }
    if steps.contains(.other) { return .otherwise }
    if steps.allSatisfy({ $0 == .done }) { return .applied }
    return steps.allSatisfy { $0 == .none } ? .notApplied : .partly
  }

  /// One value; nil where there was nothing to do and nothing was done.
  private static func step<Amount: ResourceAmount>(
    _ was: Amount?,
    _ goal: Amount?,
    _ now: Amount?
  ) -> Step? {
    if was == goal { return now == was ? nil : .other }
    if now == goal { return .done }
    if now == was { return Step.none }
    guard let was, let goal, let now else { return .other }
    if goal < was { return now > goal && now < was ? .some : .other }
    return now > goal ? .done : now > was ? .some : .other
  }
}

extension RunComparison {
  /// How many containers with advice ended so.
  public func count(_ state: State) -> Int {
    outcomes.count { $0.hadAdvice && $0.state == state }
  }

  /// Containers whose spec changed without advice, or against it.
  public var changedOtherwise: [Outcome] { outcomes.filter { $0.state == .otherwise } }

  /// Containers that were killed since their spec changed: regressions.
  public var regressions: [Outcome] {
    outcomes.filter { outcome in
      guard let after = outcome.after, !after.current.isSame(as: outcome.before.current) else {
        return false
      }
      let throttling = (after.throttledRatio ?? 0) - (outcome.before.throttledRatio ?? 0)
      return outcome.newKills > 0 || throttling > 0.05
    }
  }
}

extension ContainerResources {
  /// Whether CPU and memory are the same; other resources do not count.
  func isSame(as other: ContainerResources) -> Bool {
    cpuRequest == other.cpuRequest && cpuLimit == other.cpuLimit
      && memoryRequest == other.memoryRequest && memoryLimit == other.memoryLimit
  }

  /// Whether a request differs by more than a tenth.
  fileprivate func hasMoved(to other: ContainerResources) -> Bool {
    func moved<Amount: ResourceAmount>(_ a: Amount?, _ b: Amount?) -> Bool {
      guard let a, let b, !a.isZero else { return a != b }
      return abs(b.ratio(to: a) - 1) > 0.1
    }
    return moved(cpuRequest, other.cpuRequest) || moved(memoryRequest, other.memoryRequest)
  }
}
