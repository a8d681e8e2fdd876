internal import PodfitModel

/// Go: its memory limit, its collector and its processors.
enum GoRules {
  private static let guide = "go.dev/doc/gc-guide, \"Memory limit\""
  private static let variable = "GOMEMLIMIT"

  /// An amount as Go reads it: digits with `B`, `KiB`, `MiB`, `GiB` or `TiB`; nil for anything else.
  static func memory(_ text: String) -> Memory? {
    let units = [("KiB", 10), ("MiB", 20), ("GiB", 30), ("TiB", 40), ("B", 0), ("", 0)]
    for (unit, shift) in units where text.hasSuffix(unit) {
      let digits = text.dropLast(unit.count)
      guard !digits.isEmpty, digits.allSatisfy({ $0.isASCII && $0.isNumber }),
        let count = Int64(digits)
      else { continue }
      let (bytes, overflow) = count.multipliedReportingOverflow(by: Int64(1) << Int64(shift))
      return overflow ? nil : Memory(bytes: bytes)
    }
    return nil
  }

  static let memoryLimitOver = RuntimeRule(
    id: "go-memory-limit-over",
    summary: "GOMEMLIMIT leaves nothing under the container's limit",
    severity: .error,
    needs: [[.spec]],
    rationale:
      "GOMEMLIMIT is a soft limit on what the runtime maps; stacks of C code, the page cache "
      + "and bursts come on top, and the collector works hard only near it.",
    condition: "error when it is no less than the memory limit, warning above 95 % of it",
    remediation: "set GOMEMLIMIT to 80 to 90 % of the memory limit",
    source: guide,
    triggering: [
      .container(image: "golang:1.24", memory: 512, environment: ["GOMEMLIMIT": "1GiB"]),
      .container(image: "golang:1.24", memory: 512, environment: ["GOMEMLIMIT": "500MiB"]),
    ],
    clean: [.container(image: "golang:1.24", memory: 512, environment: ["GOMEMLIMIT": "450MiB"])]
  ) { subject in
    guard let limit = subject.surroundings.memoryLimit,
      let soft = subject.value(variable).flatMap({ memory($0.value) }),
      soft > limit.scaledUp(by: 0.95)
    else { return [] }
    return [
      FindingDraft(
        soft >= limit ? .error : .warning,
        "GOMEMLIMIT is \(soft.text), the memory limit \(limit.text)",
        at: .variable(variable)
      )
    ]
  }

  static let memoryLimitUnreadable = RuntimeRule(
    id: "go-memory-limit-unreadable",
    summary: "GOMEMLIMIT is no amount that Go reads",
    severity: .error,
    needs: [[.spec]],
    rationale:
      "Go wants bytes, or B, KiB, MiB, GiB, TiB; with a Kubernetes quantity such as 512Mi the "
      + "program ends at once with \"malformed GOMEMLIMIT\".",
    condition: "error when the value is neither an amount nor off",
    remediation: "write 512MiB for 512Mi",
    source: "pkg.go.dev/runtime, \"Environment Variables\"",
    triggering: [
      .container(image: "golang:1.24", memory: 1024, environment: ["GOMEMLIMIT": "512Mi"])
    ],
    clean: [
      .container(image: "golang:1.24", memory: 1024, environment: ["GOMEMLIMIT": "536870912"]),
      .container(image: "golang:1.24", memory: 1024, environment: ["GOMEMLIMIT": "off"]),
    ]
  ) { subject in
    guard let text = subject.value(variable)?.value, text != "off", memory(text) == nil,
      !text.contains("$(")
    else { return [] }
    return [
      FindingDraft(
        .error,
        "GOMEMLIMIT=\(text) is no amount that Go reads (0 of B, KiB, MiB, GiB, TiB follow the digits)",
        at: .variable(variable)
      )
    ]
  }

  static let collectionOff = RuntimeRule(
    id: "go-gc-off",
    summary: "collection is off and nothing limits memory",
    severity: .error,
    needs: [[.spec]],
    rationale:
      "GOGC=off collects only when GOMEMLIMIT is near; without one the heap grows until the "
      + "kernel kills the container.",
    condition: "error for GOGC=off without GOMEMLIMIT",
    remediation: "set GOMEMLIMIT to 80 to 90 % of the memory limit, or remove GOGC",
    source: guide,
    triggering: [.container(image: "golang:1.24", memory: 512, environment: ["GOGC": "off"])],
    clean: [
      .container(
        image: "golang:1.24",
        memory: 512,
        environment: ["GOGC": "off", "GOMEMLIMIT": "400MiB"]
      ),
      .container(image: "golang:1.24", memory: 512, environment: ["GOGC": "50"]),
    ]
  ) { subject in
    guard subject.value("GOGC")?.value == "off",
      !subject.isSet(variable) || subject.value(variable)?.value == "off"
    else { return [] }
    let limit = subject.surroundings.memoryLimit.map { "the limit of \($0.text)" } ?? "the node"
    return [
      FindingDraft(
        .error,
        "GOGC=off without GOMEMLIMIT: 0 collections, memory grows until \(limit) is full",
        at: .variable("GOGC")
      )
    ]
  }

  static let memoryLimitMissing = RuntimeRule(
    id: "go-memory-limit-missing",
    summary: "Go does not know the memory limit",
    severity: .info,
    needs: [[.spec]],
    rationale:
      "Go lets the heap grow to twice what stays alive (GOGC=100) whatever the limit, which it "
      + "does not read: near the limit it is killed where it could have collected.",
    condition: "info when a memory limit is set and GOMEMLIMIT is not, from Go 1.19 on",
    remediation: "set GOMEMLIMIT to 80 to 90 % of the memory limit, or load automemlimit",
    source: guide,
    triggering: [.container(image: "golang:1.24", memory: 512)],
    clean: [
      .container(image: "golang:1.24", memory: 512, environment: ["GOMEMLIMIT": nil]),
      .container(image: "golang:1.24"),
    ]
  ) { subject in
    guard let limit = subject.surroundings.memoryLimit, !subject.isSet(variable),
      subject.version ?? RuntimeVersion(1, 19) >= RuntimeVersion(1, 19)
    else { return [] }
    return [
      FindingDraft(
        .info,
        "GOMEMLIMIT is not set: Go does not know the memory limit of \(limit.text)",
        at: .memoryLimit
      )
    ]
  }

  static let memoryLimitTooOld = RuntimeRule(
    id: "go-memory-limit-unread",
    summary: "this Go does not read GOMEMLIMIT",
    severity: .warning,
    needs: [[.spec]],
    rationale: "GOMEMLIMIT came with Go 1.19; older programs pass it by.",
    condition: "warning when it is set and the release is before 1.19",
    remediation: "build with Go 1.19 or later",
    source: "go.dev/doc/go1.19",
    triggering: [
      .container(image: "golang:1.18", memory: 512, environment: ["GOMEMLIMIT": "400MiB"])
    ],
    clean: [.container(image: "golang:1.19", memory: 512, environment: ["GOMEMLIMIT": "400MiB"])]
  ) { subject in
    guard subject.isSet(variable), let version = subject.version, version < RuntimeVersion(1, 19)
    else { return [] }
    return [
      FindingDraft(
        .warning,
        "Go \(version) does not read GOMEMLIMIT, which came with 1.19",
        at: .variable(variable)
      )
    ]
  }

  static let processorsOver = RuntimeRule(
    id: "go-procs-over-limit",
    summary: "GOMAXPROCS is more than the CPU limit",
    severity: .warning,
    needs: [[.spec]],
    rationale:
      "More running threads than the quota has cores use it up at the start of each period and "
      + "then stand still; collection takes its share of GOMAXPROCS as well.",
    condition: "warning when GOMAXPROCS is above the CPU limit rounded up, and above 2",
    remediation: "set GOMAXPROCS to the CPU limit rounded up, or remove it from Go 1.25 on",
    source: "go.dev/blog/container-aware-gomaxprocs",
    triggering: [
      .container(image: "golang:1.24", memory: 512, cpu: 2, environment: ["GOMAXPROCS": "16"])
    ],
    clean: [
      .container(image: "golang:1.24", memory: 512, cpu: 1.5, environment: ["GOMAXPROCS": "2"]),
      .container(image: "golang:1.24", memory: 512, environment: ["GOMAXPROCS": "16"]),
    ]
  ) { subject in
    guard let cores = subject.limitCores, let limit = subject.surroundings.cpuLimit,
      let count = subject.value("GOMAXPROCS").flatMap({ Int($0.value) }), count > max(cores, 2)
    else { return [] }
    return [
      FindingDraft(
        .warning,
        "GOMAXPROCS is \(count) under a CPU limit of \(limit)",
        at: .variable("GOMAXPROCS")
      )
    ]
  }

  static let processorsOfNode = RuntimeRule(
    id: "go-procs-of-node",
    summary: "this Go takes the node's CPUs, not the limit",
    severity: .warning,
    needs: [[.spec]],
    rationale:
      "Before 1.25 GOMAXPROCS is the number of the node's CPUs, whatever the limit: threads "
      + "and collector workers are throttled together. From 1.25 on the limit counts, rounded up and at "
      + "least 2.",
    condition:
      "warning for releases before 1.25 with a CPU limit below the node's CPUs and without "
      + "GOMAXPROCS; a program that loads automaxprocs cannot be told from one that does not",
    remediation: "set GOMAXPROCS to the limit rounded up (resourceFieldRef limits.cpu), load "
      + "automaxprocs, or build with Go 1.25",
    source: "go.dev/blog/container-aware-gomaxprocs",
    triggering: [.container(image: "golang:1.22-alpine", memory: 512, cpu: 2)],
    clean: [
      .container(image: "golang:1.25", memory: 512, cpu: 2),
      .container(image: "golang:1.22", memory: 512, cpu: 2, environment: ["GOMAXPROCS": "2"]),
      .container(image: "golang:1.22", memory: 512),
    ]
  ) { subject in
    guard let version = subject.version, version < RuntimeVersion(1, 25),
      !subject.isSet("GOMAXPROCS"), subject.nodeExceedsLimit,
      let limit = subject.surroundings.cpuLimit
    else { return [] }
    return [
      FindingDraft(
        .warning,
        "Go \(version) sizes itself for \(subject.nodeCPUText), the CPU limit is \(limit)",
        at: .cpuLimit
      )
    ]
  }
}
