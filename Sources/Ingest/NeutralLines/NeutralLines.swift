import PodfitModel

/// Reads the objects of a file as rows of the neutral schema.
struct NeutralLines: ContentReader {
  private let reader: ByteReader
  private let isStrict: Bool
  private let layout = NeutralLayout()
  private var parser: JSONPullParser
  private var keys: NeutralKeys
  private var long: LongForm
  private var rows: NeutralRows
  private var tally = NeutralTally()

  // Cells that no layout has: the parts of a long row.
  private let metricCell: Int
  private let valueCell: Int
  private let statCell: Int

  private var row: NeutralObject
  /// The row before, whose memory the next one takes.
  private var previous: NeutralObject
  private var rowsRead = 0
  private var skipped: [String: Int] = [:]
  private var averages = 0
  /// The containers whose memory readings are averages.
  private var averaged: Set<PodContainerID> = []
  private let cluster: String

  init(_ reader: ByteReader, options: IngestOptions) {
    self.reader = reader
    isStrict = options.isStrict
    cluster = options.cluster
    parser = JSONPullParser(reader, allowsSeveralDocuments: true)
    let count = layout.header.count
    metricCell = count
    valueCell = count + 1
    statCell = count + 2
    keys = NeutralKeys(
      layout: layout,
      extra: ["metric": metricCell, "value": valueCell, "stat": statCell],
      map: options.labelMap
    )
    long = LongForm(layout: layout)
    rows = NeutralRows(layout: layout, cluster: options.cluster, window: options.window)
    row = NeutralObject(cellCount: count, furtherCells: 3)
    previous = row
  }

  /// The row read last.
  var lastComplete: String? {
    guard rowsRead > 0 else { return nil }
    let names = [IdentityField.namespace, .pod, .container].compactMap { field in
      layout.place(of: .identity(field)).map { previous.text($0) }
    }
    return "row \(rowsRead) (\(names.joined(separator: "/").prefix(300)))"
  }

  /// Reads the whole file.
  mutating func read<Sink: SampleSink>(into sink: inout Sink) throws(IngestError) {
    while true {
      let event = try parser.next()
      if event == .endOfInput { break }
      guard event == .beginObject else {
        throw parser.wrongType("a row", expected: "object")
      }
      if try readObject() { try take() }
      swap(&row, &previous)
      rowsRead += 1
      if rows.isFull { try tally.handOver(&rows, to: &sink, reader) }
    }
  }

  /// Hands over the rest and completes the report.
  mutating func finish<Sink: SampleSink>(
    into sink: inout Sink
  ) throws(IngestError) -> FileReport {
    try tally.handOver(&rows, to: &sink, reader)
    var report = tally.report(rows, unused: keys.unused)
    for (reason, count) in skipped { report.skipped[reason, default: 0] += count }
    for container in averaged.sorted() {
      let coarse = CoarseReadings(
        container: container,
        metric: .memoryWorkingSet,
        coarseness: .averages
      )
      try sink.put(.coarse(coarse), from: reader)
      report.facts += 1
    }
    if averages > 0 {
      report.warnings.append("\(averages) memory readings are averages: peaks are above them")
    }
    return report
  }

  /// Reads the members of an object; false for a row that cannot be used.
  private mutating func readObject() throws(IngestError) -> Bool {
    row.begin(parser)
    var place = 0
    // The ranks of cells that a key has which goes before the plain ones.
    var ranks: [(cell: Int, rank: Int)] = []
    var isUsable = true
    while try parser.next() == .key {
      let meaning = keys.meaning(parser, at: place)
      place += 1
      let cell: Int
      var rank = 0
      switch meaning {
      case .unused:
        try parser.skipValue()
        continue
      case .cell(let found): cell = found
      case .preferred(let found, let own): (cell, rank) = (found, own)
      }
      let known = ranks.last { $0.cell == cell }?.rank ?? (row.has(cell) ? 0 : -1)
      // The plain one is the exporter's own pod, the preferred one that which was measured.
      if known > rank {
        try parser.skipValue()
        continue
      }
      if known == rank {
        throw parser.error(.duplicateColumn(String(parser.text.prefix(100))))
      }
      if rank > 0 { ranks.append((cell, rank)) }
      let event = try parser.next()
      switch event {
      case .string, .number: try row.set(cell, parser)
      case .null: continue
      default:
        let name = layout.header.indices.contains(cell) ? layout.header[cell] : "value"
        let error = parser.wrongType(name, expected: "number or string")
        try parser.skipRest(of: event)
        // One rejection is enough for a row.
        if isUsable { try reject(error) }
        isUsable = false
      }
    }
    return isUsable
  }

  /// Takes the row in.
  private mutating func take() throws(IngestError) {
    if row.has(metricCell) {
      switch long.target(metric: row.text(metricCell), stat: row.text(statCell)) {
      case .skip(let reason):
        skipped[reason, default: 0] += 1
        return
      case .cell(let cell): try place(cell)
      case .average(let cell):
        if row.has(valueCell) {
          averages += 1
          if cell == layout.place(of: .metric(.memoryWorkingSet)), let container {
            averaged.insert(container)
          }
        }
        try place(cell)
      }
    }
    rows.add(row)
    for fault in rows.faults { try reject(fault.error(in: row, file: reader.file)) }
  }

  /// The container of the row, nil where it names none that can be used.
  private var container: PodContainerID? {
    func text(_ field: IdentityField) -> String {
      layout.place(of: .identity(field)).map { row.text($0) } ?? ""
    }
    let names = [text(.namespace), text(.pod), text(.container)]
    guard names.allSatisfy({ !$0.isEmpty && $0.isPlainName }) else { return nil }
    let named = text(.cluster)
    return PodContainerID(
      pod: PodID(cluster: named.isEmpty ? cluster : named, namespace: names[0], name: names[1]),
      container: names[2]
    )
  }

  /// Puts the value of a long row where its signal has its cell.
  private mutating func place(_ cell: Int) throws(IngestError) {
    guard row.has(valueCell) else { return }
    guard !row.has(cell) else {
      throw row.error(.duplicateColumn(layout.header[cell]), cell: valueCell, file: reader.file)
    }
    row.move(valueCell, to: cell)
  }

  private mutating func reject(_ error: IngestError) throws(IngestError) {
    if isStrict { throw error }
    tally.reject(error)
  }
}
