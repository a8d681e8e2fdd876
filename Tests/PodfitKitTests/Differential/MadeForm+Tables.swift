import PodfitModel

/// Tables and lines of people: Grafana's downloads and podfit's own forms.
extension MadeForm {
  static let tables = [
    MadeForm("Grafana, long", "grafana-csv", holds: everything) { cluster in
      files(of: cluster) { series in
        #""Time","container","namespace","node","pod","Value""# + "\n"
          + series.flatMap { one in
            let container = one.container
            return one.points.map {
              "\($0.time),\(container.name),\(container.namespace),\(container.node),"
                + "\(container.pod),\(one.signal.text($0.value))\n"
            }
          }
          .joined()
      }
    },
    MadeForm("Grafana, wide", "grafana-csv", holds: everything) { cluster in
      files(of: cluster) { series in
        let names = series.map { one in
          let container = one.container
          return #""{container=""\#(container.name)"", namespace=""\#(container.namespace)"", "#
            + #"node=""\#(container.node)"", pod=""\#(container.pod)""}""#
        }
        let columns = series.map { one in
          Dictionary(uniqueKeysWithValues: one.points.map { ($0.time, one.signal.text($0.value)) })
        }
        return (["\"Time\""] + names).joined(separator: ",") + "\n"
          + cluster.times.map { time in
            (["\(time)"] + columns.map { $0[time] ?? "" }).joined(separator: ",") + "\n"
          }
          .joined()
      }
    },
    MadeForm("neutral CSV", "neutral-csv", holds: everything) {
      [File("a.csv", neutral($0, cpu: "cpu_usage_cores"))]
    },
    MadeForm("neutral CSV in nanocores", "neutral-csv", holds: everything, grain: .nanocores) {
      [File("a.csv", neutral($0, cpu: "cpu_usage_nanocores"))]
    },
    MadeForm("neutral JSON lines, wide", "neutral-jsonl", holds: everything) { cluster in
      lines(cluster) { row in
        let values = cluster.signals.compactMap { signal in
          row.values[signal].map { #""\#(signal.metric.rawValue)":\#(signal.text($0))"# }
        }
        return [values.joined(separator: ",")]
      }
    },
    MadeForm("neutral JSON lines, long", "neutral-jsonl", holds: everything) { cluster in
      lines(cluster) { row in
        cluster.signals.compactMap { signal in
          row.values[signal].map {
            #""metric":"\#(signal.metric.rawValue)","value":\#(signal.text($0))"#
          }
        }
      }
    },
    MadeForm("neutral JSON lines in nanocores", "neutral-jsonl", holds: usage, grain: .nanocores) {
      lines($0) { row in
        let names: [(MadeCluster.Signal, String)] = [
          (.cpu, "cpu_usage_nanocores"), (.memory, Metric.memoryWorkingSet.rawValue),
        ]
        return [
          names.compactMap { signal, name in row.values[signal].map { #""\#(name)":\#($0)"# } }
            .joined(separator: ",")
        ]
      }
    },
  ]

  /// A file for each signal, whose name no cell tells.
  private static func files(
    of cluster: MadeCluster,
    _ text: ([MadeCluster.Series]) -> String
  ) -> [File] {
    cluster.signals.map { signal in
      let series = cluster.series.filter { $0.signal == signal }
      return File("\(signal).csv", text(series), metric: signal.metric)
    }
  }

  private static func neutral(_ cluster: MadeCluster, cpu: String) -> String {
    let isWhole = cpu == "cpu_usage_nanocores"
    let head = ["time", "namespace", "workload_kind", "workload", "pod", "container", "node"]
    let names = cluster.signals.map { $0 == .cpu ? cpu : $0.metric.rawValue }
    let rows = cluster.rows.map { row in
      let container = row.container
      let identity = [
        "\(row.time)", container.namespace, container.kind.rawValue, container.workload,
        container.pod, container.name, container.node,
      ]
      let values = cluster.signals.map { signal in
        row.values[signal].map { isWhole && signal == .cpu ? "\($0)" : signal.text($0) } ?? ""
      }
      return (identity + values).joined(separator: ",")
    }
    return ([(head + names).joined(separator: ",")] + rows).joined(separator: "\n") + "\n"
  }

  /// One object for each text of readings.
  private static func lines(
    _ cluster: MadeCluster,
    _ readings: (MadeCluster.Row) -> [String]
  ) -> [File] {
    let lines = cluster.rows.flatMap { row in
      let container = row.container
      let identity =
        #""time":\#(row.time),"namespace":"\#(container.namespace)","pod":"\#(container.pod)","#
        + #""container":"\#(container.name)","node":"\#(container.node)","#
        + #""workload_kind":"\#(container.kind.rawValue)","workload":"\#(container.workload)""#
      return readings(row).filter { !$0.isEmpty }.map { "{\(identity),\($0)}\n" }
    }
    return [File("a.jsonl", lines.joined())]
  }
}
