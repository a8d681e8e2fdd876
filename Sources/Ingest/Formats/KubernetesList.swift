import PodfitModel

/// Objects as `kubectl get … -o json` and the API server list them.
///
/// Lists are streamed: one item at a time becomes a small tree and then facts, so that memory does
/// not grow with the cluster. Usual input: 5 to 20 MB, an item of 5 to 20 KB per pod.
///
/// - Source: docs/formats/kubernetes.md
public struct KubernetesList: Format {
  /// The format's stable name.
  public static let id = "kubernetes-list"

  /// What it is, in a few words.
  public static let summary = "Kubernetes objects, as kubectl get -o json lists them"

  /// Makes a reader.
  public init() {}

  /// Whether the first document is an object with `apiVersion` or `kind`, or a list of such.
  public static func recognises(_ head: [UInt8]) -> Bool {
    do throws(IngestError) {
      let reader = try ByteReader(.bytes(head), named: "")
      var parser = JSONPullParser(reader, allowsSeveralDocuments: true)
      guard try parser.next() == .beginObject else { return false }
      while try parser.next() == .key {
        if parser.scalarIs("apiVersion") || parser.scalarIs("kind") {
          return try parser.next() == .string
        }
        // A body of other systems may have `items` too; their items have other first members.
        if parser.scalarIs("items") { return try firstItemIsObject(&parser) }
        try parser.skipValue()
      }
      return false
    } catch {
      // The head was cut off, or is no JSON at all.
      return false
    }
  }

  private static func firstItemIsObject(
    _ parser: inout JSONPullParser
  ) throws(IngestError) -> Bool {
    guard try parser.next() == .beginArray, try parser.next() == .beginObject else { return false }
    while try parser.next() == .key {
      if ["apiVersion", "kind", "metadata"].contains(parser.text) { return true }
      try parser.skipValue()
    }
    return false
  }

  /// Reads every document: lists and single objects, one after the other.
  ///
  /// - Throws: ``IngestError`` for text that is no JSON, for an object that is not what its kind
  ///   allows, for a saved refusal of the API server and for an error of the sink
  public func read<Sink: SampleSink>(
    _ reader: ByteReader,
    options: IngestOptions,
    into sink: inout Sink
  ) throws(IngestError) -> FileReport {
    var objects = ObjectStream(reader: reader, cluster: options.cluster)
    return try objects.report(options, into: &sink)
  }
}

/// Turns documents into facts, and counts.
private struct ObjectStream: ContentReader {
  private let reader: ByteReader
  private let cluster: String
  private var report = FileReport()
  /// The object read last: where a file was cut off is found again by it.
  private(set) var lastComplete: String?

  init(reader: ByteReader, cluster: String) {
    self.reader = reader
    self.cluster = cluster
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
      let found = try tree.node(event, &parser)
      let fault = ObjectFault(
        problem: .wrongType(expected: "object", found: found.typeName),
        place: found.place
      )
      throw fault.error(in: found, file: reader.file)
    }
    let place = ObjectNode.Place(parser)
    var members: [ObjectNode.Member] = []
    var kind: String?
    var isList = false
    while try parser.next() != .endObject {
      if parser.scalarIs("items"), kind?.hasSuffix("List") ?? true {
        isList = true
        try items(&parser, listKind: kind, into: &sink)
        tree = ObjectTree(parser)
      } else if let member = try tree.member(&parser) {
        if member.name == "kind", case .string(let text) = member.value.content { kind = text }
        members.append(member)
      }
    }
    guard !isList else { return }
    try object(ObjectNode(content: .object(members), place: place), listKind: nil, into: &sink)
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
      var tree = ObjectTree(parser)
      let place = parser
      let found = try tree.node(event, &parser)
      throw place.error(.wrongType(field: "items", expected: "array", found: found.typeName))
    }
    while true {
      let event = try parser.next()
      if event == .endArray { return }
      var tree = ObjectTree(parser)
      try object(try tree.node(event, &parser), listKind: listKind, into: &sink)
    }
  }

  private mutating func object<Sink: SampleSink>(
    _ node: ObjectNode,
    listKind: String?,
    into sink: inout Sink
  ) throws(IngestError) {
    let facts: ObjectFacts
    do throws(ObjectFault) {
      facts = try ObjectFacts(node, listKind: listKind, cluster: cluster)
    } catch {
      throw error.error(in: node, file: reader.file)
    }
    switch facts {
    case .facts(let facts):
      for fact in facts {
        try sink.put(fact, from: reader)
        report.facts += 1
      }
      if let first = facts.first { lastComplete = first.objectName }
    case .skipped(let kind): report.skip("kind \(kind)")
    case .refusal(let reason, let message):
      throw reader.error(
        .serverError(type: reason, text: message),
        at: node.place.offset,
        line: node.place.line,
        column: node.place.column
      )
    }
  }

  /// The report of the whole file; nothing is held.
  func finish<Sink: SampleSink>(into sink: inout Sink) -> FileReport {
    var finished = report
    if report.facts == 0 {
      finished.warnings.append("no objects in the file that say something about capacity")
    }
    let momentary = ["kind PodMetrics", "kind NodeMetrics"].reduce(0) {
      $0 + (report.skipped[$1] ?? 0)
    }
    if momentary > 0 {
      finished.warnings.append(
        "\(momentary) readings of metrics.k8s.io left out: they stand between other objects;"
          + " export them alone, by kubectl get --raw /apis/metrics.k8s.io/v1beta1/pods"
      )
    }
    return finished
  }
}

extension InventoryFact {
  /// The object that the fact was read from, in words.
  fileprivate var objectName: String? {
    switch self {
    case .pod(let pod): "Pod \(pod.id.namespace)/\(pod.id.name)"
    case .node(let node): "Node \(node.name)"
    case .workload(let spec): "\(spec.id.kind.rawValue) \(spec.id.namespace)/\(spec.id.name)"
    case .autoscaler(let object): object.id.words
    case .limitRange(let object): object.id.words
    case .resourceQuota(let object): object.id.words
    case .disruptionBudget(let object): object.id.words
    case .scaledObject(let object): object.id.words
    case .verticalAutoscaler(let object): object.id.words
    case .checkpoint(let object): object.id.words
    case .event(let object): object.id.words
    default: nil
    }
  }
}

extension ObjectReference {
  /// The object in words.
  fileprivate var words: String { "\(kind.rawValue) \(namespace)/\(name)" }
}
