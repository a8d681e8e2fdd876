import PodfitModel

/// Is this recommendation safe: use of one container over the week against request, limit and advice.
struct BandChart {
  let recommendation: Recommendation
  let detail: ContainerDetail

  /// CPU in cores; nil without samples.
  var cpu: Chart? {
    detail.cpuBand.map { band in
      chart(
        "CPU",
        "cores",
        band,
        scale: 1e9,
        request: recommendation.current.cpuRequest?.cores,
        limit: recommendation.current.cpuLimit?.cores,
        advised: recommendation.recommended.cpuRequest?.cores
      )
    }
  }

  /// Memory in MiB; nil without samples.
  var memory: Chart? {
    detail.memoryBand.map { band in
      chart(
        "Memory",
        "MiB",
        band,
        scale: 0x1p20,
        request: recommendation.current.memoryRequest?.mebibytes,
        limit: recommendation.current.memoryLimit?.mebibytes,
        advised: recommendation.recommended.memoryLimit?.mebibytes
          ?? recommendation.recommended.memoryRequest?.mebibytes
      )
    }
  }

  private func chart(
    _ name: String,
    _ unit: String,
    _ band: ContainerDetail.Band,
    scale: Double,
    request: Double?,
    limit: Double?,
    advised: Double?
  ) -> Chart {
    let most = Double(band.max.max() ?? 0) / scale
    let axis = Axis(upTo: max(most, request ?? 0, limit ?? 0, advised ?? 0), marks: 3)
    let lane = detail.markers.isEmpty ? 0.0 : 16.0
    let (left, top, bottom) = (44.0, 8.0 + lane, 20.0)
    var drawing = Drawing(width: 520, height: 170 + lane)
    let (width, height) = (drawing.width - left - 100, drawing.height - top - bottom)
    let x = { (index: Int) in left + (Double(index) + 0.5) * width / 168 }
    let y = { (value: Double) in top + height - value / axis.top * height }
    for mark in axis.marks {
      drawing.line(left, y(mark), left + width, y(mark), "grid")
      drawing.text(axis.text(mark), left - 6, y(mark) + 4, "s", .end)
    }
    days(band, left, width, top + height, into: &drawing)
    gaps(band, x, top, height, into: &drawing)
    for run in runs(band) {
      let upper = run.map { (x($0), y(Double(band.max[$0]) / scale)) }
      let lower = run.reversed().map { (x($0), y(Double(band.p50[$0]) / scale)) }
      drawing.path(upper + lower, "band", isClosed: true)
      drawing.path(run.map { (x($0), y(Double(band.p95[$0]) / scale)) }, "mid")
    }
    BandMarkerLane(markers: detail.markers, start: band.start)
      .draw(x, at: 8, bottom: top + height, into: &drawing)
    let labels: [(String, Double?, String)] = [
      ("limit", limit, "l-limit"), ("request", request, "l-req"), ("advised", advised, "l-adv"),
    ]
    var taken: [Double] = []
    for (label, value, style) in labels {
      guard let value else { continue }
      drawing.line(left, y(value), left + width, y(value), style)
      var at = y(value) + 4
      while taken.contains(where: { abs($0 - at) < 12 }) { at += 12 }
      taken.append(at)
      drawing.text(
        "\(label) \(Drawing.number((value * 1_000).rounded() / 1_000))",
        left + width + 6,
        at,
        "s \(style)-t"
      )
    }
    let advice = advised.map { "\(Drawing.number(($0 * 1_000).rounded() / 1_000))" } ?? "unset"
    return Chart(
      title: "\(name) in \(unit): does the advice hold?",
      text:
        "Up to \(Drawing.number((most * 1_000).rounded() / 1_000)) \(unit) in the last seven days; advised is \(advice). Band:"
        + " median to largest of the hour; line: p95."
        + BandMarkerLane(markers: detail.markers, start: band.start).says
        + (name == "Memory" && (advised ?? most) < most && recommendation.jvm != nil
          ? " The heap shrinks with the flags advised, and use with it." : ""),
      drawing: drawing,
      table: nil
    )
  }

  private func days(
    _ band: ContainerDetail.Band,
    _ left: Double,
    _ width: Double,
    _ bottom: Double,
    into drawing: inout Drawing
  ) {
    for hour in 0..<168 {
      let time = band.start + .hours(Int64(hour))
      guard time.milliseconds % 86_400_000 == 0 else { continue }
      let x = left + Double(hour) * width / 168
      drawing.line(x, 8, x, bottom, "grid")
      if hour < 160 { drawing.text(time.weekday, x + 3, bottom + 14, "s") }
    }
  }

  private func gaps(
    _ band: ContainerDetail.Band,
    _ x: (Int) -> Double,
    _ top: Double,
    _ height: Double,
    into drawing: inout Drawing
  ) {
    var start: Int?
    for index in 0...band.max.count {
      let isEmpty = index < band.max.count && band.max[index] < 0
      if isEmpty, start == nil { start = index }
      if !isEmpty, let from = start {
        drawing.rect(
          x(from) - 1,
          top,
          x(index - 1) - x(from) + 2,
          height,
          "gap",
          title: "nothing was measured"
        )
        start = nil
      }
    }
  }

  /// Stretches of hours that were measured; a single hour is drawn two wide.
  private func runs(_ band: ContainerDetail.Band) -> [[Int]] {
    var runs: [[Int]] = []
    for index in band.max.indices where band.max[index] >= 0 {
      if let last = runs.last?.last, last == index - 1 {
        runs[runs.count - 1].append(index)
      } else {
        runs.append([index])
      }
    }
    return runs
  }
}

extension Instant {
  /// The day of the week in English, three letters.
  var weekday: String {
    ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"][Int((day % 7 + 7) % 7)]
  }

  /// The date as `2026-11-16`.
  var date: String { String(rfc3339.prefix(10)) }
}
