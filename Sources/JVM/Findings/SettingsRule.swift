internal import PodfitModel

/// What a rule can rest on.
enum RuleEvidence: String, CaseIterable, Sendable {
  /// Image, command, arguments and environment.
  case spec
  /// Series of the container: working set, CPU, throttling, ends for want of memory.
  case container = "container series"
  /// Metrics of the JVM itself.
  case metrics = "JVM metrics"
  /// The log of its collector.
  case log = "GC log"
  /// `jcmd VM.native_memory summary`.
  case nativeMemory = "native memory tracking"
}

/// One thing that can be wrong or wasteful in a runtime's settings.
///
/// A rule carries its documentation and its examples: the pages `docs/jvm-findings.md` and
/// `docs/runtime-findings.md` are made from them and one test runs every example.
struct SettingsRule<Subject>: Sendable {
  /// The stable id in kebab case.
  var id: String
  /// What is wrong, in a few words.
  var summary: String
  /// The highest severity of its findings.
  var severity: Severity
  /// Sets of evidence, each of which is enough; without all of one set the rule is silent.
  var needs: [Set<RuleEvidence>]
  /// Whether it says what is not known, rather than what is wrong; manifests are not checked for it.
  var isAboutData = false
  /// Why it matters.
  var rationale: String
  /// When it finds something and how severe that is.
  var condition: String
  /// What to do about it.
  var remediation: String
  /// Where the facts come from.
  var source: String
  /// Containers in which it finds something.
  var triggering: [SettingsExample]
  /// Containers in which it finds nothing.
  var clean: [SettingsExample]
  /// What it finds.
  var find: @Sendable (Subject) -> [FindingDraft]

  /// What the rule finds with the evidence that is there; nothing where that is not enough.
  func findings(in subject: Subject, with evidence: Set<RuleEvidence>) -> [RuntimeFinding] {
    guard let basis = needs.first(where: evidence.isSuperset) else { return [] }
    return find(subject).map { draft in
      RuntimeFinding(
        id: id,
        severity: draft.severity,
        message: draft.message,
        advice: remediation,
        evidence: RuleEvidence.allCases.filter(basis.contains).map(\.rawValue),
        subject: draft.subject
      )
    }
  }

  /// The rule as others show it.
  var card: RuleCard {
    RuleCard(
      id: id,
      summary: summary,
      rationale: rationale,
      condition: condition,
      remediation: remediation,
      severity: severity
    )
  }
}

/// What differs between the findings of one rule.
struct FindingDraft: Sendable {
  var severity: Severity
  /// One sentence with the numbers.
  var message: String
  /// Where in the spec it is.
  var subject: RuntimeFinding.Subject

  init(
    _ severity: Severity,
    _ message: String,
    at subject: RuntimeFinding.Subject = .container
  ) {
    self.severity = severity
    self.message = message
    self.subject = subject
  }
}

extension RuntimeFinding.Subject {
  /// Where a name as of `command`, `args` or a variable points.
  init(placeNamed name: String) {
    switch name {
    case "command": self = .command
    case "args": self = .arguments
    default: self = .variable(name)
    }
  }
}

/// A container as an example of a rule.
struct SettingsExample: Sendable {
  /// The container.
  var spec: ContainerSpec
  /// What surrounds it.
  var surroundings: JVMSurroundings
  /// What was measured of it.
  var signals = JVMSignals()
  /// The same in words, empty where nothing was measured.
  var seen = ""

  /// One line of documentation: what runs, within which limits, and what was seen.
  var text: String {
    var parts = spec.environment.map {
      "\($0.name)=\($0.value.map(Self.quoted) ?? "(from elsewhere)")"
    }
    parts += (spec.command + spec.arguments).map(Self.quoted)
    var line = parts.joined(separator: " ")
    var around = spec.image.isEmpty ? [] : ["image \(spec.image)"]
    if let memory = surroundings.memoryLimit { around.append("memory limit \(memory)") }
    if let cpu = surroundings.cpuLimit { around.append("CPU limit \(cpu)") }
    if let cpu = surroundings.cpuRequest { around.append("CPU request \(cpu)") }
    if surroundings.cpuLimit == nil, let node = surroundings.nodeCPU {
      around.append("node of \(node) CPUs")
    }
    line = line.isEmpty ? "" : "`\(line)`; "
    return line + around.joined(separator: ", ") + (seen.isEmpty ? "" : "; seen: \(seen)")
  }

  private static func quoted(_ word: String) -> String {
    word.contains(" ") ? "'\(word)'" : word
  }
}

extension SettingsExample {
  /// A container that runs a JVM with flags on its command line, on a node of 16 CPUs and 64 GiB.
  static func java(
    _ flags: String = "",
    image: String = "eclipse-temurin:21",
    memory: Int64? = 1024,
    cpu: Double? = 2,
    request: Double? = nil,
    environment: KeyValuePairs<String, String?> = [:],
    nodeCPU: Int64? = 16,
    seen: String = "",
    signals fill: (inout JVMSignals) -> Void = { _ in }
  ) -> SettingsExample {
    let words = flags.split(separator: " ").map(String.init)
    return container(
      image: image,
      command: ["java"] + words + ["-jar", "app.jar"],
      memory: memory,
      cpu: cpu,
      request: request,
      environment: environment,
      nodeCPU: nodeCPU,
      seen: seen,
      signals: fill
    )
  }

  /// Any container, memory in MiB and CPU in cores.
  static func container(
    image: String = "",
    command: [String] = [],
    arguments: [String] = [],
    memory: Int64? = nil,
    cpu: Double? = nil,
    request: Double? = nil,
    environment: KeyValuePairs<String, String?> = [:],
    nodeCPU: Int64? = 16,
    seen: String = "",
    signals fill: (inout JVMSignals) -> Void = { _ in }
  ) -> SettingsExample {
    var example = SettingsExample(
      spec: ContainerSpec(
        name: "app",
        image: image,
        command: command,
        arguments: arguments,
        environment: environment.map { EnvironmentVariable(name: $0.key, value: $0.value) }
      ),
      surroundings: JVMSurroundings(
        memoryLimit: memory.map { .mebibytes($0) },
        cpuLimit: cpu.map { .cores($0) },
        cpuRequest: request.map { .cores($0) },
        nodeCPU: nodeCPU.map { .cores($0) },
        nodeMemory: nodeCPU == nil ? nil : .gibibytes(64)
      ),
      seen: seen
    )
    fill(&example.signals)
    return example
  }
}
