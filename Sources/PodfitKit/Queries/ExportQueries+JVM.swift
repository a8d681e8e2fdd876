/// JVM memory as Micrometer, client_java and jmx_exporter of both generations, and OpenTelemetry of both
/// generations spell it. Container labels are often missing; podfit finds the container.
extension ExportQueries {
  private static let namespaces = ["namespace", "k8s_namespace_name", "kubernetes_namespace"]
  private static let isHeap = [
    #"area!="nonheap""#, #"jvm_memory_type!="non_heap""#, #"type!="non_heap""#,
  ]
  private static let withoutPools = "sum without (id, pool, jvm_memory_pool_name)"

  private static func query(
    _ id: String,
    gives: String,
    why: String,
    _ sources: [ExportQuery.Source]
  ) -> ExportQuery {
    ExportQuery(
      id: id,
      gives: gives,
      why: why,
      kind: .range,
      namespaceLabels: namespaces,
      sources: sources
    )
  }

  private static func each(
    _ metrics: [String],
    _ template: String,
    matchers: [String] = []
  ) -> [ExportQuery.Source] {
    metrics.map {
      ExportQuery.Source(metric: $0, matchers: matchers, template: template, name: $0)
    }
  }

  static let jvm: [ExportQuery] = [
    query(
      "jvm-memory",
      gives: "jvm_heap_used_bytes, jvm_nonheap_used_bytes",
      why: "heap with garbage, metaspace and code: the largest sum of pools within each step",
      each(
        [
          "jvm_memory_used_bytes", "jvm_memory_bytes_used",
          "process_runtime_jvm_memory_usage_bytes",
        ],
        "max_over_time((\(withoutPools) ($selector))[$range:1m])"
      )
    ),
    query(
      "jvm-heap-committed",
      gives: "jvm_heap_committed_bytes",
      why: "heap that the JVM holds, used or not",
      each(
        [
          "jvm_memory_committed_bytes", "jvm_memory_bytes_committed",
          "process_runtime_jvm_memory_committed_bytes",
        ],
        "\(withoutPools) ($selector)",
        matchers: isHeap
      )
    ),
    query(
      "jvm-heap-max",
      gives: "jvm_heap_max_bytes",
      why: "the heap's limit; pools without one say -1 and are left out",
      each(
        [
          "jvm_memory_max_bytes", "jvm_memory_bytes_max", "jvm_memory_limit_bytes",
          "process_runtime_jvm_memory_limit_bytes",
        ],
        "\(withoutPools) ($selector > 0)",
        matchers: isHeap
      )
    ),
    query(
      "jvm-after-gc",
      gives: "jvm_heap_after_gc_bytes",
      why: "heap that survives a collection: what a JVM needs",
      each(
        [
          "jvm_gc_live_data_size_bytes", "jvm_memory_pool_collection_used_bytes",
          "jvm_memory_used_after_last_gc_bytes",
          "process_runtime_jvm_memory_usage_after_last_gc_bytes",
        ],
        "max_over_time($selector[$range])",
        matchers: isHeap
      )
    ),
    query(
      "jvm-direct",
      gives: "jvm_direct_used_bytes",
      why: "direct buffers, which lie outside the heap",
      [
        ("jvm_buffer_memory_used_bytes", "id"),
        ("jvm_buffer_memory_used_bytes", "jvm_buffer_pool_name"),
        ("jvm_buffer_pool_used_bytes", "pool"), ("process_runtime_jvm_buffer_usage_bytes", "pool"),
      ]
      .flatMap { metric, label in
        each(
          [metric],
          "max_over_time($selector[$range])",
          matchers: ["\(label)=\"direct\""]
        )
      }
    ),
    query(
      "jvm-gc-time",
      gives: "jvm_gc_pause_seconds_total",
      why: "time lost to collections: whether a heap is too small",
      [
        ExportQuery.Source(
          metric: "",
          matchers: [
            "__name__=~\"jvm_gc_pause_seconds_sum|jvm_gc_collection_seconds_sum"
              + "|jvm_gc_duration_seconds_sum|process_runtime_jvm_gc_duration_seconds_sum\""
          ],
          template: "$selector"
        )
      ]
    ),
    query(
      "jvm-gc-cpu",
      gives: "jvm_gc_cpu_seconds_total",
      why: "all CPU of collections, as JDK 26 and later count it: the price of a smaller heap",
      each(["jvm_gc_cpu_time_seconds_total", "jvm_gc_cpu_time_seconds"], "$selector")
    ),
    query(
      "jvm-allocated",
      gives: "jvm_allocated_bytes_total",
      why: "bytes allocated: how often a heap fills",
      each(
        ["jvm_gc_memory_allocated_bytes_total", "jvm_memory_pool_allocated_bytes_total"],
        "\(withoutPools) ($selector)"
      )
    ),
    query(
      "jvm-native",
      gives: "jvm_native_committed_bytes",
      why: "native memory by area, where tracking is on",
      each(["jvm_native_memory_committed_bytes"], "max_over_time($selector[$range])")
    ),
    query(
      "jvm-threads",
      gives: "jvm_threads",
      why: "threads, whose stacks lie beside the heap",
      each(
        [
          "jvm_threads_live_threads", "jvm_threads_current", "jvm_thread_count",
          "process_runtime_jvm_threads_count",
        ],
        "max_over_time($selector[$range])"
      )
    ),
    query(
      "jvm-version",
      gives: "jvm_version",
      why: "the JDK, by which collector and defaults are known",
      each(["jvm_info", "jvm_runtime_info"], "$selector")
    ),
  ]
}
