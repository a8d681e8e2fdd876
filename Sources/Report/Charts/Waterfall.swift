import PodfitModel

/// Why are so many nodes there when use fits in fewer: from use up to what the machines have.
struct Waterfall {
  let ledger: CapacityLedger

  private struct Step {
    var name: String
    var amount: Double
    var style: String
  }

  /// CPU in cores.
  var cpu: Chart {
    chart("CPU", "cores", decimals: 1) { $0.cpu.cores }
  }

  /// Memory in GiB.
  var memory: Chart {
    chart("Memory", "GiB", decimals: 1) { $0.memory.gibibytes }
  }

  private func chart(
    _ name: String,
    _ unit: String,
    decimals: Int,
    _ value: (CapacityLedger.Amounts) -> Double
  ) -> Chart {
    let (used, advised) = (value(ledger.used), value(ledger.advised))
    let (asked, daemons) = (value(ledger.requests), value(ledger.daemons))
    let allocatable = value(ledger.allocatable)
    var steps = [
      Step(name: "used on average", amount: used, style: "use"),
      Step(name: "headroom advised", amount: advised - used, style: "adv"),
      Step(name: "asked for beyond the advice", amount: asked - advised, style: "slack"),
      Step(name: "DaemonSets", amount: daemons, style: "fixed"),
      Step(name: "asked for by nobody", amount: allocatable - asked - daemons, style: "free"),
    ]
    if let capacity = ledger.capacity {
      let kept = value(capacity) - allocatable
      steps.append(Step(name: "kept by the system", amount: kept, style: "fixed"))
    }
    let total = ledger.capacity.map(value) ?? allocatable
    let axis = Axis(upTo: max(total, asked + daemons))
    // Room for the largest number behind its bar.
    let digits = Double(max(total, asked + daemons).text(decimals: decimals).count)
    let (left, right, row) = (206.0, max(56, digits * 8.5 + 12), 30.0)
    var drawing = Drawing(width: 560, height: Double(steps.count + 1) * row + 26)
    let scale = (drawing.width - left - right) / axis.top
    for mark in axis.marks {
      let x = left + mark * scale
      drawing.line(x, 4, x, drawing.height - 20, "grid")
      drawing.text(axis.text(mark), x, drawing.height - 6, "s", .middle)
    }
    var table = TextTable([("part", .left), (unit, .right)])
    var position = 0.0
    for (index, step) in steps.enumerated() {
      let y = Double(index) * row + 6
      let from = min(position, position + step.amount)
      let isNegative = step.amount < 0
      drawing.text(step.name, left - 10, y + 15, "t", .end)
      drawing.rect(
        left + from * scale,
        y,
        max(abs(step.amount) * scale, 1),
        20,
        isNegative ? "risk" : step.style
      )
      position += step.amount
      drawing.line(left + position * scale, y + 20, left + position * scale, y + row, "link")
      let end = left + max(from + abs(step.amount), position) * scale
      drawing.text(step.amount.text(decimals: decimals), end + 6, y + 15, "v")
      table.append([step.name, step.amount.text(decimals: 2)])
    }
    let y = Double(steps.count) * row + 6
    drawing.text("all nodes", left - 10, y + 15, "t b", .end)
    drawing.rect(left, y, total * scale, 20, "whole")
    drawing.text(total.text(decimals: decimals), left + total * scale + 6, y + 15, "v b")
    table.append(["all nodes", total.text(decimals: 2)])
    let share = total > 0 ? (used / total).percent : "-"
    return Chart(
      title: "\(name): why is more there than is used?",
      text:
        "\(used.text(decimals: decimals)) of \(total.text(decimals: decimals)) \(unit) are used on"
        + " average (\(share)); \((asked - advised).text(decimals: decimals)) are asked for beyond the"
        + " advice and \((allocatable - asked - daemons).text(decimals: decimals)) by nobody.",
      drawing: drawing,
      table: table
    )
  }
}
