import PodfitModel

/// Turns lines of `kubectl top` into samples, and counts.
struct TopRows: ContentReader {
  private static let namedRejections = 3

  private enum Reason {
    static let pod = "row of a whole pod"
    static let node = "use of a node"
    static let sum = "sum of a table"
    static let noNamespace = "row without a namespace"
  }

  private let reader: ByteReader
  private let options: IngestOptions
  private var report = FileReport()
  private var columns = UsageColumns()
  private var rejections: [IngestError] = []
  private var table: TopTable?
  /// The time of the table, once known.
  private var time: Instant?
  /// The time that a line has told for the table after it.
  private var announced: Instant?
  /// Whether the time from the options was used: it is the time of one table only.
  private var hasUsedReadTime = false
  private var previous: PodContainerID?
  /// The nodes that a mapped column has told.
  private var nodes: [PodID: String] = [:]

  /// The row read last.
  var lastComplete: String? {
    previous.map { "\($0.pod.namespace)/\($0.pod.name)/\($0.container)" }
  }

  init(reader: ByteReader, options: IngestOptions) {
    self.reader = reader
    self.options = options
  }

  /// The time that a line tells, alone: RFC 3339, with `T` or a blank between date and time.
  static func time(_ fields: [String]) -> Instant? {
    guard fields.count <= 2 else { return nil }
    guard let time = Instant(rfc3339: fields.joined(separator: " ")), time.milliseconds >= 0 else {
      return nil
    }
    return time
  }

  /// Reads every table.
  mutating func read<Sink: SampleSink>(into sink: inout Sink) throws(IngestError) {
    var scanner = CSVScanner()
    scanner.delimiter = UInt8(ascii: " ")
    var lines = WholeLines(reader)
    while try lines.advance(&scanner) { try add(scanner, into: &sink) }
  }

  /// Takes one line in.
  private mutating func add<Sink: SampleSink>(
    _ row: CSVScanner,
    into sink: inout Sink
  ) throws(IngestError) {
    let fields = row.fields
    guard !fields.isEmpty else { return }
    if let header = TopTable(fields, options.labelMap) {
      table = header
      time = announced
      announced = nil
      return
    }
    if let told = Self.time(fields) {
      announced = told
      return
    }
    guard let table else { return try reject(row, .badHeader) }
    if TopTable.isSum(fields) { return report.skip(Reason.sum) }
    guard fields.count == table.count else {
      // What a failed call prints stands between tables.
      return try reject(row, .cells(expected: table.count, found: fields.count))
    }
    switch table.rows {
    case .nodes: return report.skip(Reason.node)
    case .pods: return report.skip(Reason.pod)
    case .containers: break
    }
    guard let namespace = table.namespace else { return report.skip(Reason.noNamespace) }
    let cluster = table.cluster.map { fields[$0] } ?? options.cluster
    let names = [fields[namespace], fields[table.pod], fields[table.name]]
    guard (names + [cluster]).allSatisfy(\.isPlainName) else {
      return report.skip(SeriesPlanner.Reason.unusableName)
    }
    let pod = PodID(cluster: cluster, namespace: names[0], name: names[1])
    if let node = table.node.map({ fields[$0] }), node.isPlainName, nodes[pod] != node {
      nodes[pod] = node
      try sink.put(.podNode(pod: pod, node: node), from: reader)
      report.facts += 1
    }
    let container = PodContainerID(pod: pod, container: names[2])
    guard case .units(let cpu) = CellNumber(fields[table.cpu], metric: .cpuUsage) else {
      return try reject(row, .amount(fields[table.cpu]))
    }
    guard
      case .units(let memory) = CellNumber(fields[table.memory], metric: .memoryWorkingSet)
    else { return try reject(row, .amount(fields[table.memory])) }
    columns.add(
      UsageColumns.Reading(
        container: container,
        time: try readTime(row),
        cpu: CPU(nanocores: cpu),
        memory: Memory(bytes: memory)
      )
    )
    previous = container
    if columns.held >= UsageColumns.heldLimit { try columns.handOver(to: &sink, from: reader) }
  }

  /// The time of the current table.
  private mutating func readTime(_ row: CSVScanner) throws(IngestError) -> Instant {
    if let time { return time }
    guard let stated = options.readTime, !hasUsedReadTime else {
      throw reader.error(.noReadTime, at: row.offset, line: row.line)
    }
    hasUsedReadTime = true
    time = stated
    return stated
  }

  private enum Problem {
    case badHeader
    case cells(expected: Int, found: Int)
    case amount(String)
  }

  private mutating func reject(_ row: CSVScanner, _ problem: Problem) throws(IngestError) {
    let code: IngestError.Code =
      switch problem {
      case .badHeader: .missingColumn("CPU(cores)")
      case .cells(let expected, let found): .wrongCellCount(expected: expected, found: found)
      case .amount(let text): .badNumber(String(text.prefix(100)))
      }
    let error = reader.error(code, at: row.offset, line: row.line)
    if options.isStrict { throw error }
    report.rejected += 1
    if rejections.count < Self.namedRejections { rejections.append(error) }
  }

  /// Hands over the rest and completes the report.
  mutating func finish<Sink: SampleSink>(
    into sink: inout Sink
  ) throws(IngestError) -> FileReport {
    try columns.handOver(to: &sink, from: reader)
    report.samples = columns.count
    report.series = columns.series
    if report.rejected > 0 {
      let places = rejections.map { String($0.description.prefix { $0 != "\n" }) }
      report.warnings.append(
        "\(report.rejected) rejected lines, the first: " + places.joined(separator: "; ")
      )
    }
    if report.skipped[Reason.node] != nil {
      report.warnings.append("use of nodes is not used; podfit needs kubectl top pods")
    }
    if report.skipped[Reason.pod] != nil {
      report.warnings.append("use of whole pods is not used; add --containers")
    }
    if report.skipped[Reason.noNamespace] != nil {
      report.warnings.append("rows without a namespace are not used; add -A")
    }
    if let warning = columns.warning { report.warnings.append(warning) }
    return report
  }
}
