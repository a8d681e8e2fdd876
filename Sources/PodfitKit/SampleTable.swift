import PodfitModel
import PodfitStore

/// Writes stored samples as rows of the neutral CSV or JSON lines, so that ingesting them gives the same
/// series again.
///
/// Usual input: one container's series, two of 2016 samples. Bytes go into one buffer without a
/// `String` per cell; the text of a day is made once.
///
/// - Source: docs/formats/neutral-csv.md
struct SampleTable {
  /// How rows are written.
  enum Form {
    case csv, jsonLines
  }

  /// The rows so far; the caller takes them out.
  var buffer: [UInt8] = []
  /// Series that cannot be written so that they come back: pod sums and sandboxes without a source.
  private(set) var skippedSeries = 0

  private let form: Form
  private let kinds: SampleKinds
  private let filter: UsageFilter
  private var day = Int64.min
  private var date: [UInt8] = []

  init(_ form: Form, kinds: SampleKinds, filter: UsageFilter) {
    self.form = form
    self.kinds = kinds
    self.filter = filter
    guard form == .csv else { return }
    var columns = ["time", "cluster", "namespace", "workload_kind", "workload", "pod", "container"]
    columns.append("node")
    if kinds.hasParts { columns.append("series_part") }
    if kinds.hasSources { columns.append("series_source") }
    if kinds.hasWindows { columns.append("window_s") }
    columns += kinds.metrics.map(\.rawValue)
    if kinds.hasNanocores { columns.append("cpu_usage_nanocores") }
    buffer = Array((columns.joined(separator: ",") + "\n").utf8)
  }

  /// What series have in common that share rows.
  private struct Group: Hashable, Comparable {
    var part: String
    var source: String
    var window: Int64?

    static func < (a: Group, b: Group) -> Bool {
      (a.part, a.source, a.window ?? -1) < (b.part, b.source, b.window ?? -1)
    }
  }

  /// Appends all rows of one container.
  mutating func append(
    _ container: PodContainerID,
    _ series: [StoredSeries],
    workload: WorkloadID,
    node: String?
  ) {
    var groups: [Group: [Metric: SampleColumn]] = [:]
    for each in series {
      // The reader takes such rows for sums over the rows beside them.
      if each.key.source.isEmpty, container.container.isEmpty || container.container == "POD" {
        skippedSeries += 1
        continue
      }
      let group = Group(
        part: each.key.part,
        source: each.key.source,
        window: each.window?.milliseconds
      )
      groups[group, default: [:]][each.key.metric] = each.samples
    }
    let names = [
      container.pod.cluster, container.pod.namespace, workload.kind.rawValue, workload.name,
      container.pod.name, container.container, node ?? "",
    ]
    for (group, columns) in groups.sorted(by: { $0.key < $1.key }) {
      append(columns, prefix: prefix(names, group))
    }
  }

  private mutating func append(_ columns: [Metric: SampleColumn], prefix: [UInt8]) {
    let ordered = kinds.metrics.map { columns[$0] ?? SampleColumn() }
    var places = ordered.map { column in
      filter.since.map { since in column.times.firstPlace { $0 > since.milliseconds } } ?? 0
    }
    let end = filter.until?.milliseconds ?? .max
    // A series is written in one column, so that nothing rounds the rest of it when it comes back.
    let rates = columns[.cpuUsage] ?? SampleColumn()
    let isFine = rates.values.contains { $0 % 1_000 != 0 }
    while true {
      var time: Int64?
      for (column, place) in zip(ordered, places) where place < column.count {
        time = min(time ?? .max, column.times[place])
      }
      guard let time, time <= end else { return }
      appendTime(time)
      buffer.append(contentsOf: prefix)
      var nanocores: Int64?
      for index in ordered.indices {
        if form == .csv { buffer.append(UInt8(ascii: ",")) }
        let place = places[index]
        guard place < ordered[index].count, ordered[index].times[place] == time else { continue }
        places[index] = place + 1
        let value = ordered[index].values[place]
        let metric = kinds.metrics[index]
        if metric == .cpuUsage, isFine {
          nanocores = value
          continue
        }
        appendName(metric.rawValue)
        if metric.unitsPerExportedUnit == 1 {
          buffer.appendNumber(value)
        } else {
          buffer.appendDecimal(value, digits: 9)
        }
      }
      if kinds.hasNanocores, form == .csv { buffer.append(UInt8(ascii: ",")) }
      if let nanocores {
        appendName("cpu_usage_nanocores")
        buffer.appendNumber(nanocores)
      }
      if form == .jsonLines { buffer.append(UInt8(ascii: "}")) }
      buffer.append(UInt8(ascii: "\n"))
    }
  }

  /// What stands between the time and the readings, the same for all rows of a group.
  private func prefix(_ names: [String], _ group: Group) -> [UInt8] {
    var bytes: [UInt8] = []
    let keys = ["cluster", "namespace", "workload_kind", "workload", "pod", "container", "node"]
    func add(_ key: String, _ text: String) {
      switch form {
      case .csv: bytes.append(contentsOf: ",\(text.plainCSVCell)".utf8)
      case .jsonLines:
        if !text.isEmpty { bytes.append(contentsOf: ",\"\(key)\":\(text.jsonLiteral)".utf8) }
      }
    }
    for (key, name) in zip(keys, names) { add(key, name) }
    if kinds.hasParts { add("series_part", group.part) }
    if kinds.hasSources { add("series_source", group.source) }
    guard kinds.hasWindows else { return bytes }
    var window: [UInt8] = []
    if let length = group.window { window.appendDecimal(length, digits: 3) }
    switch form {
    case .csv: bytes += [UInt8(ascii: ",")] + window
    case .jsonLines:
      if !window.isEmpty { bytes += Array(",\"window_s\":".utf8) + window }
    }
    return bytes
  }

  private mutating func appendName(_ name: String) {
    if form == .jsonLines { buffer.append(contentsOf: ",\"\(name)\":".utf8) }
  }

  /// Appends RFC 3339; in JSON as the first member.
  private mutating func appendTime(_ time: Int64) {
    if form == .jsonLines { buffer.append(contentsOf: "{\"time\":\"".utf8) }
    let instant = Instant(milliseconds: time)
    if instant.day != day {
      day = instant.day
      date = Array(UTCDay.text(day).utf8) + [UInt8(ascii: "T")]
    }
    buffer.append(contentsOf: date)
    // A day number times its length cannot overflow, since it came from that.
    let rest = time &- day &* 86_400_000
    let seconds = rest / 1_000
    buffer.appendPadded(seconds / 3_600, width: 2)
    buffer.append(UInt8(ascii: ":"))
    buffer.appendPadded(seconds / 60 % 60, width: 2)
    buffer.append(UInt8(ascii: ":"))
    buffer.appendPadded(seconds % 60, width: 2)
    if rest % 1_000 != 0 {
      buffer.append(UInt8(ascii: "."))
      buffer.appendPadded(rest % 1_000, width: 3)
    }
    buffer.append(UInt8(ascii: "Z"))
    if form == .jsonLines { buffer.append(UInt8(ascii: "\"")) }
  }
}

extension [Int64] {
  /// The first place of a sorted array at which `isBehind` holds; the count where it never does.
  fileprivate func firstPlace(where isBehind: (Int64) -> Bool) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if isBehind(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}

extension String {
  /// The text as a CSV cell that reads back as it was; for programs, not for spreadsheets.
  fileprivate var plainCSVCell: String {
    guard unicodeScalars.contains(where: { ",\"\r\n;\t".unicodeScalars.contains($0) }) else {
      return self
    }
    return "\"" + split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"")
      + "\""
  }
}

extension [UInt8] {
  /// Appends a whole number.
  fileprivate mutating func appendNumber(_ number: Int64) {
    if number < 0 { append(UInt8(ascii: "-")) }
    appendDigits(number.magnitude)
  }

  /// Appends a number of `10^-digits`, without zeros at its end.
  fileprivate mutating func appendDecimal(_ number: Int64, digits: Int) {
    var unit: UInt64 = 1
    for _ in 0..<digits { unit *= 10 }
    if number < 0 { append(UInt8(ascii: "-")) }
    appendDigits(number.magnitude / unit)
    var rest = number.magnitude % unit
    guard rest > 0 else { return }
    append(UInt8(ascii: "."))
    while rest > 0 {
      unit /= 10
      append(UInt8(ascii: "0") + UInt8(rest / unit))
      rest %= unit
    }
  }

  /// Appends a number below `10^width` with zeros before it.
  fileprivate mutating func appendPadded(_ number: Int64, width: Int) {
    var unit: Int64 = 1
    for _ in 1..<width { unit *= 10 }
    while unit > 0 {
      append(UInt8(ascii: "0") + UInt8(number / unit % 10))
      unit /= 10
    }
  }

  private mutating func appendDigits(_ number: UInt64) {
    var unit: UInt64 = 1
    while number / unit >= 10 { unit *= 10 }
    while unit > 0 {
      append(UInt8(ascii: "0") + UInt8(number / unit % 10))
      unit /= 10
    }
  }
}
