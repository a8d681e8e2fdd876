/// The forms in which the same usage can be written.
enum Form: String, CaseIterable {
  /// Neutral CSV.
  case csv
  /// The body of Prometheus' `query_range`, one metric.
  case prometheus
  /// JSON lines of VictoriaMetrics' `/api/v1/export`, both metrics.
  case victoriametrics
}

/// What is to be written.
struct Job {
  var form = Form.csv
  var series = 10_000
  var samples = 2_016
  var isSeriesMajor = false
  var metric = "cpu"
  /// Whether CPU has all the digits that a computed rate has.
  var hasAllDigits = false
  var seed: UInt64 = 1
  var output = "-"

  /// The powers of ten that fit.
  private let powers: [Int] = (0...17).map { (0..<$0).reduce(1) { power, _ in power * 10 } }

  static let cpuName =
    "node_namespace_pod_container:container_cpu_usage_seconds_total:sum_irate"
  static let memoryName = "container_memory_working_set_bytes"

  /// Writes; returns how many readings of containers there are and how many bytes they took.
  func write() throws -> (rows: Int, bytes: Int) {
    let usage = Usage(count: series, slots: samples, seed: seed)
    let names = Names.all(count: series, seed: seed)
    var writer = try ByteWriter(path: output)
    let rows =
      switch form {
      case .csv: try csv(usage, names, &writer)
      case .prometheus: try prometheus(usage, names, &writer)
      case .victoriametrics: try victoriaMetrics(usage, names, &writer)
      }
    try writer.flush()
    return (rows, writer.total)
  }
}

// MARK: - CSV

extension Job {
  private func csv(
    _ usage: Usage,
    _ names: [Names.Name],
    _ writer: inout ByteWriter
  ) throws -> Int {
    var table = TextTable()
    for name in names {
      table.append(
        ",prod-eu1,\(name.namespace),Deployment,\(name.workload),\(name.pod),\(name.container),"
      )
    }
    var times = TextTable()
    for slot in 0..<samples { times.append(Self.rfc3339(Usage.start + slot * Usage.step)) }
    try writer.put("time,cluster,namespace,workload_kind,workload,pod,container,")
    try writer.put("cpu_usage_cores,memory_working_set_bytes\n")

    var rows = 0
    let outer = isSeriesMajor ? series : samples
    let inner = isSeriesMajor ? samples : series
    for first in 0..<outer {
      for second in 0..<inner {
        let (index, slot) = isSeriesMajor ? (first, second) : (second, first)
        guard let reading = usage.reading(index, slot: slot) else { continue }
        try times.put(slot, into: &writer)
        try table.put(index, into: &writer)
        writer.put(millionths: reading.microcores)
        writer.put(byte: UInt8(ascii: ","))
        writer.put(number: reading.bytes)
        writer.put(byte: UInt8(ascii: "\n"))
        rows += 1
      }
    }
    return rows
  }

  /// A time of the weeks after 2026-11-16; the calendar is that of November and December 2026.
  private static func rfc3339(_ seconds: Int) -> String {
    let days = seconds / 86_400
    let (year, month, day) = civil(days)
    let rest = seconds % 86_400
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return "\(year)-\(two(month))-\(two(day))T\(two(rest / 3_600)):\(two(rest / 60 % 60)):"
      + "\(two(rest % 60))Z"
  }

  /// Year, month and day of a number of days since 1970.
  ///
  /// - Source: Howard Hinnant, chrono-Compatible Low-Level Date Algorithms, `civil_from_days`
  private static func civil(_ days: Int) -> (Int, Int, Int) {
    let shifted = days + 719_468
    let era = shifted / 146_097
    let dayOfEra = shifted % 146_097
    let yearOfEra =
      (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
  }
}

// MARK: - JSON

extension Job {
  private func labels(_ name: Names.Name, metric: String) -> String {
    "{\"__name__\":\"\(metric)\",\"cluster\":\"prod-eu1\",\"container\":\"\(name.container)\","
      + "\"namespace\":\"\(name.namespace)\",\"pod\":\"\(name.pod)\"}"
  }

  private func prometheus(
    _ usage: Usage,
    _ names: [Names.Name],
    _ writer: inout ByteWriter
  ) throws -> Int {
    let isCPU = metric == "cpu"
    var table = TextTable()
    for name in names {
      table.append(
        "{\"metric\":\(labels(name, metric: isCPU ? Self.cpuName : Self.memoryName)),\"values\":["
      )
    }
    try writer.put("{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":[")
    var rows = 0
    for index in 0..<series {
      if index > 0 { try writer.put(",") }
      try table.put(index, into: &writer)
      var isFirst = true
      for slot in 0..<samples {
        guard let reading = usage.reading(index, slot: slot) else { continue }
        try writer.put(isFirst ? "[" : ",[")
        writer.put(number: Usage.start + slot * Usage.step)
        try writer.put(",\"")
        value(reading, isCPU: isCPU, &writer)
        try writer.put("\"]")
        isFirst = false
        rows += 1
      }
      try writer.put("]}")
    }
    try writer.put("]}}\n")
    return rows
  }

  private func victoriaMetrics(
    _ usage: Usage,
    _ names: [Names.Name],
    _ writer: inout ByteWriter
  ) throws -> Int {
    var tables = [TextTable(), TextTable()]
    for name in names {
      tables[0].append("{\"metric\":\(labels(name, metric: Self.cpuName)),\"values\":[")
      tables[1].append("{\"metric\":\(labels(name, metric: Self.memoryName)),\"values\":[")
    }
    var rows = 0
    for index in 0..<series {
      for isCPU in [true, false] {
        try tables[isCPU ? 0 : 1].put(index, into: &writer)
        var isFirst = true
        for slot in 0..<samples {
          guard let reading = usage.reading(index, slot: slot) else { continue }
          try writer.put(isFirst ? "" : ",")
          value(reading, isCPU: isCPU, &writer)
          isFirst = false
        }
        try writer.put("],\"timestamps\":[")
        isFirst = true
        for slot in 0..<samples where usage.reading(index, slot: slot) != nil {
          try writer.put(isFirst ? "" : ",")
          writer.put(number: Usage.start + slot * Usage.step)
          try writer.put("000")
          isFirst = false
          if isCPU { rows += 1 }
        }
        try writer.put("]}\n")
      }
    }
    return rows
  }

  @inline(__always)
  private func value(
    _ reading: (microcores: Int, bytes: Int, salt: UInt64),
    isCPU: Bool,
    _ writer: inout ByteWriter
  ) {
    guard isCPU else { return writer.put(number: reading.bytes) }
    guard hasAllDigits else { return writer.put(shortMillionths: reading.microcores) }
    // Seventeen digits from the first that is not zero, as the shortest text of most quotients of two
    // doubles has them; the last is not zero.
    let digits = 17 - String(reading.microcores).utf8.count
    let more = Int(Usage.mixed(reading.salt) >> 2) / 10 % powers[digits - 1] * 10 + 1
    writer.put(millionths: reading.microcores)
    writer.put(digits: more, count: digits)
  }
}
