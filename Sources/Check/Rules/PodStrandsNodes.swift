public import PodfitModel

/// A pod of a shape that leaves much of a node to nobody.
public struct PodStrandsNodes: CheckRule {
  /// The stable id.
  public static let id = "pod-strands-nodes"
  /// What is wrong.
  public static let summary = "the pod's shape strands much of every node"
  /// Why it matters.
  public static let rationale =
    "A pod that takes more than half of a node's CPU or memory has the node nearly to itself; what it "
    + "leaves of the other is of use only to pods of the opposite shape."
  /// What to do about it.
  public static let remediation =
    "split the pod into smaller ones, or run it on nodes of its shape"
  /// The highest severity.
  public static let severity = Severity.warning
  /// When it finds something.
  public static let condition =
    "warning when on each known shape of node that is large enough only one such pod fits and at least "
    + "0.4 of the node's CPU or memory more than of the other is left over; needs shapes of nodes "
    + "(--node, or nodes in the database)"
  private static let nodes = [
    NodeShape(name: "small", cpu: .cores(4), memory: .gibibytes(16)),
    NodeShape(name: "tiny", cpu: .cores(2), memory: .gibibytes(8)),
  ]
  /// Containers in which it finds one thing.
  public static let triggering = [
    RuleExample(
      "{name: app, image: a, resources: {requests: {cpu: 500m, memory: ↓12Gi}}}",
      nodes: nodes
    )
  ]
  /// Containers in which it finds nothing.
  public static let clean = [
    RuleExample(
      "{name: app, image: a, resources: {requests: {cpu: 3, memory: 12Gi}}}",
      nodes: nodes
    ),
    RuleExample(
      "{name: app, image: a, resources: {requests: {cpu: 1, memory: 8Gi}}}",
      nodes: nodes
    ),
  ]
  /// From which difference of the shares left over on it is worth a finding.
  private static let leastStranded = 0.4

  /// One finding at most, at the container that asks for most of what the pod takes most of.
  public static func findings(in subject: CheckSubject) -> [Finding] {
    guard let pod = subject.pod, pod.isWhole else { return [] }
    let fitting = subject.nodes.filter { pod.cpu <= $0.cpu && pod.memory <= $0.memory }
    guard !fitting.isEmpty else { return [] }
    var best: (node: NodeShape, cpu: Double, memory: Double)?
    for node in fitting {
      let (cpu, memory) = (pod.cpu.ratio(to: node.cpu), pod.memory.ratio(to: node.memory))
      guard max(cpu, memory) > 0.5, abs(cpu - memory) >= leastStranded else { return [] }
      if best.map({ abs($0.cpu - $0.memory) > abs(cpu - memory) }) ?? true {
        best = (node, cpu, memory)
      }
    }
    guard let best else { return [] }
    let isCPU = best.cpu > best.memory
    guard pod.largest(cpu: isCPU) == subject.container.name else { return [] }
    let left = Int((max(0, 1 - min(best.cpu, best.memory)) * 100).rounded(.down))
    return [
      subject.finding(
        self,
        severity,
        "the pod's \(pod.cpu) CPU and \(pod.memory) memory fill the \(isCPU ? "CPU" : "memory") of even"
          + " the best node, \(best.node.name), and leave \(left) % of its \(isCPU ? "memory" : "CPU")",
        at: isCPU ? subject.container.cpuPlace : subject.container.memoryPlace
      )
    ]
  }
}
