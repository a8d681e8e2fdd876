import Foundation
import PodfitModel
import TestSupport
import Testing

@testable import PodfitIngest

/// Every file of the folder of exports, and what becomes of it.
///
/// Counts are those of the folder's README or were counted by an independent program from the files'
/// own text: readings of containers that podfit keeps, without NaN.
@Suite("Every export", .enabled(if: SharedData.isPresent))
struct ExportFilesTests {
  /// What becomes of a file.
  enum Fate {
    /// It is read as this format.
    case read(String, samples: Int, rejected: Int = 0, hasFacts: Bool = false)
    /// It is refused with these words and this advice.
    case refused(String, hint: String)
  }

  struct Row: CustomTestStringConvertible {
    var path: String
    var fate: Fate
    var options: IngestOptions
    var testDescription: String { path }

    init(_ path: String, _ fate: Fate, _ options: IngestOptions = IngestOptions()) {
      self.path = path
      self.fate = fate
      self.options = options
    }
  }

  private static let cpu = IngestOptions(metric: .cpuUsage, utcOffset: .seconds(0))
  private static func legend(_ metric: Metric) throws -> IngestOptions {
    IngestOptions(
      metric: metric,
      legend: try LegendPattern("{namespace=shop}{pod} / {container}"),
      utcOffset: .seconds(0)
    )
  }

  /// Files that are no exports.
  static let notExports: Set<String> = ["README.md", "gen_openmetrics.py", "gen_other_shapes.py"]

  static let rows: [Row] = {
    do { return try errors + kubernetes + other() + prometheus + promtool + victoriaMetrics } catch
    {
      return []
    }
  }()

  private static let errors: [Row] = [
    Row("errors/400_bad_promql.json", .refused("bad_data", hint: "")),
    Row("errors/400_missing_step.json", .refused("bad_data", hint: "")),
    Row("errors/400_too_many_points.json", .refused("11,000 points", hint: "step")),
    Row("errors/404_page.txt", .refused("404 page not found", hint: "address")),
    Row("errors/405_method.txt", .refused("Method Not Allowed", hint: "address")),
    Row("errors/422_duplicate_labelset.json", .refused("same labelset", hint: "max by")),
    Row("errors/422_many_to_many.json", .refused("duplicate series", hint: "max by")),
    Row("errors/422_too_many_samples.json", .refused("too many samples", hint: "at once")),
    Row("errors/502_gateway.handmade.html", .refused("HTML page", hint: "proxy")),
    Row("errors/503_timeout.json", .refused("timeout", hint: "at once")),
    Row("errors/empty_file.json", .refused("empty", hint: "again")),
    Row(
      "errors/partial_response_warnings.edited.json",
      .read("prometheus-json", samples: 440, hasFacts: true)
    ),
    Row("errors/truncated.json.gz", .refused("byte 4096 of the gzip file", hint: "again")),
    Row("errors/truncated_after_complete_series.json", .refused("byte 69668", hint: "again")),
    Row("errors/truncated_in_number.json", .refused("byte 20011", hint: "again")),
    Row("errors/two_bodies_concatenated.json", .refused("after the end", hint: "each its own")),
  ]

  private static let kubernetes: [Row] = [
    Row("kubernetes/get-nodes.json", .read("kubernetes-list", samples: 0, hasFacts: true)),
    Row("kubernetes/get-pods.json", .read("kubernetes-list", samples: 0, hasFacts: true)),
    Row("kubernetes/get-workloads.json", .read("kubernetes-list", samples: 0, hasFacts: true)),
    Row("kubernetes/raw-metrics.k8s.io-nodes.json", .read("metrics-k8s-io", samples: 0)),
    Row("kubernetes/raw-metrics.k8s.io-pods.json", .read("metrics-k8s-io", samples: 104)),
    Row("kubernetes/top-nodes.txt", .read("kubectl-top", samples: 0)),
    Row("kubernetes/top-pods-containers.txt", .refused("when it was made", hint: "--time")),
    Row(
      "kubernetes/top-pods-containers.txt",
      .read("kubectl-top", samples: 104),
      IngestOptions(readTime: Instant(milliseconds: 1_795_219_140_000))
    ),
  ]

  private static func other() throws -> [Row] {
    [
      Row("other/canonical_samples.csv", .read("neutral-csv", samples: 96, hasFacts: true)),
      Row("other/canonical_samples.jsonl", .read("neutral-jsonl", samples: 2, hasFacts: true)),
      Row(
        "other/cloudwatch_containerinsights_performance.jsonl",
        .read("cloudwatch-performance", samples: 32, hasFacts: true)
      ),
      Row(
        "other/cloudwatch_get-metric-data.json",
        .refused("get-metric-data", hint: "Type=Container")
      ),
      Row("other/datadog_v1_query.json", .read("datadog-v1", samples: 46)),
      Row("other/gcp_timeSeries_list.json", .read("gcp-timeseries", samples: 72)),
      Row("other/grafana_long_table.csv", .refused("without its zone", hint: "--utc-offset")),
      Row("other/grafana_long_table.csv", .read("grafana-csv", samples: 48, hasFacts: true), cpu),
      Row(
        "other/grafana_wide_raw_autolegend.csv",
        .read("grafana-csv", samples: 48, hasFacts: true),
        cpu
      ),
      Row("other/grafana_excel_utf16.csv", .refused("pod and container", hint: "--legend")),
      Row(
        "other/grafana_excel_utf16.csv",
        .read("grafana-csv", samples: 12),
        try legend(.cpuUsage)
      ),
      Row("other/grafana_wide_formatted.csv", .refused("pod and container", hint: "--legend")),
      Row(
        "other/grafana_wide_formatted.csv",
        .read("grafana-csv", samples: 46),
        try legend(.memoryWorkingSet)
      ),
      Row(
        "other/grafana_excel_sep_semicolon.csv",
        .refused("pod and container", hint: "--legend")
      ),
      Row(
        "other/grafana_excel_sep_semicolon.csv",
        .read("grafana-csv", samples: 12),
        try legend(.memoryWorkingSet)
      ),
      Row("other/krr.json", .refused("recommendations of KRR", hint: "query_range")),
      Row(
        "other/kubectl-get-vpa-and-checkpoints.json",
        .read("kubernetes-list", samples: 0, hasFacts: true)
      ),
      Row(
        "other/opencost_allocation.json",
        .read("opencost-allocation", samples: 4, hasFacts: true)
      ),
      Row("other/otlp_kubeletstats.jsonl", .read("otlp-json", samples: 25, hasFacts: true)),
    ]
  }

  private static func matrix(_ name: String, _ samples: Int, facts: Bool = false) -> Row {
    Row("prometheus/\(name)", .read("prometheus-json", samples: samples, hasFacts: facts))
  }

  private static let prometheus: [Row] = [
    Row("prometheus/federate_live.txt", .read("prometheus-text", samples: 2)),
    matrix("instant_cpu_p95_24h_subquery.json", 0),
    matrix("instant_hpa.json", 0, facts: true),
    matrix("instant_kube_job_owner.json", 0, facts: true),
    matrix("instant_kube_job_owner_max_over_time_24h.json", 0, facts: true),
    matrix("instant_kube_node_labels.json", 0, facts: true),
    matrix("instant_kube_node_status_allocatable.json", 0, facts: true),
    matrix("instant_kube_pod_container_resource_limits.json", 0, facts: true),
    matrix("instant_kube_pod_container_resource_requests.json", 0, facts: true),
    matrix("instant_kube_pod_container_status_last_terminated_reason.json", 0, facts: true),
    matrix("instant_kube_pod_container_status_restarts_total.json", 0, facts: true),
    matrix("instant_kube_pod_owner.json", 0, facts: true),
    matrix("instant_kube_pod_owner_max_over_time_24h.json", 0, facts: true),
    matrix("instant_kube_replicaset_owner.json", 0, facts: true),
    matrix("instant_memory_max_24h.json", 0),
    matrix("instant_range_selector_raw.json", 30, facts: true),
    Row("prometheus/instant_scalar.json", .refused("of type scalar", hint: "query_range")),
    matrix("instant_special_values.json", 2),
    Row("prometheus/instant_string.json", .refused("of type string", hint: "query_range")),
    Row("prometheus/label_namespace_values.json", .refused("list of labels", hint: "query_range")),
    matrix("range_cpu_cores_rate5m.24h-5m.json.gz", 15_875, facts: true),
    matrix("range_cpu_counter_resets.dev.24h-5m.json", 859, facts: true),
    matrix("range_cpu_shop.1h-1m.json", 1_957),
    matrix("range_empty.json", 0),
    matrix("range_jvm_heap_max.24h-1h.json", 680),
    matrix("range_jvm_memory_used.24h-10m.json.gz", 8_804),
    matrix("range_legacy_labels.1h-5m.json", 78, facts: true),
    matrix("range_live_staleness.json", 46),
    matrix("range_memory_gap.4h-1m.json", 440, facts: true),
    matrix("range_memory_working_set_max5m.24h-5m.json.gz", 15_879, facts: true),
    matrix("range_memory_working_set_raw.24h-5m.json.gz", 19_321, facts: true),
    matrix("range_nan.json", 0),
    matrix("range_replicas.24h-15m.json", 0, facts: true),
    matrix("range_throttled_ratio.24h-15m.json", 3_977),
    Row("prometheus/series_dev.json", .refused("list of labels", hint: "query_range")),
  ]

  private static let promtool: [Row] = [
    Row("openmetrics/cluster.slice.om", .read("prometheus-text", samples: 771, hasFacts: true)),
    Row("promtool/dump-openmetrics.derived.om", .read("prometheus-text", samples: 180)),
    Row(
      "promtool/query_instant.promql.txt",
      .read("promtool-text", samples: 0, hasFacts: true)
    ),
    Row("promtool/query_range.json.txt", .read("promtool-json", samples: 0)),
    Row("promtool/query_range.json.txt", .read("promtool-json", samples: 21), cpu),
    Row("promtool/query_range.promql.txt", .read("promtool-text", samples: 21), cpu),
    Row("promtool/tsdb_dump.dev-shop.30min.txt.gz", .read("tsdb-dump", samples: 2_106)),
    Row("promtool/tsdb_dump.live_special.txt", .read("tsdb-dump", samples: 24)),
  ]

  private static let columns = IngestOptions(
    columns: [
      "__name__", "namespace", "pod", "container", "node", "__value__", "__timestamp__:unix_ms",
    ]
  )

  private static let victoriaMetrics: [Row] = [
    Row(
      "victoriametrics/export.promapi.json",
      .read("prometheus-json", samples: 180, hasFacts: true)
    ),
    Row("victoriametrics/export.prometheus.txt", .read("prometheus-text", samples: 60)),
    Row(
      "victoriametrics/export.shop-dev.1h.jsonl.gz",
      .read("victoriametrics-jsonl", samples: 4_210)
    ),
    Row(
      "victoriametrics/export.special_values.jsonl",
      .read("victoriametrics-jsonl", samples: 0)
    ),
    Row(
      "victoriametrics/export.special_values.v1.82.derived.jsonl",
      .read("victoriametrics-jsonl", samples: 0)
    ),
    Row("victoriametrics/export.split_lines.jsonl", .read("victoriametrics-jsonl", samples: 180)),
    Row("victoriametrics/export_native.small.bin", .refused("native data", hint: "/api/v1/export")),
    Row(
      "victoriametrics/export.v1.140-with-header.derived.csv",
      .read("victoriametrics-csv", samples: 60)
    ),
    // Without a header the columns are not known.
    Row("victoriametrics/export.csv.gz", .refused("", hint: "--columns")),
    Row("victoriametrics/export.csv.gz", .read("victoriametrics-csv", samples: 1_443), columns),
    Row("victoriametrics/export.special_values.csv", .refused("", hint: "--columns")),
    Row("victoriametrics/export_rfc3339.csv", .refused("", hint: "--columns")),
  ]

  @Test("the table has a row for each file, and only for files that are there")
  func complete() throws {
    let root = SharedData.file("exports")
    let paths =
      FileManager.default.enumerator(atPath: root.path)?.compactMap { $0 as? String } ?? []
    let files = paths.filter {
      var isFolder: ObjCBool = false
      let path = root.appending(path: $0).path
      let isThere = unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
      return isThere && !isFolder.boolValue
    }
    #expect(files.count > 80)
    #expect(Set(files).subtracting(Self.notExports) == Set(Self.rows.map(\.path)))
  }

  @Test("a file is read with its counts or refused with the way to a readable one", arguments: rows)
  func fates(row: Row) throws {
    let path = "exports/\(row.path)"
    switch row.fate {
    case .read(let format, let samples, let rejected, let hasFacts):
      let (report, kept) = try KeptInput.readShared(path, options: row.options)
      #expect(report.format == format)
      #expect(report.samples == samples && kept.count == samples)
      #expect(report.rejected == rejected)
      #expect(hasFacts ? report.facts > 0 : true)
      #expect(kept.facts.count == report.facts)
    case .refused(let words, let hint):
      let error = #expect(throws: IngestError.self) {
        try KeptInput.readShared(path, options: row.options)
      }
      let text = error?.description ?? ""
      #expect(text.hasPrefix(path))
      #expect(words.isEmpty || text.contains(words), "\(text)")
      #expect(hint.isEmpty || text.contains("hint: ") && text.contains(hint), "\(text)")
    }
  }
}
