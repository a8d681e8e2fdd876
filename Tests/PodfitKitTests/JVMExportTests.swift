import Foundation
import PodfitKit
import TestSupport
import Testing

/// The names and labels by which exporters tell one JVM's memory.
private enum Exporter: String, CaseIterable {
  case micrometer, clientJava, clientJavaOld, openTelemetry, openTelemetryOld, dropwizard

  /// The series of a value of the bean table: name and labels; nil for what the exporter has not.
  func series(_ column: String) -> (name: String, labels: [String: String])? {
    let part = column.split(separator: "[", maxSplits: 1)
    let pool = part.count == 2 ? String(part[1].dropLast()) : ""
    let isHeap =
      !pool.hasPrefix("CodeHeap") && !["Metaspace", "Compressed Class Space"].contains(pool)
    switch (self, String(part[0])) {
    case (.micrometer, "pool_used"):
      return ("jvm_memory_used_bytes", ["area": isHeap ? "heap" : "nonheap", "id": pool])
    case (.micrometer, "pool_coll_used") where Self.isOld(pool):
      return ("jvm_gc_live_data_size_bytes", [:])
    case (.clientJava, "heap_used"): return ("jvm_memory_used_bytes", ["area": "heap"])
    case (.clientJava, "heap_max"): return ("jvm_memory_max_bytes", ["area": "heap"])
    case (.clientJava, "nonheap_used"): return ("jvm_memory_used_bytes", ["area": "nonheap"])
    case (.clientJavaOld, "heap_used"): return ("jvm_memory_bytes_used", ["area": "heap"])
    case (.clientJava, "pool_coll_used"), (.clientJavaOld, "pool_coll_used"):
      return ("jvm_memory_pool_collection_used_bytes", ["pool": pool])
    case (.openTelemetry, "pool_used"):
      return (
        "jvm_memory_used_bytes",
        ["jvm_memory_type": isHeap ? "heap" : "non_heap", "jvm_memory_pool_name": pool]
      )
    case (.openTelemetry, "pool_coll_used"):
      return (
        "jvm_memory_used_after_last_gc_bytes",
        ["jvm_memory_type": "heap", "jvm_memory_pool_name": pool]
      )
    case (.openTelemetryOld, "pool_used"):
      return (
        "process_runtime_jvm_memory_usage_bytes",
        ["type": isHeap ? "heap" : "non_heap", "pool": pool]
      )
    case (.openTelemetryOld, "pool_coll_used"):
      return (
        "process_runtime_jvm_memory_usage_after_last_gc_bytes", ["type": "heap", "pool": pool]
      )
    case (.dropwizard, "heap_used"): return ("app_jvm_memory_heap_used", [:])
    case (.dropwizard, "pool_coll_used"):
      let name = pool.replacingOccurrences(of: " ", with: "_")
      return ("app_jvm_memory_pools_\(name)_used_after_gc", [:])
    default: return nil
    }
  }

  private static func isOld(_ pool: String) -> Bool {
    ["Tenured Gen", "PS Old Gen", "G1 Old Gen", "ZHeap", "ZGC Old Generation"].contains(pool)
  }
}

@Suite("JVM sizes from exports", .enabled(if: SharedData.isPresent))
struct JVMExportTests {
  /// The bean table of a run as the answer of a Prometheus server that scraped such an exporter.
  private func answer(_ run: String, _ exporter: Exporter) throws -> Data {
    let table = try String(
      contentsOf: SharedData.file("gclogs-made-here/\(run)/metrics.csv"),
      encoding: .utf8
    )
    let lines = table.split(whereSeparator: \.isNewline).map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    var result: [[String: Any]] = []
    for (index, column) in lines[0].enumerated() {
      guard let (name, labels) = exporter.series(column) else { continue }
      let identity = ["__name__": name, "namespace": "shop", "pod": "web-0", "container": "web"]
      result.append([
        "metric": labels.merging(identity) { $1 },
        "values": lines.dropFirst().map { cells -> [Any] in
          [1_700_000_000 + (Double(cells[0]) ?? 0), cells[index]]
        },
      ])
    }
    return try JSONSerialization.data(withJSONObject: [
      "status": "success", "data": ["resultType": "matrix", "result": result],
    ])
  }

  @Test(
    "every exporter's names and labels give the live set that the beans themselves give",
    arguments: [
      ("g1-default-jdk21", GarbageCollector.g1), ("serial-jdk17", .serial),
      ("parallel-jdk17", .parallel), ("zgc-nongen-jdk17", .z),
    ]
  )
  func exporters(run: String, collector: GarbageCollector) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    var request = JVMSizeRequest()
    request.version = "21"
    request.metrics = SharedData.file("gclogs-made-here/\(run)/metrics.csv").path
    let beans = try Podfit.jvmSize(request).liveSet
    request.collector = collector
    for exporter in Exporter.allCases {
      let file = folder.appending(path: "\(exporter.rawValue).json")
      try answer(run, exporter).write(to: file)
      request.metrics = file.path
      let live = try Podfit.jvmSize(request).liveSet
      // Sums of pools are of one moment each.
      let ratio = Double(live.estimate) / Double(beans.estimate)
      #expect(abs(ratio - 1) <= 0.02, "\(exporter) \(ratio)")
      #expect(live.source == beans.source, "\(exporter)")
    }
  }
}
