internal import PodfitModel

/// .NET: the hard limit of its heap, its collector's kind and its processors.
enum DotNetRules {
  private static let page = "learn.microsoft.com/dotnet/core/runtime-config/garbage-collector"

  /// The value of a setting by the name it has after `DOTNET_` or, before .NET 6, `COMPlus_`.
  private static func setting(
    _ subject: RuntimeSubject,
    _ name: String
  ) -> (name: String, value: String)? {
    subject.value("DOTNET_" + name, "COMPlus_" + name)
  }

  /// A number as .NET reads it from a variable: hexadecimal, with or without `0x`.
  static func hexadecimal(_ text: String) -> Int64? {
    let lower = text.lowercased()
    let digits = lower.removingPrefix("0x") ?? lower
    guard digits.first?.isHexDigit == true else { return nil }
    return Int64(digits, radix: 16)
  }

  private static func number(_ subject: RuntimeSubject, _ name: String) -> Int64? {
    setting(subject, name).flatMap { hexadecimal($0.value) }
  }

  /// Whether the collector of servers is asked for.
  private static func usesServer(_ subject: RuntimeSubject) -> Bool {
    setting(subject, "gcServer")?.value == "1"
  }

  static let heapOver = RuntimeRule(
    id: "dotnet-heap-over-limit",
    summary: "the heap's hard limit leaves too little under the memory limit",
    severity: .error,
    needs: [[.spec]],
    rationale:
      "By default .NET stops at 75 % of the container's limit. A hard limit of its own that is "
      + "nearer lets the kernel kill the process before OutOfMemoryException.",
    condition:
      "error when GCHeapHardLimit is no less than the memory limit or GCHeapHardLimitPercent is "
      + "100 or more, warning above 90 % of it",
    remediation: "remove the setting, or set it to 75 % of the memory limit, in hexadecimal",
    source: page,
    triggering: [
      .container(
        image: "mcr.microsoft.com/dotnet/aspnet:8.0",
        memory: 1024,
        environment: ["DOTNET_GCHeapHardLimit": "0x80000000"]
      ),
      .container(
        image: "mcr.microsoft.com/dotnet/aspnet:8.0",
        memory: 1024,
        environment: ["DOTNET_GCHeapHardLimitPercent": "0x5F"]
      ),
    ],
    clean: [
      .container(
        image: "mcr.microsoft.com/dotnet/aspnet:8.0",
        memory: 1024,
        environment: ["DOTNET_GCHeapHardLimit": "0x30000000"]
      )
    ]
  ) { subject in
    guard let limit = subject.surroundings.memoryLimit, limit > .zero else { return [] }
    let name: String
    let share: Double
    if let bytes = number(subject, "GCHeapHardLimit") {
      name = "GCHeapHardLimit"
      share = Memory(bytes: bytes).ratio(to: limit)
    } else if let percent = number(subject, "GCHeapHardLimitPercent") {
      name = "GCHeapHardLimitPercent"
      share = Double(percent) / 100
    } else {
      return []
    }
    guard share > 0.9 else { return [] }
    let place = setting(subject, name)
    return [
      FindingDraft(
        share >= 1 ? .error : .warning,
        "\(place?.name ?? name)=\(place?.value ?? "") allows a heap of \((share * 100).percentText) of the "
          + "memory limit \(limit.text)",
        at: place.map { .variable($0.name) } ?? .container
      )
    ]
  }

  static let decimalValue = RuntimeRule(
    id: "dotnet-value-decimal",
    summary: "a number looks decimal, and .NET reads it as hexadecimal",
    severity: .error,
    needs: [[.spec]],
    rationale:
      "Numbers in .NET's variables are hexadecimal, with or without 0x: a percentage of 75 is "
      + "read as 117, and 800000000 bytes as 32 GiB.",
    condition:
      "error for GCHeapHardLimitPercent and GCHeapCount from 10 on, and GCHeapHardLimit, of "
      + "decimal digits only and without 0x",
    remediation: "write the number in hexadecimal with 0x: 75 is 0x4B, 768 MiB is 0x30000000",
    source: page,
    triggering: [
      .container(
        image: "mcr.microsoft.com/dotnet/aspnet:8.0",
        memory: 1024,
        environment: ["DOTNET_GCHeapHardLimitPercent": "75"]
      ),
      .container(
        image: "mcr.microsoft.com/dotnet/aspnet:8.0",
        memory: 1024,
        environment: ["DOTNET_GCHeapHardLimit": "800000000"]
      ),
    ],
    clean: [
      .container(
        image: "mcr.microsoft.com/dotnet/aspnet:8.0",
        memory: 1024,
        environment: ["DOTNET_GCHeapHardLimitPercent": "0x4B"]
      ),
      .container(
        image: "mcr.microsoft.com/dotnet/aspnet:8.0",
        memory: 1024,
        environment: ["DOTNET_GCHeapHardLimit": "30000000"]
      ),
      .container(
        image: "mcr.microsoft.com/dotnet/aspnet:8.0",
        memory: 1024,
        environment: ["DOTNET_GCHeapCount": "2"]
      ),
    ]
  ) { subject in
    var found: [FindingDraft] = []
    for name in ["GCHeapHardLimit", "GCHeapHardLimitPercent", "GCHeapCount"] {
      guard let setting = setting(subject, name),
        setting.value.allSatisfy({ $0.isASCII && $0.isNumber }),
        let decimal = Int64(setting.value), decimal >= 10,
        let read = hexadecimal(setting.value)
      else { continue }
      if name == "GCHeapHardLimit" {
        // 30000000 is 768 MiB in hexadecimal and no size anyone would mean in decimal.
        guard let limit = subject.surroundings.memoryLimit, read > limit.bytes,
          decimal <= limit.bytes
        else { continue }
      }
      found.append(
        FindingDraft(
          .error,
          "\(setting.name)=\(setting.value) is read as \(read)",
          at: .variable(setting.name)
        )
      )
    }
    return found
  }

  /// Less than this for each heap makes the collector of servers collect all the time.
  private static let leastPerHeap: Memory = .mebibytes(256)

  static let serverHeaps = RuntimeRule(
    id: "dotnet-server-heaps",
    summary: "the collector of servers makes more heaps than the memory is good for",
    severity: .warning,
    needs: [[.spec]],
    rationale:
      "With DOTNET_gcServer=1 there is one heap and one collector thread for each CPU that the "
      + "process sees, each with a budget of its own; from .NET 9 on their number adapts (DATAS).",
    condition:
      "warning for releases before 9, or with adaptation switched off, without GCHeapCount, when "
      + "the memory limit is below 256 MiB for each CPU seen, of two or more",
    remediation:
      "set DOTNET_GCHeapCount (in hexadecimal), DOTNET_GCDynamicAdaptationMode=1 from .NET 8 "
      + "on, or DOTNET_gcServer=0",
    source: page + "#server-vs-workstation",
    triggering: [
      .container(
        image: "mcr.microsoft.com/dotnet/aspnet:8.0",
        memory: 1024,
        environment: ["DOTNET_gcServer": "1"]
      )
    ],
    clean: [
      .container(
        image: "mcr.microsoft.com/dotnet/aspnet:9.0",
        memory: 1024,
        environment: ["DOTNET_gcServer": "1"]
      ),
      .container(
        image: "mcr.microsoft.com/dotnet/aspnet:8.0",
        memory: 1024,
        cpu: 2,
        environment: ["DOTNET_gcServer": "1"]
      ),
    ]
  ) { subject in
    guard usesServer(subject), let limit = subject.surroundings.memoryLimit,
      setting(subject, "GCHeapCount") == nil, let version = subject.version
    else { return [] }
    let mode = setting(subject, "GCDynamicAdaptationMode")?.value
    guard mode == "0" || (version < RuntimeVersion(9, 0) && mode != "1") else { return [] }
    let nodeCores = subject.surroundings.nodeCPU.map { max(1, Int(clamping: Int64($0.cores))) }
    guard let heaps = [subject.limitCores, nodeCores].compactMap(\.self).min(), heaps > 1,
      leastPerHeap.bytes.multipliedSaturated(by: Int64(heaps)) > limit.bytes
    else { return [] }
    return [
      FindingDraft(
        .warning,
        "the collector of servers makes \(heaps) heaps under a memory limit of \(limit.text)",
        at: setting(subject, "gcServer").map { .variable($0.name) } ?? .container
      )
    ]
  }

  static let serverOnOneCPU = RuntimeRule(
    id: "dotnet-server-one-cpu",
    summary: "one CPU gives the workstation's collector, whatever is set",
    severity: .info,
    needs: [[.spec]],
    rationale: "Where the process sees one CPU, .NET collects with the workstation's collector and "
      + "passes DOTNET_gcServer by.",
    condition: "info when DOTNET_gcServer=1 and the CPU limit is one core or less",
    remediation: "give more than one CPU, or remove the setting",
    source: "learn.microsoft.com/dotnet/standard/garbage-collection/workstation-server-gc",
    triggering: [
      .container(
        image: "mcr.microsoft.com/dotnet/aspnet:8.0",
        memory: 1024,
        cpu: 1,
        environment: ["DOTNET_gcServer": "1"]
      )
    ],
    clean: [
      .container(
        image: "mcr.microsoft.com/dotnet/aspnet:8.0",
        memory: 1024,
        cpu: 1.5,
        environment: ["DOTNET_gcServer": "1"]
      )
    ]
  ) { subject in
    guard usesServer(subject), subject.limitCores == 1, let limit = subject.surroundings.cpuLimit
    else { return [] }
    return [
      FindingDraft(
        .info,
        "DOTNET_gcServer=1 has no effect under a CPU limit of \(limit)",
        at: .cpuLimit
      )
    ]
  }

  static let adaptation = RuntimeRule(
    id: "dotnet-datas",
    summary: "from .NET 9 on the number of heaps adapts to the load",
    severity: .info,
    needs: [[.spec]],
    rationale:
      "DATAS, the default of the collector of servers since .NET 9, starts with one heap and "
      + "gives memory back: use is lower than before and follows the load, throughput at peak may be "
      + "lower. Use from before the upgrade says nothing of use after it.",
    condition:
      "info for .NET 9 and later with DOTNET_gcServer=1 and without GCDynamicAdaptationMode or "
      + "GCHeapCount",
    remediation:
      "size from use after the upgrade; DOTNET_GCDynamicAdaptationMode=0 switches it off",
    source: "learn.microsoft.com/dotnet/standard/garbage-collection/datas",
    triggering: [
      .container(
        image: "mcr.microsoft.com/dotnet/aspnet:9.0",
        memory: 2048,
        cpu: 4,
        environment: ["DOTNET_gcServer": "1"]
      )
    ],
    clean: [
      .container(
        image: "mcr.microsoft.com/dotnet/aspnet:8.0",
        memory: 2048,
        cpu: 4,
        environment: ["DOTNET_gcServer": "1"]
      ),
      .container(
        image: "mcr.microsoft.com/dotnet/aspnet:9.0",
        memory: 2048,
        cpu: 4,
        environment: ["DOTNET_gcServer": "1", "DOTNET_GCDynamicAdaptationMode": "0"]
      ),
    ]
  ) { subject in
    guard usesServer(subject), subject.limitCores != 1, let version = subject.version,
      version >= RuntimeVersion(9, 0), setting(subject, "GCDynamicAdaptationMode") == nil,
      setting(subject, "GCHeapCount") == nil
    else { return [] }
    return [
      FindingDraft(
        .info,
        ".NET \(version) adapts the number of heaps to the load; up to 8 there was one for each CPU",
        at: .image
      )
    ]
  }

  static let processorsOver = RuntimeRule(
    id: "dotnet-processors-over-limit",
    summary: "DOTNET_PROCESSOR_COUNT is more than the CPU limit",
    severity: .warning,
    needs: [[.spec]],
    rationale:
      "The thread pool, the collector's threads and its heaps follow this number instead of the "
      + "limit, and are throttled together.",
    condition:
      "warning when it is above the CPU limit rounded up, read as decimal and as hexadecimal",
    remediation: "remove DOTNET_PROCESSOR_COUNT, or set it to the CPU limit rounded up",
    source: "learn.microsoft.com/dotnet/core/runtime-config/threading",
    triggering: [
      .container(
        image: "mcr.microsoft.com/dotnet/aspnet:8.0",
        memory: 1024,
        cpu: 2,
        environment: ["DOTNET_PROCESSOR_COUNT": "8"]
      )
    ],
    clean: [
      .container(
        image: "mcr.microsoft.com/dotnet/aspnet:8.0",
        memory: 1024,
        cpu: 1.5,
        environment: ["DOTNET_PROCESSOR_COUNT": "2"]
      )
    ]
  ) { subject in
    guard let cores = subject.limitCores, let limit = subject.surroundings.cpuLimit,
      let setting = setting(subject, "PROCESSOR_COUNT"),
      let count = [Int64(setting.value), hexadecimal(setting.value)].compactMap(\.self).min(),
      count > Int64(cores)
    else { return [] }
    return [
      FindingDraft(
        .warning,
        "\(setting.name) is \(setting.value) under a CPU limit of \(limit)",
        at: .variable(setting.name)
      )
    ]
  }
}
