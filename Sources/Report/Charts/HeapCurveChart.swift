import PodfitModel

/// What does a smaller heap cost: CPU of collections against the heap, with today's and the advised one.
struct HeapCurveChart {
  let entry: ReportModel.JVMEntry

  /// The curve; nil where nothing tells what collections cost, or what stays alive.
  var chart: Chart? {
    guard let advice = entry.recommendation, let live = entry.profile.liveSet?.estimate,
      let today = entry.profile.configuration?.maxHeap
    else { return nil }
    let most = max(today, advice.heapMax, live.scaledUp(by: 3)).mebibytes * 1.1
    let points = advice.curve.filter { $0.heap.mebibytes <= most }
    guard points.count > 2 else { return nil }
    let across = Axis(upTo: most, marks: 5)
    let up = Axis(upTo: points.map { $0.high.cores * 1000 }.max() ?? 0, marks: 3)
    let (left, top, bottom) = (44.0, 8.0, 34.0)
    var drawing = Drawing(width: 520, height: 190)
    let (width, height) = (drawing.width - left - 24, drawing.height - top - bottom)
    let x = { (heap: Double) in left + heap / across.top * width }
    let y = { (cpu: Double) in top + height - cpu / up.top * height }
    for mark in up.marks {
      drawing.line(left, y(mark), left + width, y(mark), "grid")
      drawing.text(up.text(mark), left - 6, y(mark) + 4, "s", .end)
    }
    for mark in across.marks {
      drawing.text(across.text(mark), x(mark), top + height + 14, "s", .middle)
    }
    func place(_ point: HeapCPUPoint, _ cpu: CPU) -> (Double, Double) {
      (x(point.heap.mebibytes), y(cpu.cores * 1000))
    }
    drawing.path(
      points.map { place($0, $0.high) } + points.reversed().map { place($0, $0.low) },
      "band",
      isClosed: true
    )
    drawing.path(points.map { place($0, $0.cpu) }, "mid")
    var marks = [("live set", live, "l-live"), ("heap today", today, "l-req")]
    if advice.heapMax != today { marks.append(("advised", advice.heapMax, "l-adv")) }
    for (row, mark) in marks.enumerated() {
      let at = x(mark.1.mebibytes)
      drawing.line(at, top, at, top + height, "halo")
      drawing.line(at, top, at, top + height, mark.2)
      let isLeft = at > left + width * 0.7
      drawing.text(
        "\(mark.0) \(mark.1.mebibytes.text(decimals: 0))",
        at + (isLeft ? -5 : 5),
        top + 10 + Double(row) * 13,
        "s \(mark.2)-t",
        isLeft ? .end : .start
      )
    }
    drawing.text("largest heap, MiB", left + width, drawing.height - 4, "s", .end)
    return Chart(
      title: "\(entry.id.shortPath): what does a smaller heap cost?",
      text: says(points, live: live, today: today, advice),
      drawing: drawing,
      table: table(points)
    )
  }

  private func says(
    _ points: [HeapCPUPoint],
    live: Memory,
    today: Memory,
    _ advice: JVMRecommendation
  ) -> String {
    var text = "Thousandths of a core that collections take"
    if let source = advice.costSource {
      text += ", from \(source.replacing("-", with: " "))"
    }
    text += ". \(live.mebibytes.text(decimals: 0)) MiB stay alive"
    if let point = points.first(where: { $0.heap == advice.heapMax }) {
      text += "; with the advised heap of \(point.heap.mebibytes.text(decimals: 0)) MiB"
      text += " \(milli(point.cpu)), at least \(milli(point.low)) and at most \(milli(point.high))"
    }
    return text + "."
  }

  private func milli(_ cpu: CPU) -> String { (cpu.cores * 1000).text(decimals: 0) + "m" }

  private func table(_ points: [HeapCPUPoint]) -> TextTable {
    var table = TextTable([
      ("heap MiB", .right), ("CPU", .right), ("at least", .right), ("at most", .right),
    ])
    for point in points {
      table.append([
        point.heap.mebibytes.text(decimals: 0), milli(point.cpu), milli(point.low),
        milli(point.high),
      ])
    }
    return table
  }
}
