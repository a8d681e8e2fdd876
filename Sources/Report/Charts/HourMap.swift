import PodfitModel

/// Which hours are busy: days of the week against hours of the day.
struct HourMap {
  let hours: FleetHours

  /// CPU by the hour; five shades and the number in each cell's title.
  var chart: Chart {
    let known = hours.cpu.filter { $0 >= 0 }
    let (least, most) = (known.min() ?? 0, known.max() ?? 0)
    var drawing = Drawing(width: 620, height: 200)
    var table = TextTable([("hour (UTC)", .left), ("CPU cores", .right), ("memory GiB", .right)])
    var busiest = (time: hours.start, value: Int64(-1))
    var rows: [Int64] = []
    for index in hours.cpu.indices {
      let time = hours.start + .hours(Int64(index))
      if !rows.contains(time.day) { rows.append(time.day) }
      guard let row = rows.firstIndex(of: time.day) else { continue }
      let hour = Int((time.milliseconds / 3_600_000) % 24)
      let (x, y) = (48 + Double(hour) * 23.5, 18 + Double(row) * 22)
      if hours.cpu[index] > busiest.value { busiest = (time, hours.cpu[index]) }
      let cores = CPU(nanocores: max(hours.cpu[index], 0)).cores
      let memory = Memory(bytes: max(hours.memory[index], 0)).gibibytes
      let label = "\(time.weekday) \(time.date) \(Self.clock(hour))"
      guard hours.cpu[index] >= 0 else {
        drawing.rect(x, y, 22, 20, "gap", title: "\(label): nothing was measured")
        continue
      }
      let share = most > least ? Double(hours.cpu[index] - least) / Double(most - least) : 0
      drawing.rect(
        x,
        y,
        22,
        20,
        "heat\(min(4, Int(share * 5)))",
        title: "\(label): \(cores.text(decimals: 1)) cores, \(memory.text(decimals: 1)) GiB"
      )
      table.append([label, cores.text(decimals: 2), memory.text(decimals: 2)])
    }
    for (row, day) in rows.enumerated() {
      let time = Instant(milliseconds: day * 86_400_000)
      drawing.text(time.weekday, 40, 33 + Double(row) * 22, "t", .end)
    }
    for hour in stride(from: 0, to: 24, by: 3) {
      drawing.text(Self.clock(hour), 48 + Double(hour) * 23.5, 12, "s")
    }
    let hour = Int((busiest.time.milliseconds / 3_600_000) % 24)
    return Chart(
      title: "Which hours are busy?",
      text: "The busiest hour was \(busiest.time.weekday) at \(Self.clock(hour)) UTC with"
        + " \(CPU(nanocores: max(busiest.value, 0)).cores.text(decimals: 1)) cores in use, the quietest had"
        + " \(CPU(nanocores: least).cores.text(decimals: 1)). Darker is busier; rows are days, columns hours.",
      drawing: drawing,
      table: table
    )
  }

  private static func clock(_ hour: Int) -> String { hour < 10 ? "0\(hour):00" : "\(hour):00" }
}
