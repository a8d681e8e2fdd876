import PodfitModel

/// Prometheus, VictoriaMetrics and their tools: each series has a name and labels.
extension MadeForm {
  static let prometheus = [
    MadeForm("query_range", "prometheus-json", holds: everything) {
      [
        File(
          "a.json",
          #"{"status":"success","data":{"resultType":"matrix","result":"# + matrix($0) + "}}"
        )
      ]
    },
    MadeForm("promtool array", "promtool-json", holds: everything) { [File("a.json", matrix($0))] },
    MadeForm("promtool text", "promtool-text", holds: everything) { cluster in
      let lines = cluster.series.map { series in
        "\(series.signal.prometheusName){\(labels(series, ", "))} =>\n"
          + series.points.map {
            "\(series.signal.text($0.value)) @[\($0.time / 1_000)]\n"
          }
          .joined()
      }
      return [File("a.txt", lines.joined())]
    },
    MadeForm("VictoriaMetrics lines", "victoriametrics-jsonl", holds: everything) { cluster in
      let lines = cluster.series.map { series in
        let values = series.points.map { series.signal.text($0.value) }.joined(separator: ",")
        let times = series.points.map { "\($0.time)" }.joined(separator: ",")
        return #"{"metric":\#(object(series)),"values":[\#(values)],"timestamps":[\#(times)]}"#
          + "\n"
      }
      return [File("a.jsonl", lines.joined())]
    },
    MadeForm("VictoriaMetrics CSV, header", "victoriametrics-csv", holds: everything) {
      [File("a.csv", csvColumns.joined(separator: ",") + "\n" + csv($0))]
    },
    MadeForm("VictoriaMetrics CSV, no header", "victoriametrics-csv", holds: everything) {
      [File("a.csv", csv($0), columns: csvColumns)]
    },
    MadeForm("OpenMetrics text", "prometheus-text", holds: everything) {
      [File("a.txt", exposition($0) { decimal($0, digits: 3) } + "# EOF\n")]
    },
    MadeForm("Prometheus text", "prometheus-text", holds: everything) {
      [File("a.txt", exposition($0) { "\($0)" })]
    },
    MadeForm("tsdb dump", "tsdb-dump", holds: everything) { cluster in
      let lines = cluster.series.flatMap { series in
        let head = #"{__name__="\#(series.signal.prometheusName)", \#(labels(series, ", "))}"#
        return series.points.map { "\(head) \(series.signal.text($0.value)) \($0.time)\n" }
      }
      return [File("a.txt", lines.joined())]
    },
  ]

  private static let csvColumns = [
    "__name__", "namespace", "pod", "container", "node", "__value__", "__timestamp__:unix_ms",
  ]

  private static func pairs(_ series: MadeCluster.Series) -> [(String, String)] {
    let container = series.container
    return [
      ("container", container.name), ("namespace", container.namespace), ("node", container.node),
      ("pod", container.pod),
    ]
  }

  private static func labels(_ series: MadeCluster.Series, _ separator: String) -> String {
    pairs(series).map { #"\#($0.0)="\#($0.1)""# }.joined(separator: separator)
  }

  private static func object(_ series: MadeCluster.Series) -> String {
    let pairs = [("__name__", series.signal.prometheusName)] + pairs(series)
    return "{" + pairs.map { #""\#($0.0)":"\#($0.1)""# }.joined(separator: ",") + "}"
  }

  private static func matrix(_ cluster: MadeCluster) -> String {
    let elements = cluster.series.map { series in
      let points = series.points.map {
        #"[\#($0.time / 1_000),"\#(series.signal.text($0.value))"]"#
      }
      return #"{"metric":\#(object(series)),"values":[\#(points.joined(separator: ","))]}"#
    }
    return "[" + elements.joined(separator: ",") + "]"
  }

  private static func csv(_ cluster: MadeCluster) -> String {
    cluster.series.flatMap { series in
      let container = series.container
      let head = [
        series.signal.prometheusName, container.namespace, container.pod, container.name,
        container.node,
      ]
      return series.points.map {
        (head + [series.signal.text($0.value), "\($0.time)"]).joined(separator: ",") + "\n"
      }
    }
    .joined()
  }

  private static func exposition(_ cluster: MadeCluster, time: (Int64) -> String) -> String {
    cluster.series.flatMap { series in
      series.points.map {
        "\(series.signal.prometheusName){\(labels(series, ","))}"
          + " \(series.signal.text($0.value)) \(time($0.time))\n"
      }
    }
    .joined()
  }
}
