internal import PodfitModel

/// What holds for every JVM, whoever made it: the container around it.
enum ContainerRules {
  static let severalJVMs = JVMRule(
    id: "multi-jvm",
    summary: "several JVMs share one container",
    severity: .error,
    needs: [[.spec], [.metrics]],
    rationale:
      "Each of them takes its share of the same limit for itself: two heaps of 75 % are 150 %.",
    condition: "error when metrics show several JVMs at one time, or the start command leaves one "
      + "running in the background and starts another",
    remediation:
      "one container for each, or an explicit -Xmx for each so that the sum fits the limit",
    source: "docs/formulas/jvm-ergonomics.md",
    triggering: [
      .java("-XX:MaxRAMPercentage=60", seen: "two JVMs") { $0.processes = 2 },
      .container(
        image: "eclipse-temurin:21",
        command: ["sh", "-c", "java -Xmx256m -jar agent.jar & exec java -Xmx512m -jar app.jar"],
        memory: 1024
      ),
    ],
    clean: [
      .java("-Xmx512m", seen: "one JVM") { $0.processes = 1 },
      .container(
        image: "eclipse-temurin:21",
        command: ["sh", "-c", "java -version && exec java -Xmx512m -jar app.jar"],
        memory: 1024
      ),
    ]
  ) { context in
    let seen = context.signals.processes ?? 0
    let started = startedTogether(context.spec)
    let count = max(seen, started)
    guard count > 1 else { return [] }
    let limit = context.surroundings.memoryLimit.map { " of \($0.text)" } ?? ""
    let heap = context.maxHeap.map { "; one heap alone may grow to \($0.text)" } ?? ""
    return [
      FindingDraft(
        .error,
        "\(count) JVMs \(seen > 1 ? "ran" : "are started") in one container and share its memory "
          + "limit\(limit)\(heap)",
        at: seen > 1 ? .container : .command
      )
    ]
  }

  /// The JVMs that a shell's script leaves running side by side; 0 without such a script.
  private static func startedTogether(_ spec: ContainerSpec) -> Int {
    let words = spec.command + spec.arguments
    guard
      let script = words.first(where: { $0.contains("java") && $0.contains(where: \.isWhitespace) })
    else { return 0 }
    let commands = ShellScript(script, values: [:]).commands.filter { command in
      guard let java = command.firstIndex(where: { $0.text.lastPathPart == "java" }) else {
        return false
      }
      return !command[java...].contains { $0.text.hasPrefix("-version") || $0.text == "--version" }
    }
    // `&&` waits for the first; `>&` and `&>` are redirections.
    var rest = script
    for pair in ["&&", ">&", "&>"] { rest = rest.split(separator: pair).joined(separator: " ") }
    return rest.contains("&") ? commands.count : 0
  }

  static let killed = JVMRule(
    id: "oom-kill",
    summary: "the kernel killed the container for want of memory",
    severity: .error,
    needs: [[.container]],
    rationale:
      "A kill under the limit is no OutOfMemoryError: the heap had room and the container had "
      + "none. A larger heap makes it worse.",
    condition: "error when an end with the reason OOMKilled is known",
    remediation: "raise the memory limit, or lower the heap",
    source: "Kubernetes, \"Container runtime reasons\", OOMKilled",
    triggering: [
      .java("-Xmx512m", seen: "2 ends for want of memory") { $0.container.oomKills = 2 }
    ],
    clean: [.java("-Xmx512m", seen: "none") { $0.container.oomKills = 0 }]
  ) { context in
    guard let kills = context.signals.container.oomKills, kills > 0 else { return [] }
    let limit = context.surroundings.memoryLimit.map { " of \($0.text)" } ?? ""
    let heap = context.maxHeap.map { " with a largest heap of \($0.text)" } ?? ""
    return [
      FindingDraft(
        .error,
        "the kernel ended it for want of memory at least \(kills) times under the limit\(limit)\(heap)",
        at: .memoryLimit
      )
    ]
  }

  static let heapExhausted = JVMRule(
    id: "oom-heap",
    summary: "the heap was exhausted",
    severity: .error,
    needs: [[.log], [.spec, .container]],
    rationale: "An OutOfMemoryError means that the heap is too small or leaks; more memory for the "
      + "container alone changes nothing where -Xmx is fixed.",
    condition:
      "error when the log shows OutOfMemoryError, or the process ended with status 3 under "
      + "ExitOnOutOfMemoryError or 134 under CrashOnOutOfMemoryError",
    remediation: "raise the heap and the limit with it, or find what is kept",
    source: "the Java tools reference, java, -XX:+ExitOnOutOfMemoryError",
    triggering: [
      .java("-Xmx512m -XX:+ExitOnOutOfMemoryError", seen: "2 ends with status 3") {
        $0.container.heapExits = 2
      },
      .java("-Xmx512m", seen: "an OutOfMemoryError in the log") {
        $0.collections = CollectionFacts(source: .log)
        $0.collections?.outOfMemoryErrors = 1
      },
    ],
    clean: [
      .java("-Xmx512m", seen: "2 ends with status 3") { $0.container.heapExits = 2 },
      .java("-Xmx512m", seen: "none in the log") {
        $0.collections = CollectionFacts(source: .log)
        $0.collections?.outOfMemoryErrors = 0
      },
    ]
  ) { context in
    let heap = context.maxHeap.map { " in a heap of \($0.text)" } ?? ""
    if let errors = context.collections?.outOfMemoryErrors, errors > 0 {
      return [FindingDraft(.error, "\(errors) OutOfMemoryError\(heap)", at: context.heapPlace)]
    }
    guard let exits = context.signals.container.heapExits, exits > 0,
      context.flags.isOn("ExitOnOutOfMemoryError") == true
        || context.flags.isOn("CrashOnOutOfMemoryError") == true
    else { return [] }
    return [
      FindingDraft(
        .error,
        "the JVM ended \(exits) times because of an OutOfMemoryError\(heap)",
        at: context.heapPlace
      )
    ]
  }

  static let resized = JVMRule(
    id: "vpa-resize-ignored",
    summary: "the limit may change while the heap stays as it was at start",
    severity: .warning,
    needs: [[.spec]],
    rationale:
      "The largest heap is fixed when the JVM starts. A limit raised in place gives it nothing, "
      + "a lowered one gets it killed, whatever a percentage flag says.",
    condition: "warning when an autoscaler resizes the pods in place or a resize is under way",
    remediation:
      "have the pod recreated on a change of memory (resizePolicy RestartContainer), or size "
      + "limit and heap together",
    source: "Kubernetes, \"Resize CPU and Memory Resources assigned to Containers\"",
    triggering: [.java("-XX:MaxRAMPercentage=60").resizing],
    clean: [.java("-XX:MaxRAMPercentage=60")]
  ) { context in
    guard context.surroundings.resizesInPlace, let heap = context.maxHeap else { return [] }
    return [
      FindingDraft(
        .warning,
        "limits are changed in place; the largest heap, \(heap.text) at the limit in force, changes "
          + "with a restart only",
        at: .memoryLimit
      )
    ]
  }

  static let startupCPU = JVMRule(
    id: "startup-cpu",
    summary: "the peak of CPU use is the start",
    severity: .warning,
    needs: [[.container]],
    rationale:
      "Class loading and compilation take the first minutes; CPU sized for them lies idle for "
      + "the rest of the time.",
    condition: "warning when CPU use in the first ten minutes of pods was at least twice the 0.99 "
      + "quantile later, and a tenth of a core more",
    remediation:
      "size CPU without the first minutes; leave the CPU limit open, or use a start-up boost",
    source: "docs/formulas/jvm-memory.md",
    triggering: [
      .java("-Xmx512m", seen: "CPU 1.9 at start, later 0.5") {
        $0.container.cpuAtStart = .millicores(1_900)
        $0.container.cpuPeak = .millicores(500)
      }
    ],
    clean: [
      .java("-Xmx512m", seen: "CPU 0.9 at start, later 0.5") {
        $0.container.cpuAtStart = .millicores(900)
        $0.container.cpuPeak = .millicores(500)
      },
      .java("-Xmx512m", seen: "CPU 0.08 at start, later 0.01") {
        $0.container.cpuAtStart = .millicores(80)
        $0.container.cpuPeak = .millicores(10)
      },
    ]
  ) { context in
    guard let start = context.signals.container.cpuAtStart,
      let peak = context.signals.container.cpuPeak, start >= peak * 2,
      start - peak >= .millicores(100)
    else { return [] }
    return [
      FindingDraft(
        .warning,
        "CPU use was \(start) in the first minutes and \(peak) at most later"
      )
    ]
  }
}

extension SettingsExample {
  /// The same under an autoscaler that resizes in place.
  fileprivate var resizing: SettingsExample {
    var example = self
    example.surroundings.resizesInPlace = true
    example.seen = "limits resized in place"
    return example
  }
}
