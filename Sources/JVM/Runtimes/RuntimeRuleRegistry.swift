/// Every rule about a runtime other than the JVM.
enum RuntimeRuleRegistry {
  /// The rules by runtime, in the order that the documentation shows.
  static let groups: [(runtime: LanguageRuntime, rules: [RuntimeRule])] = [
    (
      .go,
      [
        GoRules.memoryLimitOver,
        GoRules.memoryLimitUnreadable,
        GoRules.collectionOff,
        GoRules.memoryLimitMissing,
        GoRules.memoryLimitTooOld,
        GoRules.processorsOver,
        GoRules.processorsOfNode,
      ]
    ),
    (
      .node,
      [
        NodeRules.heapOver,
        NodeRules.heapCapped,
        NodeRules.flagBehindScript,
        NodeRules.limitUnseen,
        NodeRules.threadPool,
        NodeRules.workersOfNode,
      ]
    ),
    (
      .dotnet,
      [
        DotNetRules.heapOver,
        DotNetRules.decimalValue,
        DotNetRules.serverHeaps,
        DotNetRules.serverOnOneCPU,
        DotNetRules.adaptation,
        DotNetRules.processorsOver,
      ]
    ),
    (
      .ruby,
      [
        RubyRules.arenas,
        RubyRules.workersOverMemory,
        RubyRules.workersOverCPU,
        RubyRules.slotsUnread,
      ]
    ),
    (
      .python,
      [
        PythonRules.workersOverMemory,
        PythonRules.workersOverCPU,
        PythonRules.celeryOfNode,
        PythonRules.workersOfNode,
        PythonRules.processorsUnread,
        PythonRules.allocator,
      ]
    ),
  ]

  static let rules: [RuntimeRule] = groups.flatMap(\.rules)

  /// `docs/runtime-findings.md`.
  static func documentation() -> String {
    RuntimeRule.page(
      title: "Findings about other runtimes",
      lead: """
        This page is made from the rules themselves. Go, Node.js, .NET, Ruby and Python are recognised from
        the command, the image and the environment; `podfit check` reports what is found, and
        `podfit explain` shows it. A managed heap is a policy: its use follows settings, and the largest use
        seen says little of the demand. Examples without other words run on a node of 16 CPUs and 64 GiB.
        """,
      groups.map { ($0.runtime.rawValue, $0.rules) }
    )
  }
}
