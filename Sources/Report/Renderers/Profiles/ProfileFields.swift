public import PodfitModel

extension UsageProfile {
  /// The profile as one JSON object on one line without its line feed: fixed order of keys, always the
  /// same bytes for the same values.
  ///
  /// - Source: docs/schemas/profile.schema.json
  public var jsonLine: String {
    let workload = id.workload
    let identity = [
      ("cluster", workload.cluster), ("namespace", workload.namespace),
      ("kind", workload.kind.rawValue), ("workload", workload.name), ("container", id.container),
      ("source", origin.rawValue),
    ]
    let texts = identity.map { "\"\($0)\":\($1.jsonLiteral)" }.joined(separator: ",")
    let cpu = cpu.map { Self.object($0) { "\($0.cores)" } } ?? "null"
    let memory = memory.map { Self.object($0) { "\($0.bytes)" } } ?? "null"
    let throttled = throttledRatio.map { "\($0)" } ?? "null"
    return "{\(texts),\"samples\":\(samples),\"coverage_ratio\":\(coverageRatio)"
      + ",\"cpu_cores\":\(cpu),\"memory_bytes\":\(memory),\"oom_kills\":\(oomKills)"
      + ",\"restarts\":\(restarts),\"throttled_ratio\":\(throttled)}"
  }

  private static func object<Amount>(
    _ summary: UsageSummary<Amount>,
    _ text: (Amount) -> String
  ) -> String {
    let values = summary.cells.map { "\"\($0)\":\(text($1))" }
    return "{\(values.joined(separator: ","))}"
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
      ] + (cpu?.cells.map { "\($1.cores)" } ?? empty)
      + (memory?.cells.map { "\($1.bytes)" } ?? empty)
      + ["\(oomKills)", "\(restarts)", throttledRatio.map { "\($0)" } ?? ""]
    return cells.map(\.csvCell).joined(separator: ",") + "\r\n"
  }
}

extension UsageSummary {
  /// The numbers by their names in documents.
  fileprivate var cells: [(name: String, amount: Amount)] {
    [("p50", p50), ("p90", p90), ("p95", p95), ("p99", p99), ("max", max), ("mean", mean)]
  }
}
