import PodfitModel

/// What Kubernetes itself tells of use: snapshots, one after the other.
extension MadeForm {
  static let kubernetes = [
    MadeForm("metrics.k8s.io", "metrics-k8s-io", holds: usage, grain: .nanocores) { cluster in
      let lists = cluster.times.map { time in
        let rows = cluster.rows.filter { $0.time == time }
        let pods = Dictionary(grouping: rows, by: \.container.pod).sorted { $0.key < $1.key }
        let items = pods.map { pod, rows in
          let containers = rows.map { row in
            let usage = [
              row.values[.cpu].map { #""cpu":"\#($0)n""# },
              row.values[.memory].map { #""memory":"\#($0)""# },
            ]
            .compactMap { $0 }
            return #"{"name":"\#(row.container.name)","usage":{\#(usage.joined(separator: ","))}}"#
          }
          return
            #"{"metadata":{"name":"\#(pod)","namespace":"\#(rows.first?.container.namespace ?? "")"},"#
            + #""timestamp":"\#(Instant(milliseconds: time))","window":"5m0s","#
            + #""containers":[\#(containers.joined(separator: ","))]}"#
        }
        return #"{"kind":"PodMetricsList","apiVersion":"metrics.k8s.io/v1beta1","metadata":{},"#
          + #""items":[\#(items.joined(separator: ","))]}"# + "\n"
      }
      return [File("a.json", lists.joined())]
    },
    MadeForm("kubectl top", "kubectl-top", holds: usage, grain: .table) { cluster in
      let tables = cluster.times.map { time in
        let rows = cluster.rows.filter { $0.time == time }.map { row in
          let container = row.container
          return "\(container.namespace)   \(container.pod)   \(container.name)   "
            + "\((row.values[.cpu] ?? 0) / 1_000_000)m   \((row.values[.memory] ?? 0) >> 20)Mi\n"
        }
        return "\(Instant(milliseconds: time))\n"
          + "NAMESPACE   POD   NAME   CPU(cores)   MEMORY(bytes)\n" + rows.joined()
      }
      return [File("a.txt", tables.joined())]
    },
  ]
}
