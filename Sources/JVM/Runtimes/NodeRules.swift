internal import PodfitModel

/// Node.js: V8's heap, libuv's threads and workers.
enum NodeRules {
  private static let reference = "nodejs.org/api/cli.html, \"--max-old-space-size\""
  private static let flags = ["--max-old-space-size=", "--max_old_space_size="]

  /// The old space in force, in MiB, and where it is set; the command line beats `NODE_OPTIONS`.
  private static func oldSpace(
    _ subject: RuntimeSubject
  ) -> (size: Memory, place: RuntimeFinding.Subject)? {
    func size(_ words: some Sequence<String>) -> Memory? {
      words.compactMap { word in
        flags.lazy.compactMap { word.removingPrefix($0) }.first
          .flatMap { Int64($0) }.flatMap { $0 > 0 && $0 < 1 << 40 ? Memory.mebibytes($0) : nil }
      }
      .last
    }
    if let found = size(beforeScript(subject.words)) { return (found, subject.commandPlace) }
    guard let options = subject.value("NODE_OPTIONS"),
      let found = size(optionWords(ofVariable: options.value))
    else { return nil }
    return (found, .variable(options.name))
  }

  /// The words up to the script of `node`; all where node is not run directly.
  private static func beforeScript(_ words: [String]) -> ArraySlice<String> {
    guard let node = words.firstIndex(where: { isNode($0) }) else { return words[...] }
    let takesValue: Set<String> = ["-r", "--require", "--import", "--loader", "-C"]
    var index = node + 1
    while index < words.count, words[index].hasPrefix("-") {
      index += takesValue.contains(words[index]) ? 2 : 1
    }
    return words[..<min(index, words.count)]
  }

  private static func isNode(_ word: String) -> Bool {
    ["node", "nodejs"].contains(String(word.lastPathPart))
  }

  private static func setsHeap(_ subject: RuntimeSubject) -> Bool {
    oldSpace(subject) != nil || subject.foreign.contains("NODE_OPTIONS")
      || subject.text.contains("max-old-space-size-percentage")
      || subject.environment["NODE_OPTIONS"]?.contains("max-old-space-size-percentage") == true
  }

  static let heapOver = RuntimeRule(
    id: "node-heap-over-limit",
    summary: "the old space leaves too little under the memory limit",
    severity: .error,
    needs: [[.spec]],
    rationale:
      "Beside the old space V8 keeps a young generation and code, and buffers live outside of "
      + "the heap: a container whose heap may fill the limit is killed before V8 collects in earnest.",
    condition:
      "error when --max-old-space-size is no less than the memory limit, warning above 85 %",
    remediation:
      "set --max-old-space-size to about 75 % of the memory limit, less where buffers are "
      + "large",
    source: reference,
    triggering: [
      .container(
        image: "node:22",
        command: ["node", "--max-old-space-size=2048", "a.js"],
        memory: 1024
      ),
      .container(
        image: "node:22",
        memory: 1024,
        environment: ["NODE_OPTIONS": "--max-old-space-size=960"]
      ),
    ],
    clean: [
      .container(
        image: "node:22",
        command: ["node", "--max-old-space-size=768", "a.js"],
        memory: 1024
      )
    ]
  ) { subject in
    guard let limit = subject.surroundings.memoryLimit, let heap = oldSpace(subject),
      heap.size > limit.scaledUp(by: 0.85)
    else { return [] }
    return [
      FindingDraft(
        heap.size >= limit ? .error : .warning,
        "the old space may grow to \(heap.size.text), the memory limit is \(limit.text)",
        at: heap.place
      )
    ]
  }

  static let heapCapped = RuntimeRule(
    id: "node-heap-capped",
    summary: "without a flag V8's heap stops far below the memory limit",
    severity: .warning,
    needs: [[.spec]],
    rationale:
      "V8 derives the old space from memory, but no more than 2 to 4 GiB of it; a larger limit "
      + "is idle, and the process ends with \"heap out of memory\" below it.",
    condition: "warning when the memory limit is above 5 GiB and no flag sets the old space",
    remediation:
      "set --max-old-space-size in NODE_OPTIONS, run several processes, or lower the limit",
    source: reference + "; V8, Heap::MaxOldGenerationSizeFromPhysicalMemory",
    triggering: [.container(image: "node:22", command: ["node", "a.js"], memory: 8192)],
    clean: [
      .container(image: "node:22", command: ["node", "a.js"], memory: 2048),
      .container(
        image: "node:22",
        memory: 8192,
        environment: ["NODE_OPTIONS": "--max-old-space-size=6144"]
      ),
      .container(image: "node:22", command: ["pm2-runtime", "a.js", "-i", "4"], memory: 8192),
    ]
  ) { subject in
    guard let limit = subject.surroundings.memoryLimit, limit > .gibibytes(5),
      !setsHeap(subject), !subject.runs("pm2", "pm2-runtime")
    else { return [] }
    return [
      FindingDraft(
        .warning,
        "no flag sets the heap: V8 stops at 2 to 4 GiB of the limit \(limit.text)",
        at: .memoryLimit
      )
    ]
  }

  static let flagBehindScript = RuntimeRule(
    id: "node-flag-behind-script",
    summary: "a flag of V8 stands behind the script",
    severity: .warning,
    needs: [[.spec]],
    rationale: "What follows the script goes to the program; V8 never sees it.",
    condition: "warning when --max-old-space-size stands behind the script of node",
    remediation: "move the flag before the script or to NODE_OPTIONS",
    source: "nodejs.org/api/cli.html, \"Synopsis\"",
    triggering: [
      .container(
        image: "node:22",
        command: ["node", "a.js", "--max-old-space-size=768"],
        memory: 1024
      )
    ],
    clean: [
      .container(
        image: "node:22",
        command: ["node", "--max-old-space-size=768", "a.js"],
        memory: 1024
      )
    ]
  ) { subject in
    guard subject.words.contains(where: isNode) else { return [] }
    let rest = subject.words[beforeScript(subject.words).endIndex...]
    guard let flag = rest.first(where: { word in flags.contains { word.hasPrefix($0) } }) else {
      return []
    }
    return [
      FindingDraft(
        .warning,
        "\(flag) stands behind the script and goes to the program",
        at: subject.commandPlace
      )
    ]
  }

  static let limitUnseen = RuntimeRule(
    id: "node-limit-unseen",
    summary: "this Node.js does not see the memory limit",
    severity: .error,
    needs: [[.spec]],
    rationale:
      "Releases before 12 size the heap without regard to the container; those before 20 see "
      + "limits of control groups version 1 only (libuv 1.45 reads version 2).",
    condition:
      "error before 12, warning before 20, with a memory limit and without a flag for the heap",
    remediation: "upgrade Node.js, or set --max-old-space-size to about 75 % of the memory limit",
    source: "github.com/nodejs/node/pull/27508; libuv 1.45",
    triggering: [
      .container(image: "node:10", command: ["node", "a.js"], memory: 512),
      .container(image: "node:18-slim", command: ["node", "a.js"], memory: 512),
    ],
    clean: [
      .container(image: "node:22", command: ["node", "a.js"], memory: 512),
      .container(
        image: "node:18",
        memory: 512,
        environment: ["NODE_OPTIONS": "--max-old-space-size=384"]
      ),
    ]
  ) { subject in
    guard let version = subject.version, version < RuntimeVersion(20, 0),
      let limit = subject.surroundings.memoryLimit, !setsHeap(subject)
    else { return [] }
    let isBlind = version < RuntimeVersion(12, 0)
    let onSome = isBlind ? "" : " on nodes with control groups version 2"
    return [
      FindingDraft(
        isBlind ? .error : .warning,
        "Node.js \(version) does not see the memory limit of \(limit.text)\(onSome)",
        at: .image
      )
    ]
  }

  static let threadPool = RuntimeRule(
    id: "node-threadpool-over-limit",
    summary: "libuv's thread pool is many times the CPU limit",
    severity: .warning,
    needs: [[.spec]],
    rationale:
      "File access, name look-ups, compression and cryptography run in this pool; what computes "
      + "in it beyond the quota is throttled together with the event loop.",
    condition: "warning when UV_THREADPOOL_SIZE is above 8 and above 8 times the CPU limit",
    remediation: "lower UV_THREADPOOL_SIZE (4 by default), or raise the CPU limit",
    source: "nodejs.org/api/cli.html, \"UV_THREADPOOL_SIZE=size\"",
    triggering: [
      .container(image: "node:22", memory: 512, cpu: 1, environment: ["UV_THREADPOOL_SIZE": "128"])
    ],
    clean: [
      .container(image: "node:22", memory: 512, cpu: 1, environment: ["UV_THREADPOOL_SIZE": "8"])
    ]
  ) { subject in
    guard let limit = subject.surroundings.cpuLimit,
      let threads = subject.value("UV_THREADPOOL_SIZE").flatMap({ Int($0.value) }), threads > 8,
      Double(threads) > 8 * limit.cores
    else { return [] }
    return [
      FindingDraft(
        .warning,
        "UV_THREADPOOL_SIZE is \(threads) under a CPU limit of \(limit)",
        at: .variable("UV_THREADPOOL_SIZE")
      )
    ]
  }

  static let workersOfNode = RuntimeRule(
    id: "node-workers-of-node",
    summary: "pm2 starts one process for each CPU of the node",
    severity: .warning,
    needs: [[.spec]],
    rationale:
      "pm2 counts the node's CPUs; each process has a heap of its own under the one limit.",
    condition:
      "warning for pm2 with -i max, 0 or a negative number under a CPU limit below the node's "
      + "CPUs",
    remediation: "state the number of processes, or run one process per container",
    source: "pm2.keymetrics.io/docs/usage/cluster-mode",
    triggering: [
      .container(
        image: "node:22",
        command: ["pm2-runtime", "a.js", "-i", "max"],
        memory: 1024,
        cpu: 2
      )
    ],
    clean: [
      .container(
        image: "node:22",
        command: ["pm2-runtime", "a.js", "-i", "2"],
        memory: 1024,
        cpu: 2
      )
    ]
  ) { subject in
    guard subject.runs("pm2", "pm2-runtime"), subject.nodeExceedsLimit,
      let count = subject.option("-i", "--instances"), count == "max" || Int(count) ?? 1 <= 0,
      let limit = subject.surroundings.cpuLimit
    else { return [] }
    return [
      FindingDraft(
        .warning,
        "pm2 starts processes for \(subject.nodeCPUText) under a CPU limit of \(limit)",
        at: subject.commandPlace
      )
    ]
  }
}
