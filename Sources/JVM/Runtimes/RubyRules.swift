internal import PodfitModel

/// Ruby: the allocator's arenas and the workers of puma and unicorn.
enum RubyRules {
  static let arenas = RuntimeRule(
    id: "ruby-malloc-arenas",
    summary: "glibc's arenas fragment the memory of a program with many threads",
    severity: .warning,
    needs: [[.spec]],
    rationale:
      "glibc keeps up to 8 arenas for each CPU of the node; Ruby's small objects spread over "
      + "them, and memory grows to about twice the demand.",
    condition: "warning for puma, sidekiq, rails and unicorn on images other than Alpine without "
      + "MALLOC_ARENA_MAX and without another allocator in LD_PRELOAD",
    remediation: "set MALLOC_ARENA_MAX=2 or load jemalloc with LD_PRELOAD",
    source: "mallopt(3), M_ARENA_MAX; devcenter.heroku.com/changelog-items/1683",
    triggering: [.container(image: "ruby:3.3", command: ["bundle", "exec", "puma"], memory: 1024)],
    clean: [
      .container(
        image: "ruby:3.3",
        command: ["bundle", "exec", "puma"],
        memory: 1024,
        environment: ["MALLOC_ARENA_MAX": "2"]
      ),
      .container(image: "ruby:3.3-alpine", command: ["bundle", "exec", "puma"], memory: 1024),
      .container(
        image: "ruby:3.3",
        command: ["bundle", "exec", "sidekiq"],
        memory: 1024,
        environment: ["LD_PRELOAD": "libjemalloc.so.2"]
      ),
    ]
  ) { subject in
    guard subject.runs("puma", "sidekiq", "rails", "unicorn"), subject.hasFreeArenas else {
      return []
    }
    let cores = subject.surroundings.nodeCPU.map { Int64($0.cores).multipliedSaturated(by: 8) }
    let count = cores.map { "up to \($0)" } ?? "8 for each CPU of the node"
    return [
      FindingDraft(
        .warning,
        "MALLOC_ARENA_MAX is not set: glibc keeps \(count) arenas",
        at: subject.commandPlace
      )
    ]
  }

  /// The worker processes of puma or unicorn, and where they are set.
  private static func workers(
    _ subject: RuntimeSubject
  ) -> (count: Int, place: RuntimeFinding.Subject)? {
    if subject.runs("puma"), let count = subject.option("-w", "--workers").flatMap({ Int($0) }) {
      return (count, subject.commandPlace)
    }
    guard let set = subject.value("WEB_CONCURRENCY"), let count = Int(set.value) else { return nil }
    return (count, .variable(set.name))
  }

  /// A Rails process takes more than this once it is warm.
  private static let leastPerWorker: Memory = .mebibytes(200)

  static let workersOverMemory = RuntimeRule(
    id: "ruby-workers-over-memory",
    summary: "the memory limit leaves little for each worker process",
    severity: .warning,
    needs: [[.spec]],
    rationale:
      "Each worker of puma or unicorn comes to 200 MiB and more once it is warm; what is shared "
      + "at first is copied as it is written to.",
    condition:
      "warning when there are two workers or more and the memory limit is below 200 MiB for each",
    remediation: "lower WEB_CONCURRENCY, or raise the memory limit",
    source: "edgeguides.rubyonrails.org/tuning_performance_for_deployment.html",
    triggering: [
      .container(
        image: "ruby:3.3-alpine",
        command: ["puma"],
        memory: 512,
        environment: ["WEB_CONCURRENCY": "4"]
      )
    ],
    clean: [
      .container(
        image: "ruby:3.3-alpine",
        command: ["puma"],
        memory: 1024,
        environment: ["WEB_CONCURRENCY": "2"]
      )
    ]
  ) { subject in
    guard let limit = subject.surroundings.memoryLimit, let workers = workers(subject),
      workers.count > 1
    else { return [] }
    let each = Memory(bytes: limit.bytes / Int64(workers.count))
    guard each < leastPerWorker else { return [] }
    return [
      FindingDraft(
        .warning,
        "\(workers.count) workers share \(limit.text): \(each.text) for each",
        at: workers.place
      )
    ]
  }

  static let workersOverCPU = RuntimeRule(
    id: "ruby-workers-over-cpu",
    summary: "more worker processes than the CPU limit can run",
    severity: .warning,
    needs: [[.spec]],
    rationale: "A worker runs one thread of Ruby at a time; workers beyond the cores are throttled "
      + "together and cost memory.",
    condition: "warning when there are more workers than twice the CPU limit rounded up",
    remediation: "set WEB_CONCURRENCY to the CPU limit rounded up",
    source: "edgeguides.rubyonrails.org/tuning_performance_for_deployment.html",
    triggering: [
      .container(
        image: "ruby:3.3-alpine",
        command: ["puma", "-w", "8"],
        memory: 8192,
        cpu: 1
      )
    ],
    clean: [
      .container(image: "ruby:3.3-alpine", command: ["puma", "-w", "2"], memory: 8192, cpu: 1)
    ]
  ) { subject in
    guard let cores = subject.limitCores, let limit = subject.surroundings.cpuLimit,
      let workers = workers(subject), Double(workers.count) > 2 * Double(cores)
    else { return [] }
    return [
      FindingDraft(
        .warning,
        "\(workers.count) workers share a CPU limit of \(limit)",
        at: workers.place
      )
    ]
  }

  static let slotsUnread = RuntimeRule(
    id: "ruby-heap-slots-unread",
    summary: "this Ruby no longer reads RUBY_GC_HEAP_INIT_SLOTS",
    severity: .warning,
    needs: [[.spec]],
    rationale:
      "Since 3.3 each size of slot has a variable of its own, RUBY_GC_HEAP_0_INIT_SLOTS to "
      + "RUBY_GC_HEAP_4_INIT_SLOTS; the old one does nothing.",
    condition: "warning when it is set and the release is 3.3 or later",
    remediation: "set RUBY_GC_HEAP_0_INIT_SLOTS and its like, or remove it",
    source: "Ruby 3.3 NEWS, bugs.ruby-lang.org/issues/19785",
    triggering: [
      .container(
        image: "ruby:3.3-alpine",
        command: ["puma"],
        memory: 1024,
        environment: ["RUBY_GC_HEAP_INIT_SLOTS": "600000"]
      )
    ],
    clean: [
      .container(
        image: "ruby:3.2-alpine",
        command: ["puma"],
        memory: 1024,
        environment: ["RUBY_GC_HEAP_INIT_SLOTS": "600000"]
      )
    ]
  ) { subject in
    guard subject.isSet("RUBY_GC_HEAP_INIT_SLOTS"), let version = subject.version,
      version >= RuntimeVersion(3, 3)
    else { return [] }
    return [
      FindingDraft(
        .warning,
        "Ruby \(version) does not read RUBY_GC_HEAP_INIT_SLOTS, which ended with 3.2",
        at: .variable("RUBY_GC_HEAP_INIT_SLOTS")
      )
    ]
  }
}
