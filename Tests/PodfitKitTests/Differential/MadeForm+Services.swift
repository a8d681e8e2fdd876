import PodfitModel

/// Monitoring services and OpenTelemetry.
extension MadeForm {
  /// What services sample, without the counters that only cAdvisor has.
  private static let gauges: Set<MadeCluster.Signal> = [.cpu, .memory, .restarts]

  static let services = [
    MadeForm("OTLP", "otlp-json", holds: gauges.union([.cpuTotal])) { cluster in
      let lines = MadeCluster.containers.map { container in
        let own = cluster.series.filter { $0.container == container }
        let metrics = own.map { series in
          let points = series.points.map {
            #"{"timeUnixNano":"\#($0.time)000000","asDouble":\#(series.signal.text($0.value))}"#
          }
          let list = #""dataPoints":[\#(points.joined(separator: ","))]"#
          let data =
            series.signal.isCounter
            ? #""sum":{"aggregationTemporality":2,"isMonotonic":true,\#(list)}"#
            : #""gauge":{\#(list)}"#
          return #"{"name":"\#(otlpName(series.signal))",\#(data)}"#
        }
        let attributes = [
          ("k8s.namespace.name", container.namespace), ("k8s.pod.name", container.pod),
          ("k8s.container.name", container.name), ("k8s.node.name", container.node),
          ("k8s.\(container.kind.rawValue.lowercased()).name", container.workload),
        ]
        .map { #"{"key":"\#($0.0)","value":{"stringValue":"\#($0.1)"}}"# }
        return
          #"{"resourceMetrics":[{"resource":{"attributes":[\#(attributes.joined(separator: ","))]},"#
          + #""scopeMetrics":[{"metrics":[\#(metrics.joined(separator: ","))]}]}]}"# + "\n"
      }
      return [File("a.jsonl", lines.joined())]
    },
    MadeForm("Datadog", "datadog-v1", holds: gauges) { cluster in
      cluster.signals.map { signal in
        let series = cluster.series.filter { $0.signal == signal }.map { one in
          let container = one.container
          let points = one.points.map { "[\($0.time).0,\($0.value).0]" }.joined(separator: ",")
          let tags = [
            "kube_namespace:\(container.namespace)", "pod_name:\(container.pod)",
            "kube_container_name:\(container.name)", "kube_node:\(container.node)",
            "\(datadogTags[container.kind] ?? ""):\(container.workload)",
          ]
          .map { "\"\($0)\"" }
          return #"{"metric":"\#(datadogName(signal))","interval":\#(MadeCluster.step),"#
            + #""tag_set":[\#(tags.joined(separator: ","))],"pointlist":[\#(points)]}"#
        }
        let body =
          #"{"status":"ok","res_type":"time_series","series":[\#(series.joined(separator: ","))]}"#
        return File("\(signal).json", body)
      }
    },
    MadeForm("Google Cloud", "gcp-timeseries", holds: gauges.union([.cpuTotal])) { cluster in
      let series = cluster.series.map { one in
        let container = one.container
        let points = one.points.reversed().map { point in
          let start = one.signal == .cpu ? point.time - MadeCluster.step * 1_000 : point.time
          let value =
            one.signal == .cpu || one.signal == .cpuTotal
            ? #"{"doubleValue":\#(one.signal.text(point.value))}"#
            : #"{"int64Value":"\#(point.value)"}"#
          return #"{"interval":{"startTime":"\#(Instant(milliseconds: start))","endTime":"#
            + #""\#(Instant(milliseconds: point.time))"},"value":\#(value)}"#
        }
        return #"{"metric":{"type":"kubernetes.io/container/\#(googleName(one.signal))","#
          + #""labels":{"memory_type":"non-evictable"}},"resource":{"type":"k8s_container","labels":{"#
          + #""namespace_name":"\#(container.namespace)","pod_name":"\#(container.pod)","#
          + #""container_name":"\#(container.name)"}},"metadata":{"systemLabels":{"#
          + #""node_name":"\#(container.node)","top_level_controller_name":"\#(container.workload)","#
          + #""top_level_controller_type":"\#(container.kind.rawValue)"}},"#
          + #""metricKind":"\#(one.signal.isCounter ? "CUMULATIVE" : "GAUGE")","#
          + #""points":[\#(points.joined(separator: ","))]}"#
      }
      return [File("a.json", #"{"timeSeries":[\#(series.joined(separator: ","))]}"#)]
    },
    MadeForm("CloudWatch", "cloudwatch-performance", holds: gauges) { cluster in
      let lines = cluster.rows.map { row in
        let container = row.container
        let values = [
          row.values[.cpu].map { #""container_cpu_usage_total":\#(decimal($0, digits: 6))"# },
          row.values[.memory].map { #""container_memory_working_set":\#($0)"# },
          row.values[.restarts].map { #""number_of_container_restarts":\#($0)"# },
        ]
        .compactMap { $0 }
        return
          #"{"Type":"Container","ClusterName":"default","Namespace":"\#(container.namespace)","#
          + #""PodName":"\#(container.workload)","FullPodName":"\#(container.pod)","#
          + #""ContainerName":"\#(container.name)","NodeName":"\#(container.node)","#
          + #""kubernetes":{"pod_owners":[{"owner_kind":"\#(container.kind.rawValue)","#
          + #""owner_name":"\#(container.workload)"}]},"Timestamp":"\#(row.time)","#
          + values.joined(separator: ",") + "}\n"
      }
      return [File("a.jsonl", lines.joined())]
    },
    MadeForm("OpenCost", "opencost-allocation", holds: usage) { cluster in
      let sets = cluster.times.map { time in
        let items = cluster.rows.filter { $0.time == time }.map { row in
          let container = row.container
          let values = [
            row.values[.cpu].map { #""cpuCoreUsageAverage":\#(decimal($0, digits: 9))"# },
            row.values[.memory].map { #""rawAllocationOnly":{"ramByteUsageMax":\#($0).0}"# },
          ]
          .compactMap { $0 }
          return #""\#(container.namespace)/\#(container.pod)/\#(container.name)":{"properties":{"#
            + #""node":"\#(container.node)","namespace":"\#(container.namespace)","#
            + #""pod":"\#(container.pod)","container":"\#(container.name)","#
            + #""controller":"\#(container.workload)","#
            + #""controllerKind":"\#(container.kind.rawValue.lowercased())"},"#
            + #""start":"\#(Instant(milliseconds: time - MadeCluster.step * 1_000))","#
            + #""end":"\#(Instant(milliseconds: time))",\#(values.joined(separator: ","))}"#
        }
        return "{" + items.joined(separator: ",") + "}"
      }
      return [File("a.json", #"{"code":200,"data":[\#(sets.joined(separator: ","))]}"#)]
    },
  ]

  private static func otlpName(_ signal: MadeCluster.Signal) -> String {
    switch signal {
    case .cpu: "container.cpu.usage"
    case .cpuTotal: "container.cpu.time"
    case .memory: "container.memory.working_set"
    default: "k8s.container.restarts"
    }
  }

  private static func datadogName(_ signal: MadeCluster.Signal) -> String {
    switch signal {
    case .cpu: "container.cpu.usage"
    case .memory: "container.memory.working_set"
    default: "kubernetes.containers.restarts"
    }
  }

  private static let datadogTags: [WorkloadKind: String] = [
    .deployment: "kube_deployment", .statefulSet: "kube_stateful_set",
    .daemonSet: "kube_daemon_set", .cronJob: "kube_cronjob",
  ]

  private static func googleName(_ signal: MadeCluster.Signal) -> String {
    switch signal {
    case .cpu, .cpuTotal: "cpu/core_usage_time"
    case .memory: "memory/used_bytes"
    default: "restart_count"
    }
  }
}
