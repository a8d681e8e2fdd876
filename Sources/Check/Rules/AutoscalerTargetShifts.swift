public import PodfitModel

/// An autoscaler's share of a request that means something else once the request is as advised.
public struct AutoscalerTargetShifts: CheckRule {
  /// The stable id.
  public static let id = "autoscaler-target-shifts"
  /// What is wrong.
  public static let summary = "autoscaler's target loses its meaning with the advised request"
  /// Why it matters.
  public static let rationale =
    "An autoscaler compares usage with a share of the request. A request that changes alone moves the "
    + "usage at which pods are added: lower requests add pods until the saving is gone."
  /// What to do about it.
  public static let remediation =
    "set the target for the new request together with it, or use an average value, which is no share"
  /// The highest severity.
  public static let severity = Severity.error
  /// When it finds something.
  public static let condition =
    "warning when the advised requests are less than 1/1.5 or more than 1.5 times those the share is of; "
    + "error when there is no request to take a share of; needs the autoscaler among the manifests"

  private static func scaler(_ metric: String) -> String {
    """
    apiVersion: autoscaling/v2
    kind: HorizontalPodAutoscaler
    metadata: {name: example, namespace: shop}
    spec:
      scaleTargetRef: {kind: Pod, name: example}
      metrics:
      - {type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: \(metric)}}}

    """
  }
  /// Containers in which it finds one thing.
  public static let triggering = [
    RuleExample(
      "{name: app, image: a, resources: {requests: {cpu: 2, memory: 1Gi}}}",
      recommended: ContainerResources(cpuRequest: .millicores(500), memoryRequest: .gibibytes(1)),
      beside: scaler("↓80")
    ),
    RuleExample("{name: app, image: a}", beside: scaler("↓80")),
  ]
  /// Containers in which it finds nothing.
  public static let clean = [
    RuleExample(
      "{name: app, image: a, resources: {requests: {cpu: 600m, memory: 1Gi}}}",
      recommended: ContainerResources(cpuRequest: .millicores(500), memoryRequest: .gibibytes(1)),
      beside: scaler("80")
    ),
    RuleExample(
      "{name: app, image: a, resources: {requests: {cpu: 2, memory: 1Gi}}}",
      beside: scaler("80")
    ),
  ]

  /// One finding per target, at the first container that it is about.
  public static func findings(in subject: CheckSubject) -> [Finding] {
    guard let pod = subject.pod, pod.isWhole else { return [] }
    return pod.targets.compactMap { target in
      let parts = pod.parts.filter {
        $0.role != .initial && (target.container == nil || $0.name == target.container)
      }
      guard parts.first?.name == subject.container.name else { return nil }
      return target.resource == CPU.resourceName
        ? finding(subject, target, "CPU", parts.map { ($0.cpu, $0.advisedCPU) })
        : finding(subject, target, "memory", parts.map { ($0.memory, $0.advisedMemory) })
    }
  }

  private static func finding<Amount: ResourceAmount & CustomStringConvertible>(
    _ subject: CheckSubject,
    _ target: AutoscalerManifest.Target,
    _ resource: String,
    _ amounts: [(now: Amount, advised: Amount)]
  ) -> Finding? {
    if amounts.contains(where: { $0.now.isZero }) {
      // A request of the pod as a whole is one to take a share of.
      if target.container == nil, let pod = subject.container.podResources,
        Amount.resourceName == CPU.resourceName
          ? !pod.effectiveCPURequest.isZero : !pod.effectiveMemoryRequest.isZero
      {
        return nil
      }
      return subject.finding(
        self,
        .error,
        "an autoscaler keeps \(resource) at \(target.text) % of a request that is not set",
        at: target.place,
        current: target.text
      )
    }
    let now = amounts.reduce(Amount.zero) { $0 + $1.now }
    let advised = amounts.reduce(Amount.zero) { $0 + $1.advised }
    guard !advised.isZero else { return nil }
    let ratio = now.ratio(to: advised)
    guard ratio > 1.5 || ratio < 1 / 1.5 else { return nil }
    let share = Double(target.percent) / 100
    let percent = max(1, Int64(saturating: (Double(target.percent) * ratio).rounded()))
    return subject.finding(
      self,
      .warning,
      "\(target.text) % of the \(resource) request is \(now.scaledUp(by: share)) of \(now) now and"
        + " \(advised.scaledUp(by: share)) of the recommended \(advised)",
      at: target.place,
      current: target.text,
      recommended: "\(percent)"
    )
  }
}
