internal import PodfitModel

/// Flags that stop the JVM, lose against others or never reach it.
enum FlagRules {
  static let doesNotStart = JVMRule(
    id: "does-not-start",
    summary: "HotSpot refuses to start with these flags",
    severity: .error,
    needs: [[.spec]],
    rationale: "The process ends at once with a message on its standard error; the pod goes into "
      + "CrashLoopBackOff.",
    condition: "error for values that a flag cannot have, two collectors, a first heap above the "
      + "largest, and flags that the release does not know",
    remediation: "correct or remove the flag named",
    source: "docs/formulas/jvm-ergonomics.md, \"Whether it starts\"",
    triggering: [
      .java("-XX:MaxRAMFraction=2", image: "eclipse-temurin:25"),
      .java("-Xmx1.5g", memory: 2048),
      .java("-Xmx256m -Xms512m"),
      .java("-Xmx512m -XX:+UseG1GC -XX:+UseSerialGC"),
    ],
    clean: [
      .java("-XX:MaxRAMPercentage=50", image: "eclipse-temurin:25"),
      .java("-Xmx512m -XX:+UseG1GC -XX:-UseSerialGC"),
    ]
  ) { context in
    guard let chosen = context.choice?.ergonomics else { return [] }
    return StartCheck(chosen, memoryLimit: context.surroundings.memoryLimit).refusals
      .filter { isCertain($0, version: chosen.version) }
      .map { reason in
        let flag = chosen.flags.placed.last { reason.contains($0.text) }
        return FindingDraft(
          .error,
          "the JVM would not start: \(reason)",
          at: flag.map { RuntimeFinding.Subject(placeNamed: $0.place.name) } ?? .container
        )
      }
  }

  /// What a shell or template fills in has a value there, only not for us; and what a release that
  /// is only assumed does not know, the real one may.
  private static func isCertain(_ reason: String, version: JDKVersion) -> Bool {
    if reason.contains("$") || reason.contains("{{") { return false }
    return version.isKnown || !reason.contains("does not know")
  }

  static let fraction = JVMRule(
    id: "fraction-flag",
    summary: "MaxRAMFraction and its like are deprecated, and stop JDK 25",
    severity: .error,
    needs: [[.spec]],
    rationale:
      "The fraction flags know only whole parts, are deprecated since JDK 10 and unknown to "
      + "JDK 25, which does not start with them.",
    condition: "error for JDK 22 and later, warning before",
    remediation: "set the percentage flag instead: -XX:MaxRAMFraction=2 is -XX:MaxRAMPercentage=50",
    source: "docs/formulas/jvm-ergonomics.md",
    triggering: [
      .java("-XX:MaxRAMFraction=2", image: "eclipse-temurin:17"),
      .java("-XX:MaxRAMFraction=2", image: "eclipse-temurin:25"),
    ],
    clean: [.java("-XX:MaxRAMPercentage=50")]
  ) { context in
    guard let version = context.choice?.ergonomics.version,
      let old = JVMFlags.fractions.compactMap({ context.flags.setting($0) }).first
    else { return [] }
    return [
      FindingDraft(
        version.major > 21 ? .error : .warning,
        "\(old.flag.text) is deprecated since JDK 10 and refused by JDK 25; the percentage flags "
          + "replace it",
        at: RuntimeFinding.Subject(placeNamed: old.flag.place.name)
      )
    ]
  }

  static let overruled = JVMRule(
    id: "flag-overruled",
    summary: "a heap flag has no effect, because another one overrules it",
    severity: .warning,
    needs: [[.spec]],
    rationale: "_JAVA_OPTIONS beats the command line, which beats JDK_JAVA_OPTIONS, which beats "
      + "JAVA_TOOL_OPTIONS; -Xmx beats every percentage. Who reads only the loser is misled.",
    condition: "warning when two flags set the heap",
    remediation: "keep the flag that wins and delete the others",
    source: "docs/formulas/jvm-ergonomics.md, \"Precedence\"",
    triggering: [
      .java("-Xmx512m -XX:MaxRAMPercentage=70"),
      .java("-Xmx512m", environment: ["JAVA_TOOL_OPTIONS": "-Xmx256m"]),
    ],
    clean: [.java("-Xmx512m"), .java(environment: ["JAVA_TOOL_OPTIONS": "-Xmx256m"])]
  ) { context in
    guard let choice = context.choice, !choice.configuration.overruled.isEmpty else { return [] }
    let winner =
      choice.ergonomics.heap.decidingFlag.map { "\($0.text) in \($0.place.text)" } ?? "a later flag"
    let loser = context.flags.overruled.first?.place.name ?? ""
    return [
      FindingDraft(
        .warning,
        "\(winner) decides the heap; without effect: "
          + choice.configuration.overruled.joined(separator: ", "),
        at: RuntimeFinding.Subject(placeNamed: loser)
      )
    ]
  }

  static let variableUnused = JVMRule(
    id: "variable-unused",
    summary: "a variable with JVM flags is set that nothing reads",
    severity: .warning,
    needs: [[.spec]],
    rationale:
      "JAVA_OPTS and its like are read by start scripts, not by the JVM; a command that runs "
      + "java itself passes them by.",
    condition: "warning when the command runs java without naming a variable that holds JVM flags",
    remediation:
      "move the flags to the command or to JAVA_TOOL_OPTIONS, which the JVM reads itself",
    source: "docs/formulas/jvm-ergonomics.md, \"Precedence\"",
    triggering: [.java(environment: ["JAVA_OPTS": "-Xmx256m"])],
    clean: [
      .java(environment: ["JAVA_TOOL_OPTIONS": "-Xmx256m"]),
      .container(
        image: "eclipse-temurin:21",
        command: ["sh", "-c", "exec java $JAVA_OPTS -jar app.jar"],
        memory: 1024,
        environment: ["JAVA_OPTS": "-Xmx256m"]
      ),
    ]
  ) { context in
    guard let first = context.launch.unused.first else { return [] }
    return [
      FindingDraft(
        .warning,
        "the java command does not use \(context.launch.unused.joined(separator: ", ")), which the "
          + "JVM itself does not read",
        at: .variable(first)
      )
    ]
  }

  static let afterMain = JVMRule(
    id: "flag-after-main",
    summary: "a JVM flag stands behind the jar or main class",
    severity: .warning,
    needs: [[.spec]],
    rationale: "What follows the jar or main class goes to the program; the JVM never sees it.",
    condition: "warning when a flag of the virtual machine stands there",
    remediation: "move the flag before -jar or the main class",
    source: "the Java tools reference, java",
    triggering: [
      .container(
        image: "eclipse-temurin:21",
        command: ["java", "-jar", "app.jar", "-Xmx512m"],
        memory: 1024
      )
    ],
    clean: [.java("-Xmx512m")]
  ) { context in
    guard !context.launch.misplaced.isEmpty else { return [] }
    return [
      FindingDraft(
        .warning,
        "behind the jar or main class these go to the program, not to the JVM: "
          + context.launch.misplaced.joined(separator: " "),
        at: context.spec.arguments.isEmpty ? .command : .arguments
      )
    ]
  }

  static let unread = JVMRule(
    id: "options-unread",
    summary: "JVM options are kept where the spec does not show them",
    severity: .info,
    needs: [[.spec]],
    isAboutData: true,
    rationale:
      "Options from secrets, config maps and files may set the heap; what is said of it holds "
      + "only where they do not.",
    condition:
      "info when an option variable has its value from elsewhere or a file of options is named",
    remediation:
      "export the JVM's own metrics, which tell the heap, or state the flags in the spec",
    source: "the Java tools reference, java",
    triggering: [.java(environment: ["JAVA_TOOL_OPTIONS": nil]), .java("@jvm.options")],
    clean: [.java(environment: ["JAVA_TOOL_OPTIONS": "-Xmx256m"])]
  ) { context in
    guard !context.launch.unread.isEmpty else { return [] }
    return [
      FindingDraft(
        .info,
        "options are kept where the spec does not show them: "
          + context.launch.unread.joined(separator: ", ")
      )
    ]
  }

  static let startScript = JVMRule(
    id: "start-script-heap",
    summary: "the server's start script may set a heap of its own",
    severity: .info,
    needs: [[.spec]],
    isAboutData: true,
    rationale:
      "Kafka, Elasticsearch and others start with a heap that their script or a file chooses.",
    condition: "info for the images of such servers without a heap flag and without a heap metric",
    remediation: "set the server's own variable, such as KAFKA_HEAP_OPTS or ES_JAVA_OPTS",
    source: "the start scripts of these servers",
    triggering: [.container(image: "apache/kafka:3.9.0", memory: 4096)],
    clean: [
      .container(
        image: "apache/kafka:3.9.0",
        memory: 4096,
        environment: ["KAFKA_HEAP_OPTS": "-Xmx1g"]
      )
    ]
  ) { context in
    guard let server = context.image.serverWithOwnHeap, let choice = context.choice,
      choice.configuration.heapRule == .byDefault, !choice.hasHiddenHeap,
      context.jvm.heapMax == nil
    else { return [] }
    return [
      FindingDraft(
        .info,
        "the start script of \(server) may set a heap of its own, which the spec does not show"
      )
    ]
  }
}
