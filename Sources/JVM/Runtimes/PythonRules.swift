internal import PodfitModel

/// Python: worker processes and the allocator.
enum PythonRules {
  /// The worker processes of gunicorn, uvicorn and the like, and where they are set.
  private static func workers(
    _ subject: RuntimeSubject
  ) -> (count: Int, place: RuntimeFinding.Subject)? {
    let isServer = subject.runs("gunicorn", "uvicorn", "hypercorn")
    if isServer, let count = subject.option("-w", "--workers").flatMap({ Int($0) }) {
      return (count, subject.commandPlace)
    }
    if let options = subject.value("GUNICORN_CMD_ARGS") {
      var other = subject
      other.words = optionWords(ofVariable: options.value)
      if let count = other.option("-w", "--workers").flatMap({ Int($0) }) {
        return (count, .variable(options.name))
      }
    }
    if subject.runs("celery"),
      let count = subject.option("-c", "--concurrency").flatMap({ Int($0) }), usesProcesses(subject)
    {
      return (count, subject.commandPlace)
    }
    guard let set = subject.value("WEB_CONCURRENCY"), let count = Int(set.value) else { return nil }
    return (count, .variable(set.name))
  }

  /// Whether celery's pool consists of processes, as it does by default.
  private static func usesProcesses(_ subject: RuntimeSubject) -> Bool {
    subject.option("-P", "--pool").map { $0 == "prefork" || $0 == "processes" } ?? true
  }

  /// An interpreter with a web framework takes about this much before it does anything.
  private static let leastPerWorker: Memory = .mebibytes(64)

  static let workersOverMemory = RuntimeRule(
    id: "python-workers-over-memory",
    summary: "the memory limit leaves little for each worker process",
    severity: .warning,
    needs: [[.spec]],
    rationale:
      "Each worker is an interpreter of its own; what is shared after the fork is copied as "
      + "reference counts are written.",
    condition:
      "warning when there are two workers or more and the memory limit is below 64 MiB for each",
    remediation: "lower the number of workers, or raise the memory limit",
    source: "docs.gunicorn.org, \"Design\", How Many Workers?",
    triggering: [
      .container(image: "python:3.12", command: ["gunicorn", "-w", "9", "a:app"], memory: 512),
      .container(
        image: "python:3.12",
        command: ["gunicorn", "a:app"],
        memory: 512,
        environment: ["GUNICORN_CMD_ARGS": "--workers=17"]
      ),
    ],
    clean: [
      .container(image: "python:3.12", command: ["gunicorn", "-w", "4", "a:app"], memory: 512)
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
    id: "python-workers-over-cpu",
    summary: "more worker processes than the CPU limit can run",
    severity: .warning,
    needs: [[.spec]],
    rationale:
      "gunicorn advises twice the cores and one; what is more is throttled together and costs "
      + "memory.",
    condition: "warning when there are more workers than twice the CPU limit rounded up, and one",
    remediation: "lower the number of workers, or raise the CPU limit",
    source: "docs.gunicorn.org, \"Design\", How Many Workers?",
    triggering: [
      .container(
        image: "python:3.12",
        command: ["gunicorn", "--workers=9", "a:app"],
        memory: 4096,
        cpu: 1
      )
    ],
    clean: [
      .container(
        image: "python:3.12",
        command: ["gunicorn", "--workers=3", "a:app"],
        memory: 4096,
        cpu: 1
      ),
      .container(
        image: "python:3.12",
        command: ["celery", "worker", "-P", "gevent", "-c", "100"],
        memory: 4096,
        cpu: 1
      ),
    ]
  ) { subject in
    guard let cores = subject.limitCores, let limit = subject.surroundings.cpuLimit,
      let workers = workers(subject), Double(workers.count) > 2 * Double(cores) + 1
    else { return [] }
    return [
      FindingDraft(
        .warning,
        "\(workers.count) workers share a CPU limit of \(limit)",
        at: workers.place
      )
    ]
  }

  static let celeryOfNode = RuntimeRule(
    id: "celery-workers-of-node",
    summary: "celery starts one process for each CPU of the node",
    severity: .warning,
    needs: [[.spec]],
    rationale:
      "Without --concurrency celery counts the node's CPUs and not the limit; each process "
      + "holds the whole application.",
    condition: "warning for celery worker with a pool of processes, without --concurrency and "
      + "--autoscale, under a CPU limit below the node's CPUs",
    remediation: "set --concurrency to the CPU limit rounded up",
    source: "docs.celeryq.dev, \"Workers Guide\", Concurrency",
    triggering: [
      .container(
        image: "python:3.12",
        command: ["celery", "-A", "shop", "worker"],
        memory: 1024,
        cpu: 1
      )
    ],
    clean: [
      .container(
        image: "python:3.12",
        command: ["celery", "-A", "shop", "worker", "--concurrency=2"],
        memory: 1024,
        cpu: 1
      ),
      .container(
        image: "python:3.12",
        command: ["celery", "-A", "shop", "beat"],
        memory: 1024,
        cpu: 1
      ),
    ]
  ) { subject in
    guard subject.runs("celery"), subject.words.contains("worker"), usesProcesses(subject),
      subject.option("-c", "--concurrency", "--autoscale") == nil, subject.nodeExceedsLimit,
      let limit = subject.surroundings.cpuLimit
    else { return [] }
    return [
      FindingDraft(
        .warning,
        "celery starts processes for \(subject.nodeCPUText) under a CPU limit of \(limit)",
        at: subject.commandPlace
      )
    ]
  }

  static let workersOfNode = RuntimeRule(
    id: "python-workers-of-node",
    summary: "the number of workers is taken from the node's CPUs",
    severity: .warning,
    needs: [[.spec]],
    rationale:
      "nproc and os.cpu_count() know nothing of the quota: 2 × CPUs + 1 on a node of 64 are 129 "
      + "workers.",
    condition: "warning when the command computes with nproc or cpu_count, or the image is one of "
      + "uvicorn-gunicorn without WEB_CONCURRENCY and MAX_WORKERS, under a CPU limit below the node's "
      + "CPUs",
    remediation: "state the number of workers in WEB_CONCURRENCY",
    source: "nproc(1); docs.python.org/3/library/os.html#os.cpu_count",
    triggering: [
      .container(
        image: "python:3.12",
        command: ["sh", "-c", "exec gunicorn -w $(( $(nproc) * 2 + 1 )) a:app"],
        memory: 1024,
        cpu: 1
      ),
      .container(image: "tiangolo/uvicorn-gunicorn-fastapi:python3.11", memory: 1024, cpu: 1),
    ],
    clean: [
      .container(
        image: "python:3.12",
        command: ["gunicorn", "-w", "3", "a:app"],
        memory: 1024,
        cpu: 1
      ),
      .container(
        image: "tiangolo/uvicorn-gunicorn-fastapi:python3.11",
        memory: 1024,
        cpu: 1,
        environment: ["WEB_CONCURRENCY": "2"]
      ),
    ]
  ) { subject in
    let counts = ["$(nproc", "`nproc", "cpu_count"].contains { subject.text.contains($0) }
    let isScaling =
      subject.image.repository.contains("uvicorn-gunicorn") && !subject.isSet("WEB_CONCURRENCY")
      && !subject.isSet("MAX_WORKERS") && workers(subject) == nil
    guard counts || isScaling, subject.nodeExceedsLimit,
      let limit = subject.surroundings.cpuLimit
    else { return [] }
    return [
      FindingDraft(
        .warning,
        "workers are started for \(subject.nodeCPUText) under a CPU limit of \(limit)",
        at: counts ? subject.commandPlace : .image
      )
    ]
  }

  static let processorsUnread = RuntimeRule(
    id: "python-cpu-count-unread",
    summary: "this Python does not read PYTHON_CPU_COUNT",
    severity: .warning,
    needs: [[.spec]],
    rationale:
      "PYTHON_CPU_COUNT, which replaces what os.cpu_count() tells, came with 3.13; before, pools "
      + "are sized for the node whatever it says.",
    condition: "warning when it is set and the release is before 3.13",
    remediation: "upgrade to Python 3.13, or state the size of each pool",
    source: "docs.python.org/3/using/cmdline.html#envvar-PYTHON_CPU_COUNT",
    triggering: [
      .container(image: "python:3.11", memory: 512, cpu: 2, environment: ["PYTHON_CPU_COUNT": "2"])
    ],
    clean: [
      .container(image: "python:3.13", memory: 512, cpu: 2, environment: ["PYTHON_CPU_COUNT": "2"])
    ]
  ) { subject in
    guard subject.isSet("PYTHON_CPU_COUNT"), let version = subject.version,
      version < RuntimeVersion(3, 13)
    else { return [] }
    return [
      FindingDraft(
        .warning,
        "Python \(version) does not read PYTHON_CPU_COUNT, which came with 3.13",
        at: .variable("PYTHON_CPU_COUNT")
      )
    ]
  }

  static let allocator = RuntimeRule(
    id: "python-allocator",
    summary: "PYTHONMALLOC takes memory that the usual allocator would not",
    severity: .warning,
    needs: [[.spec]],
    rationale:
      "The debug hooks add 16 bytes or more to each block and fill it on every call; malloc "
      + "instead of pymalloc leaves small objects to glibc's arenas.",
    condition:
      "warning for the values debug, malloc_debug, pymalloc_debug and mimalloc_debug, and for "
      + "malloc on glibc without MALLOC_ARENA_MAX",
    remediation: "remove PYTHONMALLOC",
    source: "docs.python.org/3/using/cmdline.html#envvar-PYTHONMALLOC",
    triggering: [
      .container(image: "python:3.12", memory: 512, environment: ["PYTHONMALLOC": "debug"])
    ],
    clean: [
      .container(image: "python:3.12", memory: 512, environment: ["PYTHONMALLOC": "pymalloc"]),
      .container(
        image: "python:3.12",
        memory: 512,
        environment: ["PYTHONMALLOC": "malloc", "MALLOC_ARENA_MAX": "2"]
      ),
    ]
  ) { subject in
    guard let value = subject.value("PYTHONMALLOC")?.value,
      value.hasSuffix("debug") || (value == "malloc" && subject.hasFreeArenas)
    else { return [] }
    let cost = value == "malloc" ? "8 arenas for each CPU" : "16 bytes or more for each block"
    return [
      FindingDraft(
        .warning,
        "PYTHONMALLOC=\(value) costs memory: \(cost)",
        at: .variable("PYTHONMALLOC")
      )
    ]
  }
}
