import PodfitModel

/// Is it getting better: small pictures of the last weeks.
struct TrendCharts {
  let runs: [RunRecord]

  private struct Line {
    var name: String
    var style: String
    var values: [Double?]
  }

  /// The charts; empty below two weeks.
  var charts: [Chart] {
    guard runs.count > 1 else { return [] }
    return [
      chart(
        "Nodes",
        "",
        0,
        [
          Line(name: "now", style: "req", values: runs.map { $0.totals.nodesNow.map(Double.init) }),
          Line(
            name: "needed",
            style: "adv",
            values: runs.map { $0.totals.nodesNeeded.map(Double.init) }
          ),
        ]
      ),
      chart(
        "CPU",
        "cores",
        1,
        [
          Line(name: "asked for", style: "req", values: runs.map { $0.totals.cpuRequest.cores }),
          Line(name: "advised", style: "adv", values: runs.map { $0.totals.cpuAdvised.cores }),
          Line(name: "used", style: "use", values: runs.map { $0.totals.cpuUsed.cores }),
        ]
      ),
      chart(
        "Memory",
        "GiB",
        1,
        [
          Line(
            name: "asked for",
            style: "req",
            values: runs.map { $0.totals.memoryRequest.gibibytes }
          ),
          Line(
            name: "advised",
            style: "adv",
            values: runs.map { $0.totals.memoryAdvised.gibibytes }
          ),
          Line(name: "used", style: "use", values: runs.map { $0.totals.memoryUsed.gibibytes }),
        ]
      ),
      chart(
        "Containers at risk",
        "",
        0,
        [
          Line(
            name: "at risk",
            style: "limit",
            values: runs.map { run in
              Double(run.count { !$0.risks.isEmpty })
            }
          ),
          Line(
            name: "to raise",
            style: "req",
            values: runs.map { run in
              Double(run.count { $0.status == .raise })
            }
          ),
        ]
      ),
    ]
  }

  private func chart(_ name: String, _ unit: String, _ decimals: Int, _ lines: [Line]) -> Chart {
    let axis = Axis(upTo: lines.flatMap(\.values).compactMap { $0 }.max() ?? 0, marks: 4)
    let (left, top, bottom, right) = (30.0, 8.0, 22.0, 96.0)
    var drawing = Drawing(width: 290, height: 150)
    let (width, height) = (drawing.width - left - right, drawing.height - top - bottom)
    let x = { (index: Int) in left + Double(index) * width / Double(max(runs.count - 1, 1)) }
    let y = { (value: Double) in top + height - value / axis.top * height }
    for mark in axis.marks {
      drawing.line(left, y(mark), left + width, y(mark), "grid")
      drawing.text(axis.text(mark), left - 6, y(mark) + 4, "s", .end)
    }
    for (index, run) in runs.enumerated() where index == 0 || index == runs.count - 1 {
      drawing.text(
        String(run.week.suffix(3)),
        x(index),
        drawing.height - 6,
        "s",
        index == 0 ? .start : .end
      )
    }
    var table = TextTable([("week", .left)] + lines.map { ($0.name, TextTable.Alignment.right) })
    for (index, run) in runs.enumerated() {
      table.append([run.week] + lines.map { $0.values[index]?.text(decimals: 2) ?? "-" })
    }
    var taken: [Double] = []
    var says: [String] = []
    for line in lines {
      let points = line.values.enumerated().compactMap { index, value in
        value.map { (x(index), y($0)) }
      }
      drawing.path(points, "l-\(line.style)")
      for point in points { drawing.circle(point.0, point.1, 3, "d-\(line.style)") }
      guard let last = line.values.last ?? nil, let first = line.values.first ?? nil else {
        continue
      }
      var at = y(last) + 4
      while taken.contains(where: { abs($0 - at) < 12 }) { at += 12 }
      taken.append(at)
      drawing.text(
        "\(line.name) \(last.text(decimals: decimals))",
        left + width + 8,
        at,
        "s l-\(line.style)-t"
      )
      says.append(
        "\(line.name) \(first.text(decimals: decimals)) to \(last.text(decimals: decimals))"
      )
    }
    return Chart(
      title: unit.isEmpty ? name : "\(name), \(unit)",
      text:
        "\(runs.first?.week ?? "") to \(runs.last?.week ?? ""): \(says.joined(separator: ", ")).",
      drawing: drawing,
      table: table
    )
  }
}
