import PodfitModel

/// What became of the advice, in words and tables that several formats share.
public struct ApplyStatus: Sendable {
  /// What was compared.
  public let comparison: RunComparison

  /// Makes the texts of a comparison.
  public init(_ comparison: RunComparison) { self.comparison = comparison }

  /// One sentence: how much was applied.
  public var applied: String {
    let advised = comparison.outcomes.count(where: \.hadAdvice)
    guard advised > 0 else { return "\(comparison.before) advised no change" }
    let states = RunComparison.State.allCases.map { ($0, comparison.count($0)) }
      .filter { $0.1 > 0 }
      .map { "\($0.1) \($0.0.rawValue)" }
    return "of \(advised.counted("container")) with advice in \(comparison.before): "
      + states.joined(separator: ", ")
  }

  /// One sentence: what was saved; + is saved, as in every other place.
  public var saved: String {
    let saving = comparison.saving
    return "requests saved since \(comparison.before), net of increases: CPU"
      + " \(saving.cpu.cores.signed(decimals: 2)) cores"
      + " (\(saving.cpuLess.coresText) less, \(saving.cpuMore.coresText) more), memory"
      + " \(saving.memory.gibibytes.signed(decimals: 1)) GiB"
      + " (\(saving.memoryLess.gibibytesText) less, \(saving.memoryMore.gibibytesText) more)"
  }

  /// Sentences about harm and new trouble, the worst first.
  public var harm: [String] {
    let withCluster = hasClusters
    return comparison.regressions.map { outcome in
      let what =
        outcome.newKills > 0
        ? "killed for want of memory \(outcome.newKills.counted("time")) or more since its spec changed"
        : "throttled more since its spec changed (\(outcome.throttlingText ?? ""))"
      let how =
        outcome.state == .otherwise ? "changed otherwise than advised" : outcome.state.rawValue
      return "\(outcome.id.shownPath(withCluster)): \(what) (\(how): \(Self.change(outcome)))"
    }
  }

  /// Whether the containers are of several clusters, so that names need theirs.
  private var hasClusters: Bool {
    let ids = comparison.outcomes.map(\.id) + comparison.appeared + comparison.vanished
    return Set(ids.map(\.workload.cluster)).count > 1
  }

  /// What is new, gone, better and worse, with how restless the advice is: names under titles, those that
  /// have none left out.
  func lists(
    _ stability: [ContainerID: AdviceStability]
  ) -> [(title: String, ids: [ContainerID])] {
    [
      ("New trouble", comparison.newRisks), ("Trouble over", comparison.endedRisks),
      ("New containers", comparison.appeared), ("Gone", comparison.vanished),
      ("Advice moved by more than a tenth", comparison.moved),
      (
        "Advice turned around more than once in the weeks kept",
        stability.filter { $0.value.flips > 1 }.keys.sorted()
      ),
    ].filter { !$0.1.isEmpty }
  }

  /// The most names that a list shows.
  static let named = 8

  /// The same as lines of text, such as `Gone (1): shop/Deployment/old/app`.
  func lines(_ stability: [ContainerID: AdviceStability]) -> [String] {
    let withCluster = hasClusters
    return lists(stability).map { title, ids in
      let shown = ids.prefix(Self.named).map { $0.shownPath(withCluster) }.joined(separator: ", ")
      let more = ids.count > Self.named ? " and \(ids.count - Self.named) more" : ""
      return "\(title) (\(ids.count)): \(shown)\(more)"
    }
  }

  /// The change of the spec of one container, as `memory limit 1Gi -> 512Mi`.
  public static func change(_ outcome: RunComparison.Outcome) -> String {
    guard let after = outcome.after else { return "gone" }
    let (was, now) = (outcome.before.current, after.current)
    let parts = [
      part("CPU request", was.cpuRequest, now.cpuRequest),
      part("CPU limit", was.cpuLimit, now.cpuLimit),
      part("memory request", was.memoryRequest, now.memoryRequest),
      part("memory limit", was.memoryLimit, now.memoryLimit),
    ].compactMap { $0 }
    return parts.isEmpty ? "no change" : parts.joined(separator: ", ")
  }

  private static func part<Amount: ResourceAmount & CustomStringConvertible>(
    _ name: String,
    _ from: Amount?,
    _ to: Amount?
  ) -> String? {
    from == to ? nil : "\(name) \(from.quantityText) -> \(to.quantityText)"
  }

  /// One row a container, those that need a look first.
  public var table: TextTable { table(atMost: .max) }

  /// What a table of so many rows leaves out; empty where it has all.
  func note(atMost limit: Int) -> String {
    let count = comparison.outcomes.count
    return count > limit
      ? "The \(limit) that need a look first of \(count.grouped); \(CSVReport.everything)." : ""
  }

  /// The first rows of the table.
  func table(atMost limit: Int) -> TextTable {
    var table = TextTable([
      ("CONTAINER", .left), ("STATE", .left), ("CPU SAVED", .right), ("MEMORY SAVED", .right),
      ("NEW OOM", .right), ("THROTTLED", .right), ("CHANGE", .left),
    ])
    let order: [RunComparison.State] = [.otherwise, .partly, .notApplied, .applied, .gone]
    let sorted = comparison.outcomes.sorted { a, b in
      let ranks = (
        order.firstIndex(of: a.state) ?? 0, order.firstIndex(of: b.state) ?? 0
      )
      return ranks.0 == ranks.1 ? a.id < b.id : ranks.0 < ranks.1
    }
    let withCluster = hasClusters
    for each in sorted.prefix(limit) {
      table.append([
        each.id.shownPath(withCluster),
        each.hadAdvice ? each.state.rawValue : "changed without advice",
        each.cpuSaved.cores.signed(decimals: 2),
        each.memorySaved.gibibytes.signed(decimals: 2) + " GiB",
        each.newKills > 0 ? "\(each.newKills)" : "-", each.throttlingText ?? "-",
        Self.change(each),
      ])
    }
    return table
  }

  /// The document for other programs.
  public var tree: TreeNode {
    let saving = comparison.saving
    return .object([
      "schema_version": .integer(1), "before": .text(comparison.before),
      "after": .text(comparison.after),
      "counts": .object(
        RunComparison.State.allCases.map {
          TreeNode.Member(
            $0.rawValue.replacing(" ", with: "_"),
            .integer(Int64(comparison.count($0)))
          )
        }
      ),
      "realised": .object([
        "cpu_cores": .number(saving.cpu.cores), "cpu_less_cores": .number(saving.cpuLess.cores),
        "cpu_more_cores": .number(saving.cpuMore.cores),
        "memory_bytes": .integer(saving.memory.bytes),
        "memory_less_bytes": .integer(saving.memoryLess.bytes),
        "memory_more_bytes": .integer(saving.memoryMore.bytes),
      ]), "outcomes": .list(comparison.outcomes.map(Self.node)),
      "regressions": .list(comparison.regressions.map { .text($0.id.path) }),
      "new_risks": .list(comparison.newRisks.map { .text($0.path) }),
      "ended_risks": .list(comparison.endedRisks.map { .text($0.path) }),
      "appeared": .list(comparison.appeared.map { .text($0.path) }),
      "vanished": .list(comparison.vanished.map { .text($0.path) }),
      "moved": .list(comparison.moved.map { .text($0.path) }),
    ])
  }

  private static func node(_ outcome: RunComparison.Outcome) -> TreeNode {
    .object([
      "container": .text(outcome.id.path), "state": .text(outcome.state.rawValue),
      "had_advice": .truth(outcome.hadAdvice), "cpu_saved_cores": .number(outcome.cpuSaved.cores),
      "memory_saved_bytes": .integer(outcome.memorySaved.bytes),
      "new_oom_kills": .integer(outcome.newKills),
      "throttled_before": outcome.before.throttledRatio.map { .number($0) } ?? .null,
      "throttled_after": outcome.after?.throttledRatio.map { .number($0) } ?? .null,
      "change": .text(change(outcome)),
    ])
  }
}

extension ContainerID {
  /// The container as `cluster/namespace/kind/workload/container`.
  var path: String { "\(workload.path)/\(container)" }

  /// The container as people read it: with its cluster where there are several.
  func shownPath(_ withCluster: Bool) -> String {
    withCluster ? "\(ReportModel.clusterName(workload.cluster))/\(shortPath)" : shortPath
  }
}

extension RunComparison.Outcome {
  /// The share of throttled periods in the week then and in this week; nil where neither is known.
  var throttlingText: String? {
    guard before.throttledRatio != nil || after?.throttledRatio != nil else { return nil }
    return (before.throttledRatio?.percent ?? "-") + " -> "
      + (after?.throttledRatio?.percent ?? "-")
  }
}

extension Double {
  /// The number with its sign, also where it is above zero.
  public func signed(decimals: Int) -> String {
    let text = text(decimals: decimals)
    return text.hasPrefix("-") || !text.contains { ("1"..."9").contains($0) } ? text : "+" + text
  }
}
