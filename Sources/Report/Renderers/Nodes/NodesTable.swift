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
      text += "\(before.hosts) hosts before the migration:"
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
    for each in plan.unschedulable {
      text +=
        "unschedulable: \(each.pods) pods of \(each.workload.path.printable):"
        + " \(each.reason.printable)\n"
    }
    for note in plan.notes { text += "note: \(note.printable)\n" }
    return text
  }
}
