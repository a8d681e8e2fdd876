import PodfitModel

/// Where is the slack: per namespace what is asked for, used, and advised; limits as a line.
struct SlackBars {
  let groups: [GroupScore]

  /// CPU requests in cores.
  var cpu: Chart {
    chart("CPU", "cores") {
      ($0.cpuNow.cores, $0.cpuP95.cores, $0.cpuAdvised.cores, nil)
    }
  }

  /// Memory requests and limits in GiB.
  var memory: Chart {
    chart("Memory", "GiB") {
      (
        $0.memoryNow.gibibytes, $0.memoryMax.gibibytes, $0.memoryAdvised.gibibytes,
        $0.memoryLimit.gibibytes
      )
    }
  }

  private func chart(
    _ name: String,
    _ unit: String,
    _ values: (GroupScore) -> (now: Double, used: Double, advised: Double, limit: Double?)
  ) -> Chart {
    let shown = groups.sorted { a, b in
      let (x, y) = (values(a), values(b))
      return x.now - x.advised == y.now - y.advised
        ? a.name < b.name : x.now - x.advised > y.now - y.advised
    }.prefix(12)
    let top =
      shown.map { max(values($0).now, values($0).used, values($0).advised, values($0).limit ?? 0) }
      .max() ?? 0
    let axis = Axis(upTo: top)
    let (left, right, row) = (130.0, 16.0, 36.0)
    var drawing = Drawing(width: 560, height: Double(shown.count) * row + 28)
    let scale = (drawing.width - left - right) / axis.top
    for mark in axis.marks {
      let x = left + mark * scale
      drawing.line(x, 2, x, drawing.height - 22, "grid")
      drawing.text(axis.text(mark), x, drawing.height - 8, "s", .middle)
    }
    let used = name == "CPU" ? "p95 of use" : "largest use"
    var table = TextTable([
      ("namespace", .left), ("asked for", .right), (used, .right), ("advised", .right),
      ("limits", .right),
    ])
    for (index, group) in shown.enumerated() {
      let y = Double(index) * row + 6
      let value = values(group)
      let label = group.name.printable
      drawing.text(label.count > 18 ? "\(label.prefix(17))…" : label, left - 8, y + 15, "t", .end)
      drawing.rect(
        left,
        y,
        value.now * scale,
        20,
        "outline",
        title: "\(group.name.printable): asked for \(value.now.text(decimals: 2)) \(unit)"
      )
      drawing.rect(
        left,
        y + 4,
        value.used * scale,
        12,
        "use",
        title: "\(used) \(value.used.text(decimals: 2)) \(unit)"
      )
      drawing.rect(
        left + value.advised * scale - 1.5,
        y - 3,
        3,
        26,
        "adv",
        title: "advised \(value.advised.text(decimals: 2)) \(unit)"
      )
      if let limit = value.limit, limit > 0 {
        let x = left + limit * scale
        drawing.path([(x, y + 20), (x - 4, y + 27), (x + 4, y + 27)], "limit", isClosed: true)
      }
      table.append([
        group.name, value.now.text(decimals: 2), value.used.text(decimals: 2),
        value.advised.text(decimals: 2), value.limit?.text(decimals: 2) ?? "-",
      ])
    }
    let most = shown.first.map { group in
      let value = values(group)
      return
        "The most slack is in \(group.name.printable): \(value.now.text(decimals: 1)) \(unit) asked"
        + " for, \(value.advised.text(decimals: 1)) advised."
    }
    return Chart(
      title: "\(name): where is the slack?",
      text: (most ?? "Nothing is asked for.")
        + " Frame: asked for. Bar: \(used) of all pods. Tick: advised."
        + (name == "CPU" ? "" : " Triangle: limits."),
      drawing: drawing,
      table: table
    )
  }
}
