import PodfitModel

/// Can it pack tighter: every node with what stands on it, one lane for CPU and one for memory.
struct NodeStripChart {
  let strips: NodeStrips

  /// Nodes of today and as planned, side by side.
  var chart: Chart {
    let rows = max(strips.now.count, strips.planned.count)
    let row = rows > 30 ? 15.0 : 22.0
    var drawing = Drawing(width: 1_120, height: Double(rows) * row + 40)
    draw(strips.now, "now", at: 0, row, into: &drawing)
    draw(strips.planned, "with the advice", at: 570, row, into: &drawing)
    let left =
      strips.nowLeft + strips.plannedLeft > 0
      ? " \(strips.nowLeft) more nodes of today and \(strips.plannedLeft) planned ones are not drawn."
      : ""
    return Chart(
      title: "Can the nodes be packed tighter?",
      text: "Now \(strips.now.count + strips.nowLeft) nodes,"
        + " \(fill(strips.nowFill, isAny: !strips.now.isEmpty)) on average;"
        + " with the advice \(strips.planned.count + strips.plannedLeft),"
        + " \(fill(strips.plannedFill, isAny: !strips.planned.isEmpty))."
        + " Each node has a lane for CPU above one for memory; hatched is what nobody asks for."
        + left,
      drawing: drawing,
      table: nil
    )
  }

  private func fill(_ fill: NodeStrips.Fill, isAny: Bool) -> String {
    guard isAny else { return "no node" }
    return "CPU \(fill.cpu.percent) and memory \(fill.memory.percent) asked for"
  }

  private func draw(
    _ nodes: [NodeStrips.Node],
    _ title: String,
    at x: Double,
    _ row: Double,
    into drawing: inout Drawing
  ) {
    drawing.text(title, x + 110, 14, "t b")
    let (left, width, lane) = (x + 110, 430.0, (row - 4) / 2)
    for (index, node) in nodes.enumerated() {
      let y = 24 + Double(index) * row
      if index == 0 || nodes[index - 1].pool != node.pool {
        let name = node.pool.printable
        drawing.text(
          name.count > 14 ? "\(name.prefix(13))…" : name,
          left - 8,
          y + row / 2 + 2,
          "t",
          .end
        )
      }
      drawing.rect(left, y, width, lane, "free")
      drawing.rect(left, y + lane, width, lane, "free")
      var (cpu, memory) = (0.0, 0.0)
      for (place, segment) in Self.drawn(node.segments).enumerated() {
        let style = segment.isDaemon ? "fixed" : place % 2 == 0 ? "pod" : "pod2"
        let title =
          "\(segment.name): CPU \(segment.cpuShare.percent),"
          + " memory \(segment.memoryShare.percent) of the node"
        let (c, m) = (min(segment.cpuShare, 1 - cpu), min(segment.memoryShare, 1 - memory))
        drawing.rect(left + cpu * width, y, c * width, lane, style, title: title)
        drawing.rect(left + memory * width, y + lane, m * width, lane, style)
        cpu += max(c, 0)
        memory += max(m, 0)
      }
    }
  }

  private struct Piece {
    var name: String
    var isDaemon: Bool
    var cpuShare: Double
    var memoryShare: Double
  }

  /// The largest pieces of a node; the others are one piece, which nobody could tell apart anyway.
  private static func drawn(_ segments: [NodeStrips.Segment]) -> [Piece] {
    let pieces = segments.map { segment in
      Piece(
        name: segment.workload.shortPath.printable,
        isDaemon: segment.workload.kind == .daemonSet,
        cpuShare: segment.cpuShare,
        memoryShare: segment.memoryShare
      )
    }
    guard pieces.count > 14 else { return pieces }
    let rest = pieces.dropFirst(13)
    return pieces.prefix(13) + [
      Piece(
        name: "\(rest.count) smaller workloads",
        isDaemon: false,
        cpuShare: rest.reduce(0) { $0 + $1.cpuShare },
        memoryShare: rest.reduce(0) { $0 + $1.memoryShare }
      )
    ]
  }
}
