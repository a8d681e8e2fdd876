public import PodfitModel

/// A node plan as an aligned table for people.
public struct NodesTable: NodesRenderer {
  /// The format's name.
  public static let id = "table"
  /// What the format is.
  public static let summary = "aligned columns for people"

  /// Makes the renderer.
  public init() {}

  /// The pools, the totals, and what does not fit or was left out.
  public func render(_ plan: NodePlan) -> String {
    var table = TextTable([
      ("POOL", .left), ("MACHINE", .left), ("NOW", .right), ("NEEDED", .right), ("BINDS", .left),
      ("CPU LEFT", .right), ("MEMORY LEFT", .right), ("PODS LEFT", .right),
    ])
    for pool in plan.pools {
      table.append([
        pool.name, pool.instanceType, "\(pool.nodesNow)", "\(pool.nodesNeeded)",
        pool.bindingResource ?? "-", pool.stranded.cpu.coresText,
        "\(pool.stranded.memory.gibibytesText) GiB", pool.stranded.pods.map { "\($0)" } ?? "-",
      ])
    }
    var text = table.text
    text +=
      "\n\(plan.nodesNow) nodes now -> \(plan.nodesNeeded) needed"
      + " (proven minimum \(plan.lowerBound), gap \(plan.gapRatio.percent))\n"
    if let cost = plan.cost {
      text +=
        "cost \(cost.now.text(decimals: 2)) now -> \(cost.needed.text(decimals: 2)) needed"
        + " (proven minimum \(cost.lowerBound.text(decimals: 2)), gap \(cost.gapRatio.percent)),"
        + " in \(cost.unit)\n"
    }
    if let before = NodesDocument(plan).baseline {
      text += "\(before.hosts.counted("host")) before the migration:"
      text += " x\(before.ratioNow.text(decimals: 2)) now"
      text += " -> x\(before.ratioNeeded.text(decimals: 2)) needed"
      if let now = before.sizeRatioNow, let needed = before.sizeRatioNeeded {
        text += "; by size (allocatable cores + GiB/7.5) x\(now.text(decimals: 2))"
        text += " -> x\(needed.text(decimals: 2))"
      }
      text += "\n"
    }
    if let seconds = plan.seconds { text += "took \(seconds.text(decimals: 3)) s\n" }
    if plan.isTruncatedByTime { text += "ended early: the best found until then\n" }
    if let nodes = plan.nodesForCurrentRequests {
      text += "today's requests, packed well, would need \(nodes)\n"
    }
    if let left = plan.scheduler, left.pendingPods > 0 {
      text += "the default scheduler, spreading pods as they come, would leave \(left.pendingPods)"
      text += " without a node and end at \(left.nodes) nodes\n"
    }
    for each in plan.blockers {
      text += "blocks: \(each.workload.path.printable) (\(each.reason.printable)):"
      text += " \(each.freedNodes) fewer without\n"
    }
    text += Self.advice(plan.stranding)
    for each in plan.unschedulable {
      text +=
        "unschedulable: \(each.pods.counted("pod")) of \(each.workload.path.printable):"
        + " \(each.reason.printable)\n"
    }
    for note in plan.notes { text += "note: \(note.printable)\n" }
    if let table = FindingTables.nodes(plan.findings) { text += "\n" + table.text }
    return text
  }

  /// Requests that free nodes, and pools of another shape where that saves a hundredth or more, with what
  /// DaemonSets take of nodes of each size.
  private static func advice(_ stranding: NodePlan.Stranding?) -> String {
    guard let stranding else { return "" }
    var text = ""
    for each in stranding.requests {
      text += "frees \(each.freedNodes.counted("node")): \(each.workload.path.printable) asks"
      text += " \(each.cut.percent) less \(each.resource),"
      if each.resource == CPU.resourceName {
        text += " \(CPU(nanocores: each.amount).coresText)"
        text += " -> \(CPU(nanocores: each.reduced).coresText) cores"
      } else {
        text += " \(Memory(bytes: each.amount).gibibytesText)"
        text += " -> \(Memory(bytes: each.reduced).gibibytesText) GiB"
      }
      text += " a pod\n"
    }
    var pools: [String] = []
    for shape in stranding.shapes where !pools.contains(shape.pool) { pools.append(shape.pool) }
    for pool in pools {
      let shapes = stranding.shapes.filter { $0.pool == pool }
      for each in shapes where each.sizeRatio <= 0.99 {
        text += "shape: nodes of \(pool.printable) with \(each.cpu.coresText) cores and"
        text += " \(each.memory.gibibytesText) GiB"
        if !each.machine.isEmpty { text += " (\(each.machine.printable))" }
        text += ": \(each.nodes.counted("node")), size x\(each.sizeRatio.text(decimals: 2))\n"
      }
      let taxed = shapes.filter { $0.daemonShare > 0 }
      guard !taxed.isEmpty else { continue }
      let parts = taxed.map {
        "\($0.daemonShare.percent) of \($0.cpu.coresText) cores, \($0.memory.gibibytesText) GiB"
      }
      text += "DaemonSets and static pods take of a node of \(pool.printable):"
      text += " \(parts.joined(separator: "; "))\n"
    }
    return text
  }
}
