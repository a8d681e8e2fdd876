public import PodfitModel

/// Recommendations as CSV (RFC 4180), one container a row.
public struct RecommendationCSV: RecommendationRenderer {
  /// The format's name.
  public static let id = "csv"
  /// What the format is.
  public static let summary = "CSV, one container a row, for spreadsheets and tickets"

  /// Makes the renderer.
  public init() {}

  private static let header = [
    "cluster", "namespace", "kind", "workload", "container", "replicas", "status",
    "current_cpu_request_cores", "current_cpu_limit_cores", "current_memory_request_bytes",
    "current_memory_limit_bytes", "recommended_cpu_request_cores", "recommended_cpu_limit_cores",
    "recommended_memory_request_bytes", "recommended_memory_limit_bytes", "jvm_heap_max_bytes",
    "jvm_flags", "guessed_owner", "reason",
  ]

  /// The rows below a header; an unset value is an empty cell.
  ///
  /// The last column is the wave where changes are divided into some.
  public func render(_ set: RecommendationSet) -> String {
    let hasWaves = !set.waves.isEmpty
    let rows = set.recommendations.map { each in
      row(each) + (hasWaves ? [set.waves[each.id].map { "\($0)" } ?? ""] : [])
    }
    return ([Self.header + (hasWaves ? ["wave"] : [])] + rows)
      .map { $0.map(\.csvCell).joined(separator: ",") + "\r\n" }
      .joined()
  }

  private func row(_ each: Recommendation) -> [String] {
    let workload = each.id.workload
    let identity = [
      workload.cluster, workload.namespace, workload.kind.rawValue, workload.name,
      each.id.container, "\(each.replicas)", each.status.rawValue,
    ]
    let jvm = [
      each.jvm.map { "\($0.heapMax.bytes)" } ?? "",
      each.jvm?.flags.joined(separator: " ") ?? "",
    ]
    return identity + cells(each.current) + cells(each.recommended) + jvm
      + [each.isOwnerGuessed ? "true" : "false", each.reason]
  }

  private func cells(_ resources: ContainerResources) -> [String] {
    [
      resources.cpuRequest.map { "\($0.cores)" } ?? "",
      resources.cpuLimit.map { "\($0.cores)" } ?? "",
      resources.memoryRequest.map { "\($0.bytes)" } ?? "",
      resources.memoryLimit.map { "\($0.bytes)" } ?? "",
    ]
  }
}
