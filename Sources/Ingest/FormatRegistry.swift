/// The forms of input that podfit reads.
public enum FormatRegistry {
  /// All of them, in the order in which they are tried.
  public static let all: [any Format] = [
    OpenCostAllocation(),
    PrometheusJSON(),
    VictoriaMetricsJSONL(),
    PromtoolJSON(),
    SketchJSONL(),
    MetricsAPI(),
    KubernetesList(),
    NeutralJSONL(),
    KubectlTop(),
    OTLPJSON(),
    DatadogJSON(),
    GCPTimeSeries(),
    CloudWatchPerformance(),
    VictoriaMetricsCSV(),
    PromtoolText(),
    TSDBDump(),
    PrometheusText(),
    GrafanaCSV(),
    NeutralCSV(),
  ]
}
