import PodfitModel

/// Reads messages of OTLP metrics, `{"resourceMetrics": [{"resource": …, "scopeMetrics": […]}]}`.
///
/// One metric of one resource is held at a time; metrics that come before their resource wait
/// within a limit.
struct OTLPReader: ContentReader {
  private enum Reason {
    static let delta = "counter of differences (delta temporality)"
    static let distribution = "histogram or summary"
  }

  private var parser: JSONPullParser
  private var gatherer: ReadingGatherer

  /// Starts to read.
  init(_ reader: ByteReader, options: IngestOptions) {
    parser = JSONPullParser(reader, allowsSeveralDocuments: true)
    gatherer = ReadingGatherer(reader, options: options)
  }

  /// The series read last.
  var lastComplete: String? { gatherer.lastSeries }

  /// Reads all messages; those of logs and traces are passed over.
  mutating func read<Sink: SampleSink>(into sink: inout Sink) throws(IngestError) {
    while true {
      switch try parser.next() {
      case .endOfInput: return
      case .beginObject: break
      default: throw parser.wrongType("a message", expected: "object")
      }
      while try parser.next() == .key {
        guard parser.scalarIs("resourceMetrics") else {
          try parser.skipValue()
          continue
        }
        guard try parser.entersArray("resourceMetrics") else { continue }
        while try parser.entersElement("an element of resourceMetrics") {
          try readResource(into: &sink)
        }
      }
    }
  }

  /// Hands on what is still held and completes the report.
  mutating func finish<Sink: SampleSink>(into sink: inout Sink) throws(IngestError) -> FileReport {
    try gatherer.finish(into: &sink)
  }

  private mutating func readResource<Sink: SampleSink>(
    into sink: inout Sink
  ) throws(IngestError) {
    var resource: [String: String]?
    var waiting: [OTLPMetric] = []
    var bytes = 0
    while try parser.next() == .key {
      switch parser.text {
      case "resource":
        var attributes: [String: String] = [:]
        if try parser.entersObject("resource") {
          while try parser.next() == .key {
            if parser.scalarIs("attributes") {
              attributes = try parser.attributes()
            } else {
              try parser.skipValue()
            }
          }
        }
        resource = attributes
      case "scopeMetrics", "instrumentationLibraryMetrics":
        guard try parser.entersArray("scopeMetrics") else { continue }
        while try parser.entersElement("an element of scopeMetrics") {
          while try parser.next() == .key {
            guard parser.scalarIs("metrics") else {
              try parser.skipValue()
              continue
            }
            guard try parser.entersArray("metrics") else { continue }
            while try parser.entersElement("a metric") {
              let metric = try OTLPMetric(&parser)
              if let resource {
                try hand(metric, resource, into: &sink)
                continue
              }
              bytes += metric.bytes
              guard bytes <= HeldReadings.byteLimit else {
                throw parser.error(
                  .tooLarge(what: "metrics before their resource", limit: HeldReadings.byteLimit)
                )
              }
              waiting.append(metric)
            }
          }
        }
      default: try parser.skipValue()
      }
    }
    for metric in waiting { try hand(metric, resource ?? [:], into: &sink) }
  }

  private mutating func hand<Sink: SampleSink>(
    _ metric: OTLPMetric,
    _ resource: [String: String],
    into sink: inout Sink
  ) throws(IngestError) {
    if metric.isDelta { return gatherer.skip(Reason.delta) }
    if metric.isDistribution, !OTLPNames.keepsSum(metric.name, unit: metric.unit) {
      return gatherer.skip(Reason.distribution)
    }
    for point in metric.points {
      guard let reading = point.reading else { continue }
      let labels = resource.merging(point.attributes) { $1 }
      var series = ServiceSeries(metric: OTLPNames.metric(metric.name), labels: labels)
      series.ignored = OTLPNames.ofPod
      series.workload = OTLPNames.workload(labels)
      var readings = HeldReadings()
      try readings.append(reading, parser)
      try gatherer.take(readings, of: series, into: &sink)
      if labels["scaletargetref_name"] != nil, metric.name.hasPrefix("k8s.hpa.") {
        series.metric = ServiceMetric("kube_horizontalpodautoscaler_info")
        try gatherer.take(readings, of: series, into: &sink)
      }
    }
  }
}
