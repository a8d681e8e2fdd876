import PodfitModel
import Testing

@testable import PodfitIngest

@Suite("Labels")
struct LabelTests {
  private static func plan(
    _ values: [String: String],
    stated: Metric? = nil,
    isInstant: Bool = false
  ) -> SeriesPlan {
    let labels = LabelSet(values)
    var planner = SeriesPlanner(cluster: "east", stated: stated, guessed: nil)
    return planner.plan(labels, Subject(labels, cluster: "east"), isInstant: isInstant)
  }

  private static func key(_ values: [String: String]) -> SeriesKey? {
    guard case .samples(let series) = plan(values) else { return nil }
    return series.key
  }

  private static func skipped(_ values: [String: String]) -> String? {
    guard case .skip(let reason) = plan(values) else { return nil }
    return reason
  }

  private static let base = [
    "__name__": "container_memory_rss", "namespace": "n", "pod": "p", "container": "c",
  ]

  @Test(
    "identity is found under every name in use, and an empty label is an absent one",
    arguments: [
      ["namespace": "n", "pod": "p", "container": "c"],
      ["namespace": "n", "pod_name": "p", "container_name": "c", "pod": "", "container": ""],
      ["kubernetes_namespace": "n", "kubernetes_pod_name": "p", "container": "c"],
      ["k8s_namespace_name": "n", "k8s_pod_name": "p", "k8s_container_name": "c"],
      ["k8s.namespace.name": "n", "k8s.pod.name": "p", "k8s.container.name": "c"],
      ["kube_namespace": "n", "kube_pod_name": "p", "kube_container_name": "c"],
      [
        "namespace": "monitoring", "pod": "cadvisor-x", "container": "cadvisor", "name": "k8s_c_p",
        "container_label_io_kubernetes_pod_namespace": "n",
        "container_label_io_kubernetes_pod_name": "p",
        "container_label_io_kubernetes_container_name": "c",
      ],
      [
        "namespace": "monitoring", "pod": "exporter-1", "container": "exporter",
        "exported_namespace": "n", "exported_pod": "p", "exported_container": "c",
      ],
    ]
  )
  func aliases(values: [String: String]) {
    let subject = Subject(LabelSet(values), cluster: "east")
    #expect(subject.namespace == "n" && subject.pod == "p" && subject.container == "c")
    #expect(subject.cluster == "east")
  }

  @Test("what tells duplicates apart is kept, what tells servers of a pair apart is not")
  func source() {
    let one = Self.base.merging(["job": "kubelet", "id": "/a,b\\c", "replica": "0"]) { $1 }
    let other = Self.base.merging(["job": "kubelet", "id": "/a,b\\c", "replica": "1"]) { $1 }
    #expect(Self.key(one)?.source == "id=/a\\,b\\\\c,job=kubelet")
    #expect(Self.key(one) == Self.key(other))
    for label in ["prometheus", "prometheus_replica", "__replica__", "receive", "node", "cluster"] {
      #expect(Self.key(Self.base.merging([label: "x"]) { $1 })?.source == "")
    }
    #expect(Self.key(Self.base.merging(["image": "a"]) { $1 }) != Self.key(Self.base))
  }

  @Test("different labels never have the same text")
  func canonical() {
    let sets = [
      ["a": "b,c=d"], ["a": "b", "c": "d"], ["a": "b\\,c=d"], ["a,b": "c"], ["a=b": "c"],
      ["a": "b=c"], ["a": "\n"], ["a": "\\x0a"], ["a\\": "b"], [:],
    ]
    let texts = Set(sets.map { LabelSet($0).canonicalText(without: []) })
    #expect(texts.count == sets.count)
  }

  @Test("aggregates of pods and sandboxes are left out; a JVM may lack a container")
  func containers() {
    #expect(
      Self.skipped(Self.base.merging(["container": ""]) { $1 })?.contains("aggregate") == true
    )
    #expect(
      Self.skipped(Self.base.merging(["container": "POD"]) { $1 })?.contains("aggregate") == true
    )
    #expect(
      Self.skipped(["__name__": "container_memory_rss", "id": "/"])?.contains("aggr") == true
    )
    let heap = Self.key([
      "__name__": "jvm_memory_used_bytes", "area": "heap", "namespace": "n", "pod": "p",
    ])
    #expect(heap?.container.container == "")
    #expect(heap?.metric == .jvmHeapUsed)
  }

  @Test(
    "names of exporters and recording rules are known",
    arguments: [
      ("container_cpu_usage_seconds_total", .cpuUsageTotal),
      ("container_memory_working_set_bytes", .memoryWorkingSet),
      ("container_cpu_cfs_throttled_periods_total", .cpuThrottledPeriodsTotal),
      ("container_cpu_cfs_periods_total", .cpuPeriodsTotal),
      ("node_namespace_pod_container:container_cpu_usage_seconds_total:sum_irate", .cpuUsage),
      ("node_namespace_pod_container:container_cpu_usage_seconds_total:sum_rate5m", .cpuUsage),
      ("node_namespace_pod_container:container_memory_working_set_bytes", .memoryWorkingSet),
      ("node_namespace_pod_container:container_memory_rss", .memoryRSS),
      (
        "namespace_pod_name_container_name:container_cpu_usage_seconds_total:sum_rate", .cpuUsage
      ),
      ("cpu_usage_cores", .cpuUsage), ("cpu_throttled_ratio", .cpuThrottledRatio),
      ("jvm_heap_after_gc_bytes", .jvmHeapAfterGC), ("container.cpu.usage", .cpuUsage),
      ("namespace:container_cpu_usage_seconds_total:sum_rate", nil),
      ("node_namespace_pod_container:container_memory_cache", nil),
      ("node_namespace_pod_container:container_memory_rss:rate", nil), ("up", nil), ("", nil),
    ] as [(String, Metric?)]
  )
  func names(name: String, metric: Metric?) {
    let expected = metric.map { MetricMeaning.usage($0) } ?? .unused
    #expect(MetricMeaning(name: name) == expected)
  }

  @Test(
    "what a JVM metric reads is decided by its labels",
    arguments: [
      ("jvm_memory_used_bytes", ["area": "heap", "id": "G1 Old Gen"], .jvmHeapUsed, "G1 Old Gen"),
      ("jvm_memory_used_bytes", ["area": "heap"], .jvmHeapUsed, ""),
      (
        "jvm_memory_used_bytes",
        ["jvm_memory_type": "non_heap", "jvm_memory_pool_name": "Metaspace"], .jvmNonHeapUsed,
        "Metaspace"
      ),
      ("jvm_memory_bytes_used", ["area": "nonheap"], .jvmNonHeapUsed, ""),
      (
        "process_runtime_jvm_memory_limit_bytes", ["type": "heap", "pool": "ZHeap"], .jvmHeapMax,
        "ZHeap"
      ),
      (
        "jvm_memory_max_bytes", ["area": "nonheap", "id": "Metaspace"], .jvmNonHeapMax, "Metaspace"
      ),
      ("jvm_memory_committed_bytes", ["area": "nonheap"], .jvmNonHeapCommitted, ""),
      ("jvm_threads_live_threads", [:], .jvmThreads, ""),
      (
        "jvm_thread_count", ["jvm_thread_daemon": "true", "jvm_thread_state": "runnable"],
        .jvmThreads, "true/runnable"
      ),
      ("jvm_classes_loaded_classes", [:], .jvmClasses, ""),
      ("jvm_memory_used_bytes", [:], nil, ""),
      (
        "jvm_memory_pool_collection_used_bytes", ["pool": "PS Old Gen"], .jvmHeapAfterGC,
        "PS Old Gen"
      ),
      ("jvm_gc_live_data_size_bytes", [:], .jvmHeapAfterGC, ""),
      ("jvm_buffer_memory_used_bytes", ["id": "direct"], .jvmDirectUsed, ""),
      ("jvm_buffer_memory_used_bytes", ["id": "mapped"], nil, ""),
      ("jvm_buffer_pool_used_bytes", ["pool": "direct"], .jvmDirectUsed, ""),
      (
        "jvm_gc_pause_seconds_sum",
        ["action": "end of minor GC", "cause": "Allocation Failure", "gc": "Copy"],
        .jvmGCPauseTotal, "Copy/end of minor GC/Allocation Failure"
      ),
      ("jvm_gc_collection_seconds_sum", ["gc": "ZGC Pauses"], .jvmGCPauseTotal, "ZGC Pauses"),
      ("jvm_gc_collection_seconds_sum", ["gc": "ZGC Cycles"], nil, ""),
      ("jvm_gc_memory_allocated_bytes_total", [:], .jvmAllocatedTotal, ""),
      (
        "jvm_memory_pool_allocated_bytes_total", ["pool": "G1 Eden Space"], .jvmAllocatedTotal,
        "G1 Eden Space"
      ),
      ("jvm_gc_cpu_time_seconds_total", [:], .jvmGCCPUTotal, ""),
      ("jvm_native_memory_committed_bytes", ["pool": "GC"], .jvmNativeCommitted, "GC"),
      ("jvm_native_memory_committed_bytes", ["pool": "Total"], nil, ""),
      (
        "jvm_info",
        ["version": "21.0.8+9-LTS", "vendor": "Eclipse Adoptium", "runtime": "OpenJDK"],
        .jvmVersion, "21.0.8+9-LTS"
      ),
      ("jvm_info", ["version": ""], nil, ""),
      ("jvm_gc_collection_seconds_sum", ["gc": "G1 Concurrent GC"], nil, ""),
    ] as [(String, [String: String], Metric?, String)]
  )
  func jvm(name: String, labels: [String: String], metric: Metric?, part: String) {
    let target = JVMReading.names[name]?.target(LabelSet(labels))
    #expect(target?.metric == metric)
    #expect(target?.part ?? "" == part)
    #expect(target.map { $0.used == Set(labels.keys) } ?? true)
  }

  @Test("no maximum is −1 and no collection yet is 0; neither is a reading")
  func unknown() throws {
    let labels = #""namespace":"n","pod":"p","area":"heap","id":"x","__name__":"#
    for (name, values) in [
      ("jvm_memory_max_bytes", #"[1,"-1"],[2,"64"]"#),
      ("jvm_memory_used_after_last_gc_bytes", #"[1,"0"],[2,"64"]"#),
      ("jvm_gc_live_data_size_bytes", #"[1,"0"],[2,"64"]"#),
    ] {
      let body = PrometheusShapesTests.matrix(labels + "\"\(name)\"", values)
      let (report, input) = try KeptInput.read(body)
      #expect(input.batches.map(\.samples.values) == [[64]])
      #expect(report.rejected == 0)
    }
  }

  @Test(
    "a file's name tells the metric only where it is clear",
    arguments: [
      ("cpu.shop.2026-11-20.json", .cpuUsage), ("range_cpu_cores_rate5m.json.gz", .cpuUsage),
      ("memory.json", .memoryWorkingSet), ("mem/range_working_set_max5m.json", .memoryWorkingSet),
      ("memory_rss.json", .memoryRSS), ("throttled_cpu_ratio.json", .cpuThrottledRatio),
      ("cpu_and_memory.json", nil), ("jvm_memory.json", nil), ("cpu/data.json", nil),
      ("cpu_requests.json", nil), ("cpus.json", nil), ("-", nil), ("", nil),
    ] as [(String, Metric?)]
  )
  func guesses(file: String, metric: Metric?) {
    #expect(MetricGuess.metric(fileName: file) == metric)
  }

  @Test("cores counted apart are parts of one reading")
  func cores() {
    let values = [
      "__name__": "container_cpu_usage_seconds_total", "namespace": "n", "pod": "p",
      "container": "c",
    ]
    #expect(Self.key(values.merging(["cpu": "total"]) { $1 })?.part == "")
    #expect(Self.key(values.merging(["cpu": "cpu03"]) { $1 })?.part == "cpu03")
    #expect(Self.key(values.merging(["cpu": "total"]) { $1 }) == Self.key(values))
  }

  @Test("unused metrics are counted by name")
  func unused() {
    let values = ["__name__": "kube_pod_status_phase", "namespace": "n", "pod": "p"]
    #expect(Self.skipped(values) == "metric not used: kube_pod_status_phase")
  }

  @Test(
    "Dropwizard's gauges are read whatever stands before jvm_",
    arguments: [
      ("shop_jvm_memory_heap_used", .jvmHeapUsed, ""),
      ("metrics_app_1_driver_jvm_heap_max_Value", .jvmHeapMax, ""),
      ("jvm_memory_non_heap_committed", .jvmNonHeapCommitted, ""),
      ("jvm_memory_pools_G1_Old_Gen_used_after_gc", .jvmHeapAfterGC, "G1 Old Gen"),
      ("app_jvm_threads_count", .jvmThreads, ""),
      ("jvm_memory_pools__used_after_gc", nil, ""),
      ("jvm_gc_G1_Young_Generation_time", nil, ""),
      ("jvm_", nil, ""), ("heap_used", nil, ""),
    ] as [(String, Metric?, String)]
  )
  func dropwizard(name: String, metric: Metric?, pool: String) {
    let reading = JVMReading(dropwizard: name)
    #expect(reading == metric.map { .whole($0, pool: pool) })
    #expect(reading?.target(LabelSet())?.metric == metric)
    if metric == .jvmHeapAfterGC { #expect(reading?.isUnknown(0) == true) }
    if metric == .jvmHeapMax { #expect(reading?.isUnknown(-1) == true) }
  }
}
