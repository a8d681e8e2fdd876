public import PodfitModel

/// An autoscaler of a manifest that scales on a share of requests.
public struct AutoscalerManifest: Hashable, Sendable {
  /// A share of requests that it keeps usage at.
  public struct Target: Hashable, Sendable {
    /// `cpu` or `memory`.
    public var resource: String
    /// The share in percent.
    public var percent: Int
    /// The container whose use counts; nil for all of the pod.
    public var container: String?
    /// Where the share stands.
    public var place: SourceRange
    /// The share as it is written.
    public var text: String
  }

  /// The namespace; nil where the manifest names none.
  public var namespace: String?
  /// The kind of what it scales.
  public var kind: WorkloadKind
  /// The name of what it scales.
  public var name: String
  /// The shares.
  public var targets: [Target]

  /// Reads a HorizontalPodAutoscaler or KEDA's ScaledObject; nil for anything else and for autoscalers
  /// without a share of requests.
  init?(_ object: YAMLNode, kind: String) {
    guard ["HorizontalPodAutoscaler", "ScaledObject"].contains(kind),
      let spec = object["spec"], let scaled = spec["scaleTargetRef"],
      let name = scaled["name"]?.text
    else { return nil }
    namespace = object.node(at: ["metadata", "namespace"])?.text
    self.kind = WorkloadKind(rawValue: scaled["kind"]?.text ?? "Deployment")
    self.name = name
    targets = []
    add("cpu", nil, spec["targetCPUUtilizationPercentage"])
    for metric in spec["metrics"]?.items ?? [] {
      guard let source = metric["resource"] ?? metric["containerResource"],
        let resource = source["name"]?.text
      else { continue }
      let share =
        source.node(at: ["target", "averageUtilization"]) ?? source["targetAverageUtilization"]
      add(resource, source["container"]?.text, share)
    }
    for trigger in spec["triggers"]?.items ?? [] {
      let metadata = trigger["metadata"]
      let type = trigger["metricType"]?.text ?? metadata?["type"]?.text
      guard type == "Utilization", let resource = trigger["type"]?.text else { continue }
      add(resource, metadata?["containerName"]?.text, metadata?["value"])
    }
    if targets.isEmpty { return nil }
  }

  private mutating func add(_ resource: String, _ container: String?, _ share: YAMLNode?) {
    guard ["cpu", "memory"].contains(resource), let share, let text = share.text,
      let percent = Int(text), (1...100_000).contains(percent)
    else { return }
    targets.append(
      Target(
        resource: resource,
        percent: percent,
        container: container,
        place: share.place,
        text: text
      )
    )
  }
}
