public import PodfitModel

/// A memory limit that the recommended heap alone would fill.
public struct JVMLimitBelowHeap: CheckRule {
  /// The stable id.
  public static let id = "jvm-limit-below-heap"
  /// What is wrong.
  public static let summary = "memory limit does not hold the JVM's heap"
  /// Why it matters.
  public static let rationale =
    "A JVM needs memory beside its heap: metaspace, code cache, thread stacks, buffers. A limit no "
    + "larger than the heap gets the container killed once the heap fills."
  /// What to do about it.
  public static let remediation =
    "raise the memory limit to the recommended value, which has room beside the heap"
  /// The highest severity.
  public static let severity = Severity.error
  /// When it finds something.
  public static let condition = "error when the limit is not above the recommended largest heap"
  /// Containers in which it finds one thing.
  public static let triggering = [
    RuleExample(
      "{name: app, image: a, resources: {requests: {cpu: 1, memory: 2Gi}, limits: {memory: ↓2Gi}}}",
      recommended: ContainerResources(
        cpuRequest: .millicores(1_000),
        memoryRequest: .gibibytes(2),
        memoryLimit: .mebibytes(2_200)
      ),
      heap: .gibibytes(2)
    )
  ]
  /// Containers in which it finds nothing.
  public static let clean = [
    RuleExample(
      "{name: app, image: a, resources: {requests: {cpu: 1, memory: 2Gi}, limits: {memory: 3Gi}}}",
      recommended: ContainerResources(
        cpuRequest: .millicores(1_000),
        memoryRequest: .gibibytes(2),
        memoryLimit: .gibibytes(3)
      ),
      heap: .gibibytes(2)
    )
  ]

  /// One finding at most.
  public static func findings(in subject: CheckSubject) -> [Finding] {
    guard case .value(let limit, let text, let place) = subject.container.memoryLimit,
      let recommendation = subject.recommendation, let jvm = recommendation.jvm,
      limit <= jvm.heapMax
    else { return [] }
    var finding = subject.finding(
      self,
      severity,
      "memory limit \(text) leaves nothing beside the recommended JVM heap of \(jvm.heapMax)",
      at: place,
      current: text,
      recommended: recommendation.recommended.memoryLimit?.quantity
    )
    finding.field = .memoryLimit
    return [finding]
  }
}
