public import PodfitModel

/// A pod that no node is large enough for.
public struct PodLargerThanNodes: CheckRule {
  /// The stable id.
  public static let id = "pod-larger-than-nodes"
  /// What is wrong.
  public static let summary = "the pod asks for more than any node has"
  /// Why it matters.
  public static let rationale = "It stays pending: the scheduler has nowhere to put it."
  /// What to do about it.
  public static let remediation = "lower the requests, or add nodes of a larger shape"
  /// The highest severity.
  public static let severity = Severity.error
  /// When it finds something.
  public static let condition =
    "error when the requests of all containers of a pod exceed what each known shape of node hands out; "
    + "needs shapes of nodes (--node, or nodes in the database)"
  private static let nodes = [NodeShape(name: "small", cpu: .cores(4), memory: .gibibytes(16))]
  /// Containers in which it finds one thing.
  public static let triggering = [
    RuleExample(
      "{name: app, image: a, resources: {requests: {cpu: ↓8, memory: 1Gi}}}",
      nodes: nodes
    )
  ]
  /// Containers in which it finds nothing.
  public static let clean = [
    RuleExample(
      "{name: app, image: a, resources: {requests: {cpu: 4, memory: 16Gi}}}",
      nodes: nodes
    ),
    RuleExample("{name: app, image: a, resources: {requests: {cpu: 8, memory: 1Gi}}}"),
  ]

  /// One finding at most, at the container that asks for most of what there is too little of.
  public static func findings(in subject: CheckSubject) -> [Finding] {
    guard let pod = subject.pod, pod.isWhole, !subject.nodes.isEmpty,
      subject.nodes.allSatisfy({ pod.cpu > $0.cpu || pod.memory > $0.memory })
    else { return [] }
    let largest = subject.nodes.max { ($0.cpu, $0.memory) < ($1.cpu, $1.memory) }
    let hasTooLittleCPU = subject.nodes.allSatisfy { pod.cpu > $0.cpu }
    guard pod.largest(cpu: hasTooLittleCPU) == subject.container.name, let largest else {
      return []
    }
    let container = subject.container
    let place = hasTooLittleCPU ? container.cpuPlace : container.memoryPlace
    return [
      subject.finding(
        self,
        severity,
        "the pod asks for \(pod.cpu) CPU and \(pod.memory) memory; the largest node, \(largest.name),"
          + " hands out \(largest.cpu) and \(largest.memory)",
        at: place
      )
    ]
  }
}

extension ContainerManifest {
  /// Where the CPU that the scheduler sets aside stands.
  var cpuPlace: SourceRange {
    if case .missing = cpuRequest, cpuLimit.amount != nil {
      cpuLimit.place
    } else {
      cpuRequest.place
    }
  }

  /// Where the memory that the scheduler sets aside stands.
  var memoryPlace: SourceRange {
    if case .missing = memoryRequest, memoryLimit.amount != nil {
      memoryLimit.place
    } else {
      memoryRequest.place
    }
  }
}
