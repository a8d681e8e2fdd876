import Foundation
import PodfitModel
import TestSupport
import Testing

@testable import PodfitIngest

@Suite("One content in several spellings", .enabled(if: SharedData.isPresent))
struct SampleLinesTwinTests {
  struct Series {
    var labels: [(name: String, value: String)]
    var points: [(seconds: String, value: String)]
  }

  /// The series of a Prometheus answer, read by Foundation.
  static func series(_ file: String) throws -> [Series] {
    var data = try Data(contentsOf: SharedData.file("exports/prometheus/" + file))
    if file.hasSuffix(".gz") {
      data = Data(try ByteReader(.bytes([UInt8](data)), named: "").head(1 << 24))
    }
    let root = try JSONSerialization.jsonObject(with: data) as? [String: Any]
    let result = (root?["data"] as? [String: Any])?["result"] as? [[String: Any]] ?? []
    return result.map { element in
      let labels = element["metric"] as? [String: String] ?? [:]
      let points = element["values"] as? [[Any]] ?? [element["value"] as? [Any] ?? []]
      return Series(
        labels: labels.sorted { $0.key < $1.key }.map { ($0.key, $0.value) },
        points: points.map { point in
          let seconds = (point[0] as? NSNumber)?.doubleValue ?? 0
          return (String(format: "%.3f", seconds), point[1] as? String ?? "")
        }
      )
    }
  }

  static func quoted(_ text: String) -> String {
    let escaped = text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
    return "\"" + escaped.replacing("\n", with: "\\n") + "\""
  }

  static func dump(_ series: [Series]) -> String {
    series.map { one in
      let labels = one.labels.map { "\($0.name)=\(quoted($0.value))" }.joined(separator: ", ")
      return one.points.map { "{\(labels)} \($0.value) \($0.seconds.replacing(".", with: ""))\n" }
        .joined()
    }
    .joined()
  }

  static func exposition(_ series: [Series], inSeconds: Bool) -> String {
    let text = series.map { one in
      let name = one.labels.first { $0.name == "__name__" }?.value ?? ""
      let labels = one.labels.filter { $0.name != "__name__" }
        .map { "\($0.name)=\(quoted($0.value))" }.joined(separator: ",")
      return one.points.map { point in
        let time = inSeconds ? point.seconds : point.seconds.replacing(".", with: "")
        return "\(name){\(labels)} \(point.value) \(time)\n"
      }
      .joined()
    }
    return text.joined() + (inSeconds ? "# EOF\n" : "")
  }

  static func query(_ series: [Series]) -> String {
    series.map { one in
      let name = one.labels.first { $0.name == "__name__" }?.value ?? ""
      let labels = one.labels.filter { $0.name != "__name__" }
        .map { "\($0.name)=\(quoted($0.value))" }.joined(separator: ", ")
      return "\(name){\(labels)} =>\n"
        + one.points.map { "\($0.value) @[\($0.seconds)]\n" }.joined()
    }
    .joined()
  }

  @Test(
    "text gives the batches and facts of the JSON, in the same order",
    arguments: [
      ("range_memory_working_set_raw.24h-5m.json.gz", true),
      ("range_cpu_cores_rate5m.24h-5m.json.gz", false),
      ("range_jvm_memory_used.24h-10m.json.gz", true), ("range_legacy_labels.1h-5m.json", true),
      ("range_jvm_heap_max.24h-1h.json", true), ("range_replicas.24h-15m.json", true),
      ("instant_kube_pod_owner.json", true), ("instant_hpa.json", true),
      ("instant_kube_pod_container_resource_requests.json", true),
      ("instant_kube_node_status_allocatable.json", true), ("instant_special_values.json", true),
    ]
  )
  func twins(file: String, isNamed: Bool) throws {
    let (json, expected) = try KeptInput.readShared("exports/prometheus/" + file)
    let series = try Self.series(file)
    var texts = [Self.dump(series), Self.query(series)]
    if isNamed {
      texts.append(Self.exposition(series, inSeconds: true))
      texts.append(Self.exposition(series, inSeconds: false))
    }
    for text in texts {
      // The name counts where a metric is guessed from it.
      let (report, kept) = try KeptInput.read(Array(text.utf8), named: "exports/prometheus/" + file)
      #expect(kept.batches.map(\.key) == expected.batches.map(\.key))
      #expect(kept.batches.map(\.samples) == expected.batches.map(\.samples))
      #expect(kept.facts == expected.facts)
      #expect(report.samples == json.samples && report.series == json.series)
      #expect(report.skipped == json.skipped && report.rejected == json.rejected)
    }
  }
}
