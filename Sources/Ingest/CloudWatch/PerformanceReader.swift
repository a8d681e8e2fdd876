import PodfitModel

/// Reads performance log events; those of containers count.
///
/// `PodName` is the name of the workload there, `FullPodName` that of the pod.
struct PerformanceReader: ContentReader {
  private var parser: JSONPullParser
  private var gatherer: ReadingGatherer

  /// What one event says.
  private struct Event {
    var texts: [String: String] = [:]
    var kubernetes: [String: String] = [:]
    var owner: (kind: String, name: String)?
    var time: Int64?
    var readings: [(field: String, reading: HeldReadings.Reading)] = []
  }

  /// Text fields that matter; an event has dozens.
  private static let textFields: Set<String> = [
    "Type", "ClusterName", "Namespace", "PodName", "FullPodName", "ContainerName", "NodeName",
  ]

  /// Fields of containers: CPU in thousandths of a core, memory in bytes.
  private static let metrics: [String: ServiceMetric] = [
    "container_cpu_usage_total": ServiceMetric(Metric.cpuUsage.rawValue, exponent: -3),
    "container_memory_working_set": ServiceMetric(Metric.memoryWorkingSet.rawValue),
    "container_memory_rss": ServiceMetric(Metric.memoryRSS.rawValue),
    "container_cpu_request": .container(limit: false, "cpu", exponent: -3),
    "container_cpu_limit": .container(limit: true, "cpu", exponent: -3),
    "container_memory_request": .container(limit: false, "memory"),
    "container_memory_limit": .container(limit: true, "memory"),
    "number_of_container_restarts": .restarts,
  ]

  /// Starts to read.
  init(_ reader: ByteReader, options: IngestOptions) {
    parser = JSONPullParser(reader, allowsSeveralDocuments: true)
    gatherer = ReadingGatherer(reader, options: options)
  }

  /// The series read last.
  var lastComplete: String? { gatherer.lastSeries }

  /// Reads all events.
  mutating func read<Sink: SampleSink>(into sink: inout Sink) throws(IngestError) {
    while true {
      switch try parser.next() {
      case .endOfInput: return
      case .beginObject: try hand(try readEvent(), into: &sink)
      default: throw parser.wrongType("an event", expected: "object")
      }
    }
  }

  /// Hands on what is still held and completes the report.
  mutating func finish<Sink: SampleSink>(into sink: inout Sink) throws(IngestError) -> FileReport {
    if gatherer.seriesRead == 0 {
      gatherer.warn("no events of containers; podfit needs those with Type=Container")
    }
    return try gatherer.finish(into: &sink)
  }

  private mutating func readEvent() throws(IngestError) -> Event {
    var event = Event()
    while try parser.next() == .key {
      let field = parser.text
      if Self.textFields.contains(field) {
        event.texts[field] = try parser.optionalText(field)
      } else if field == "Timestamp" {
        switch try parser.next() {
        case .string, .number: event.time = try HeldReadings.time(parser)
        case .null: break
        default: throw parser.wrongType(field, expected: "string")
        }
      } else if field == "kubernetes" {
        try readKubernetes(&event)
      } else if Self.metrics[field] != nil {
        switch try parser.next() {
        case .number, .string:
          event.readings.append((field, HeldReadings.Reading(time: 0, parser)))
        case .null: break
        default: throw parser.wrongType(field, expected: "number")
        }
        // A field that is repeated is no event that CloudWatch wrote.
        guard event.readings.count <= 64 else {
          throw parser.error(.tooLarge(what: "event", limit: 64))
        }
      } else {
        try parser.skipValue()
      }
    }
    return event
  }

  private mutating func readKubernetes(_ event: inout Event) throws(IngestError) {
    guard try parser.entersObject("kubernetes") else { return }
    while try parser.next() == .key {
      switch parser.text {
      case let name where ["namespace_name", "pod_name", "container_name", "host"].contains(name):
        event.kubernetes[name] = try parser.optionalText(name)
      case "pod_owners":
        guard try parser.entersArray("pod_owners") else { continue }
        while try parser.entersElement("an owner") {
          var owner = (kind: "", name: "")
          while try parser.next() == .key {
            switch parser.text {
            case "owner_kind": owner.kind = try parser.optionalText("owner_kind") ?? ""
            case "owner_name": owner.name = try parser.optionalText("owner_name") ?? ""
            default: try parser.skipValue()
            }
          }
          event.owner = event.owner ?? owner
        }
      default: try parser.skipValue()
      }
    }
  }

  private mutating func hand<Sink: SampleSink>(
    _ event: Event,
    into sink: inout Sink
  ) throws(IngestError) {
    let type = event.texts["Type"] ?? ""
    guard type == "Container" else {
      return gatherer.skip("Type=\(type.isPlainName ? String(type.prefix(100)) : "?")")
    }
    guard let time = event.time else { throw parser.error(.missingField("Timestamp")) }
    var labels: [String: String] = [:]
    labels["cluster"] = event.texts["ClusterName"]
    labels["namespace"] = event.texts["Namespace"] ?? event.kubernetes["namespace_name"]
    labels["pod"] = event.texts["FullPodName"] ?? event.kubernetes["pod_name"]
    labels["container"] = event.texts["ContainerName"] ?? event.kubernetes["container_name"]
    labels["node"] = event.texts["NodeName"] ?? event.kubernetes["host"]
    for (field, reading) in event.readings {
      guard let metric = Self.metrics[field] else { continue }
      // A request or limit that is not set is written as zero.
      if metric.labels["resource"] != nil, reading.isZero { continue }
      var dated = reading
      dated.time = time
      var readings = HeldReadings()
      try readings.append(dated, parser)
      var series = ServiceSeries(metric: metric, labels: labels)
      series.workload = Self.workload(event)
      try gatherer.take(readings, of: series, into: &sink)
    }
  }

  /// The owner that the event names; a ReplicaSet is itself owned and says less than its name.
  private static func workload(_ event: Event) -> (kind: WorkloadKind, name: String)? {
    if let owner = event.owner, !owner.name.isEmpty, owner.kind.isPlainName {
      if owner.kind == "ReplicaSet" { return nil }
      return (owner.kind.isEmpty ? .unknown : WorkloadKind(rawValue: owner.kind), owner.name)
    }
    guard let name = event.texts["PodName"], let pod = event.texts["FullPodName"], !name.isEmpty,
      name != pod
    else { return nil }
    return (.unknown, name)
  }
}
