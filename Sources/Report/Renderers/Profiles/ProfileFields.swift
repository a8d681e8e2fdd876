public import PodfitModel

extension UsageProfile {
  /// The profile as one JSON object on one line without its line feed: fixed order of keys, always the
  /// same bytes for the same values.
  ///
  /// - Source: docs/schemas/profile.schema.json
  public var jsonLine: String {
    var line = ""
    appendJSON(to: &line)
    return line
  }

  /// Appends ``jsonLine``.
  ///
  /// A hundred thousand containers have two million fields: these are put behind one another, and
  /// no piece is made of pieces.
  func appendJSON(to text: inout String) {
    let workload = id.workload
    text += "{\"cluster\":"
    workload.cluster.appendJSONLiteral(to: &text)
    text += ",\"namespace\":"
    workload.namespace.appendJSONLiteral(to: &text)
    text += ",\"kind\":"
    workload.kind.rawValue.appendJSONLiteral(to: &text)
    text += ",\"workload\":"
    workload.name.appendJSONLiteral(to: &text)
    text += ",\"container\":"
    id.container.appendJSONLiteral(to: &text)
    text += ",\"source\":"
    origin.rawValue.appendJSONLiteral(to: &text)
    text += ",\"samples\":"
    text += samples.description
    text += ",\"coverage_ratio\":"
    text += coverageRatio.description
    text += ",\"cpu_cores\":"
    Self.append(cpu, to: &text) { $0.cores.description }
    text += ",\"memory_bytes\":"
    Self.append(memory, to: &text) { $0.bytes.description }
    text += ",\"oom_kills\":"
    text += oomKills.description
    text += ",\"restarts\":"
    text += restarts.description
    text += ",\"throttled_ratio\":"
    text += throttledRatio?.description ?? "null"
    text += "}"
  }

  private static func append<Amount>(
    _ summary: UsageSummary<Amount>?,
    to text: inout String,
    _ number: (Amount) -> String
  ) {
    guard let summary else {
      text += "null"
      return
    }
    text += "{\"p50\":"
    text += number(summary.p50)
    text += ",\"p90\":"
    text += number(summary.p90)
    text += ",\"p95\":"
    text += number(summary.p95)
    text += ",\"p99\":"
    text += number(summary.p99)
    text += ",\"max\":"
    text += number(summary.max)
    text += ",\"mean\":"
    text += number(summary.mean)
    text += "}"
  }

  /// The header of ``csvRow``.
  public static let csvHeader: String = {
    let names = ["p50", "p90", "p95", "p99", "max", "mean"]
    let columns =
      ["cluster", "namespace", "kind", "workload", "container", "source", "samples"]
      + ["coverage_ratio"] + names.map { "cpu_\($0)_cores" } + names.map { "memory_\($0)_bytes" }
      + ["oom_kills", "restarts", "throttled_ratio"]
    return columns.joined(separator: ",") + "\r\n"
  }()

  /// The profile as a row of CSV (RFC 4180); what is not known is an empty cell.
  public var csvRow: String {
    let workload = id.workload
    let empty = [String](repeating: "", count: 6)
    let cells =
      [
        workload.cluster, workload.namespace, workload.kind.rawValue, workload.name, id.container,
        origin.rawValue, "\(samples)", "\(coverageRatio)",
      ] + (cpu?.cells.map { "\($0.cores)" } ?? empty)
      + (memory?.cells.map { "\($0.bytes)" } ?? empty)
      + ["\(oomKills)", "\(restarts)", throttledRatio.map { "\($0)" } ?? ""]
    return cells.map(\.csvCell).joined(separator: ",") + "\r\n"
  }
}

extension UsageSummary {
  /// The numbers in the order of documents.
  fileprivate var cells: [Amount] { [p50, p90, p95, p99, max, mean] }
}
