import PodfitModel

/// Does the heap fit the container: heap and what is beside it against limit, heap maximum and live set.
struct JVMStackChart {
  let entry: ReportModel.JVMEntry
  let heap: ContainerDetail.Heap

  /// The stack in MiB over the week; the largest pod of each hour.
  var chart: Chart {
    let mebi = 0x1p20
    let maxHeap = entry.profile.configuration.map { $0.maxHeap.mebibytes }
    let limit = entry.memoryLimit?.mebibytes
    let live = entry.profile.liveSet?.estimate.mebibytes
    let advised = entry.recommendation?.heapMax.mebibytes
    let sums = heap.used.indices.map { index in
      Double(max(heap.committed[index], heap.used[index], 0) + max(heap.nonHeap[index], 0)) / mebi
    }
    let axis = Axis(upTo: max(sums.max() ?? 0, limit ?? 0, maxHeap ?? 0), marks: 3)
    let (left, top, bottom) = (44.0, 8.0, 8.0)
    var drawing = Drawing(width: 520, height: 170)
    let (width, height) = (drawing.width - left - 120, drawing.height - top - bottom)
    let x = { (index: Int) in left + (Double(index) + 0.5) * width / 168 }
    let y = { (value: Double) in top + height - value / axis.top * height }
    for mark in axis.marks {
      drawing.line(left, y(mark), left + width, y(mark), "grid")
      drawing.text(axis.text(mark), left - 6, y(mark) + 4, "s", .end)
    }
    let known = heap.used.indices.filter { heap.used[$0] >= 0 }
    let used = known.map { Double(heap.used[$0]) / mebi }
    let committed = known.map { Double(max(heap.committed[$0], heap.used[$0])) / mebi }
    let all = known.map { sums[$0] }
    area(known.map(x), committed, all, "stack3", y, into: &drawing)
    area(known.map(x), used, committed, "stack2", y, into: &drawing)
    area(known.map(x), used.map { _ in 0 }, used, "stack1", y, into: &drawing)
    let floor = drawing.height - 4
    let lines: [(String, Double?, String)] = [
      ("limit", limit, "l-limit"), ("heap max", maxHeap, "l-req"), ("live set", live, "l-live"),
      ("advised heap", advised == maxHeap ? nil : advised, "l-adv"),
    ]
    let drawn = lines.compactMap { label, value, style in value.map { (label, $0, style) } }
    let places = Self.apart(drawn.map { y($0.1) + 4 }, by: 12, above: floor)
    for ((label, value, style), at) in zip(drawn, places) {
      drawing.line(left, y(value), left + width, y(value), "halo")
      drawing.line(left, y(value), left + width, y(value), style)
      drawing.text("\(label) \(value.text(decimals: 0))", left + width + 6, at, "s \(style)-t")
    }
    return Chart(
      title: "\(entry.id.shortPath): does the heap fit?",
      text:
        "MiB, the largest pod of each hour; from below: heap used, committed but free, outside of the"
        + " heap. Heap max \(maxHeap?.text(decimals: 0) ?? "unknown"), live set"
        + " \(live?.text(decimals: 0) ?? "not measured"), limit \(limit?.text(decimals: 0) ?? "unset").",
      drawing: drawing,
      table: nil
    )
  }

  /// Places for labels near those wished, at least `step` from each other and none below `floor`.
  static func apart(_ wished: [Double], by step: Double, above floor: Double) -> [Double] {
    let order = wished.indices.sorted { (wished[$0], $0) < (wished[$1], $1) }
    var places = wished
    var last = -Double.infinity
    for index in order {
      places[index] = max(wished[index], last + step)
      last = places[index]
    }
    // What went too far down pushes those above it up.
    var next = floor + step
    for index in order.reversed() {
      places[index] = min(places[index], next - step)
      next = places[index]
    }
    return places
  }

  private func area(
    _ x: [Double],
    _ lower: [Double],
    _ upper: [Double],
    _ style: String,
    _ y: (Double) -> Double,
    into drawing: inout Drawing
  ) {
    let top = zip(x, upper).map { ($0, y($1)) }
    let floor = zip(x, lower).map { ($0, y($1)) }
    drawing.path(top + floor.reversed(), style, isClosed: true)
  }
}
