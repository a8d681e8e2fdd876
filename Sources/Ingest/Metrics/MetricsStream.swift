import PodfitModel

/// Turns documents of the metrics API into samples, and counts.
struct MetricsStream: ContentReader {
  /// How many objects that could not be used are named with their place.
  private static let namedRejections = 3

  private let reader: ByteReader
  private let options: IngestOptions
  private var report = FileReport()
  private var columns = UsageColumns()
  private var rejections: [IngestError] = []
  /// The nodes that labels have told.
  private var nodes: [PodID: String] = [:]
  /// The object read last.
  private(set) var lastComplete: String?

  init(reader: ByteReader, options: IngestOptions) {
    self.reader = reader
    self.options = options
  }

  /// Reads every document.
  mutating func read<Sink: SampleSink>(into sink: inout Sink) throws(IngestError) {
    var parser = JSONPullParser(reader, allowsSeveralDocuments: true)
    while true {
      let event = try parser.next()
      if event == .endOfInput { return }
      try document(event, &parser, into: &sink)
    }
  }

  /// Reads one document, from its first event on.
  private mutating func document<Sink: SampleSink>(
    _ event: JSONPullParser.Event,
    _ parser: inout JSONPullParser,
    into sink: inout Sink
  ) throws(IngestError) {
    var tree = ObjectTree(parser)
    guard event == .beginObject else {
      let place = parser
      let found = try tree.node(event, &parser)
      throw place.error(
        .wrongType(field: "document", expected: "object", found: found.typeName)
      )
    }
    let place = ObjectNode.Place(parser)
    var members: [ObjectNode.Member] = []
    var kind: String?
    var isList = false
    while try parser.next() != .endObject {
      if parser.scalarIs("items") {
        isList = true
        try items(&parser, listKind: kind, into: &sink)
        tree = ObjectTree(parser)
      } else if let member = try tree.member(&parser) {
        if member.name == "kind", case .string(let text) = member.value.content { kind = text }
        members.append(member)
      }
    }
    guard !isList else { return }
    let object = ObjectNode(content: .object(members), place: place)
    try item(object, listKind: nil, into: &sink)
  }

  private mutating func items<Sink: SampleSink>(
    _ parser: inout JSONPullParser,
    listKind: String?,
    into sink: inout Sink
  ) throws(IngestError) {
    let event = try parser.next()
    // Servers write an empty list as null.
    if event == .null { return }
    guard event == .beginArray else {
      throw parser.wrongType("items", expected: "array")
    }
    let itemKind = listKind == "List" ? nil : listKind
    while true {
      let event = try parser.next()
      if event == .endArray { return }
      var tree = ObjectTree(parser)
      try item(try tree.node(event, &parser), listKind: itemKind, into: &sink)
    }
  }

  private mutating func item<Sink: SampleSink>(
    _ node: ObjectNode,
    listKind: String?,
    into sink: inout Sink
  ) throws(IngestError) {
    var place: InventoryFact?
    do throws(ObjectFault) {
      let item = try MetricsItem(
        node,
        listKind: listKind,
        cluster: options.cluster,
        map: options.labelMap
      )
      switch item {
      case .pod(let pod, let name, let readings):
        for reading in readings { add(reading) }
        if let name, name.isPlainName, nodes[pod] != name {
          nodes[pod] = name
          place = .podNode(pod: pod, node: name)
        }
        lastComplete = "PodMetrics \(pod.namespace)/\(pod.name)"
      case .node(let name):
        report.skip("use of a node")
        lastComplete = "NodeMetrics \(name)"
      case .other(let kind): skip(kind)
      }
    } catch {
      let error = error.error(in: node, file: reader.file)
      if options.isStrict { throw error }
      report.rejected += 1
      if rejections.count < Self.namedRejections { rejections.append(error) }
    }
    if let place {
      try sink.put(place, from: reader)
      report.facts += 1
    }
    if columns.held >= UsageColumns.heldLimit {
      try columns.handOver(to: &sink, from: reader)
    }
  }

  private mutating func add(_ reading: UsageColumns.Reading) {
    let container = reading.container
    let pod = container.pod
    let names = [container.container, pod.name, pod.namespace, pod.cluster]
    guard names.allSatisfy(\.isPlainName) else {
      return report.skip(SeriesPlanner.Reason.unusableName)
    }
    columns.add(reading)
  }

  /// Counts an object of another kind, such as the API server's refusal of one of many calls.
  private mutating func skip(_ kind: String) {
    let isKnown = report.skipped.count < 64 && kind.isPlainName
    report.skip("kind \(isKnown ? String(kind.prefix(100)) : "others")")
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
        "\(report.rejected) rejected objects, the first: " + places.joined(separator: "; ")
      )
    }
    let refused = report.skipped["kind Status", default: 0]
    if refused > 0 {
      report.warnings.append("\(refused) refusals of the API server among the lists")
    }
    if let warning = columns.warning { report.warnings.append(warning) }
    return report
  }
}
