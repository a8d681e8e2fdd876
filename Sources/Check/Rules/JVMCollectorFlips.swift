internal import PodfitJVM
public import PodfitModel

/// Limits that, set as advised, make the JVM choose another garbage collector.
public struct JVMCollectorFlips: CheckRule {
  /// The stable id.
  public static let id = "jvm-collector-flips"
  /// What is wrong.
  public static let summary = "the advised limits change the JVM's garbage collector"
  /// Why it matters.
  public static let rationale =
    "A JVM that no flag tells its collector takes Serial below two CPUs or 1792 MiB, else G1. Pauses and "
    + "memory of the two differ; a limit that crosses the line changes both without a word."
  /// What to do about it.
  public static let remediation =
    "name the collector with the change: -XX:+UseG1GC or -XX:+UseSerialGC"
  /// The highest severity.
  public static let severity = Severity.warning
  /// When it finds something.
  public static let condition =
    "warning when the collector that the JVM chooses at the limits in the manifest and at the advised "
    + "limits differ"
  /// Containers in which it finds one thing.
  public static let triggering = [
    RuleExample(
      "{name: app, image: \"eclipse-temurin:17\", resources: {requests: {cpu: 2, memory: 4Gi}, "
        + "limits: {cpu: 2, memory: ↓4Gi}}}",
      recommended: ContainerResources(
        cpuRequest: .cores(2),
        memoryRequest: .gibibytes(1),
        memoryLimit: .gibibytes(1)
      )
    )
  ]
  /// Containers in which it finds nothing.
  public static let clean = [
    RuleExample(
      "{name: app, image: \"eclipse-temurin:17\", args: [\"-XX:+UseG1GC\"], resources: {requests: "
        + "{cpu: 2, memory: 4Gi}, limits: {cpu: 2, memory: 4Gi}}}",
      recommended: ContainerResources(
        cpuRequest: .cores(2),
        memoryRequest: .gibibytes(1),
        memoryLimit: .gibibytes(1)
      )
    )
  ]

  /// One finding at most.
  public static func findings(in subject: CheckSubject) -> [Finding] {
    let container = subject.container
    guard let advised = subject.recommendation?.recommended, !container.isPatch,
      container.role != .initial, subject.isJVM != false
    else { return [] }
    var spec = container.spec
    let now = spec.resources
    spec.resources.memoryLimit = advised.memoryLimit ?? now.memoryLimit
    spec.resources.cpuLimit = advised.cpuLimit ?? now.cpuLimit
    // Two looks at a JVM cost more than all other rules: only where a limit changes sides of a line.
    let lines: [Int64] = [1_792 << 20]
    func side(_ memory: Memory?) -> Int { lines.count { (memory?.bytes ?? .max) < $0 } }
    func few(_ cpu: CPU?) -> Bool { (cpu ?? .cores(64)) < .cores(2) }
    guard
      side(now.memoryLimit) != side(spec.resources.memoryLimit)
        || few(now.cpuLimit) != few(spec.resources.cpuLimit),
      let before = collector(container.spec), let after = collector(spec), before != after
    else { return [] }
    let byMemory = now.memoryLimit != spec.resources.memoryLimit
    return [
      subject.finding(
        self,
        severity,
        "the JVM chooses \(before.rawValue) at these limits and \(after.rawValue) at the recommended ones",
        at: byMemory ? container.memoryLimit.place : container.cpuLimit.place
      )
    ]
  }

  private static func collector(_ spec: ContainerSpec) -> GarbageCollector? {
    JVMProfiler.profile(of: spec, in: JVMSurroundings(), signals: JVMSignals())?
      .configuration?.collector
  }
}
