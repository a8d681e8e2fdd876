import PodfitModel
import Testing

@testable import PodfitJVM

/// A container that runs `java` with flags on its command line.
func javaSpec(
  _ flags: String = "",
  image: String = "eclipse-temurin:17.0.9",
  variables: [(String, String?)] = []
) -> ContainerSpec {
  ContainerSpec(
    name: "app",
    image: image,
    command: ["java"] + flags.split(separator: " ").map(String.init) + ["-jar", "app.jar"],
    environment: variables.map { EnvironmentVariable(name: $0.0, value: $0.1) }
  )
}

@Suite("Findings")
struct FindingTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var id: String
    var severity: Severity
    var flags = ""
    var image = "eclipse-temurin:17.0.9"
    var limit: Int64?
    var cpuLimit: Double? = 2
    var cpuRequest: Double?
    var variables: [String: String?] = [:]
    var signals = JVMSignals()
    /// A number that the message has to name.
    var names: String
    /// The same with one thing changed, where the finding has to be silent.
    var silentFlags: String?
    var silentLimit: Int64?
    var silentSignals: JVMSignals?

    var testDescription: String { "\(id) \(flags) \(limit ?? 0)" }

    func findings(silent: Bool) -> [JVMFinding] {
      let surroundings = JVMSurroundings(
        memoryLimit: ((silent ? silentLimit : nil) ?? limit).map { .mebibytes($0) },
        cpuLimit: cpuLimit.map { .cores($0) },
        cpuRequest: cpuRequest.map { .cores($0) },
        nodeCPU: .cores(16),
        nodeMemory: .gibibytes(64)
      )
      let flags = (silent ? silentFlags : nil) ?? self.flags
      let profile = JVMProfiler.profile(
        of: javaSpec(flags, image: image, variables: variables.map { ($0.key, $0.value) }),
        in: surroundings,
        signals: (silent ? silentSignals : nil) ?? signals
      )
      return profile?.findings ?? []
    }
  }

  private static func signals(
    nonHeap: Int64? = nil,
    committed: Int64? = nil,
    max: Int64? = nil,
    live: Int64? = nil,
    direct: Int64? = nil
  ) -> JVMSignals {
    var signals = JVMSignals()
    signals.nonHeapUsedMax = nonHeap.map { .mebibytes($0) }
    signals.heapCommittedMax = committed.map { .mebibytes($0) }
    signals.heapMax = max.map { .mebibytes($0) }
    signals.liveSet = live.map { LiveSet(estimate: .mebibytes($0), source: "test") }
    signals.directUsedMax = direct.map { .mebibytes($0) }
    return signals
  }

  static let cases: [Case] = [
    Case(
      id: "heap-over-limit",
      severity: .error,
      flags: "-Xmx1g",
      limit: 1024,
      names: "1024 MiB",
      silentFlags: "-Xmx512m"
    ),
    Case(
      id: "heap-over-limit",
      severity: .error,
      flags: "-Xmx900m",
      limit: 1024,
      signals: signals(nonHeap: 150),
      names: "900 MiB",
      silentFlags: "-Xmx500m"
    ),
    Case(
      id: "thin-non-heap",
      severity: .warning,
      flags: "-Xmx800m",
      limit: 1024,
      names: "224 MiB",
      silentFlags: "-Xmx512m"
    ),
    Case(
      id: "thin-non-heap",
      severity: .error,
      flags: "-Xmx600m -XX:+UseSerialGC",
      limit: 784,
      signals: signals(nonHeap: 100, direct: 10),
      names: "184 MiB",
      silentLimit: 1024
    ),
    Case(
      id: "default-heap",
      severity: .error,
      limit: 2048,
      names: "25 %",
      silentFlags: "-Xmx512m"
    ),
    Case(
      id: "heap-idle-under-limit",
      severity: .warning,
      flags: "-Xmx256m",
      limit: 4096,
      names: "4096 MiB",
      silentLimit: 600
    ),
    Case(
      id: "small-percent-ignored",
      severity: .error,
      flags: "-XX:MaxRAMPercentage=75",
      limit: 200,
      names: "100 MiB",
      silentLimit: 300
    ),
    Case(
      id: "min-percent-ignored",
      severity: .warning,
      flags: "-XX:MinRAMPercentage=75",
      limit: 1024,
      names: "75 %",
      silentLimit: 200
    ),
    Case(
      id: "compressed-oops-gap",
      severity: .error,
      flags: "-Xmx36g",
      limit: 49152,
      names: "36.0 GiB",
      silentFlags: "-Xmx31g"
    ),
    Case(
      id: "rss-not-demand",
      severity: .error,
      flags: "-Xmx1g -XX:+UseG1GC",
      limit: 2048,
      signals: signals(committed: 1000, max: 1024, live: 200),
      names: "200 MiB",
      silentSignals: signals(committed: 1000, max: 1024, live: 700)
    ),
    Case(
      id: "heap-set-elsewhere",
      severity: .warning,
      limit: 2048,
      signals: signals(max: 1500),
      names: "1500 MiB",
      silentSignals: signals(max: 512)
    ),
    Case(
      id: "direct-unbounded",
      severity: .warning,
      flags: "-Xmx512m",
      limit: 2048,
      signals: signals(direct: 80),
      names: "80 MiB",
      silentFlags: "-Xmx512m -XX:MaxDirectMemorySize=100m"
    ),
    Case(
      id: "serial-by-accident",
      severity: .warning,
      flags: "-Xmx200m",
      limit: 1024,
      names: "2 CPUs",
      silentFlags: "-Xmx200m -XX:+UseSerialGC"
    ),
    Case(
      id: "serial-by-accident",
      severity: .error,
      flags: "-Xmx600m",
      limit: 1024,
      names: "600 MiB",
      silentLimit: 1792
    ),
    Case(
      id: "serial-one-cpu",
      severity: .info,
      flags: "-Xmx600m",
      limit: 2048,
      cpuLimit: 0.5,
      names: "600 MiB",
      silentFlags: "-Xmx600m -XX:ActiveProcessorCount=2"
    ),
    Case(
      id: "node-cpu-threads",
      severity: .warning,
      flags: "-Xmx600m",
      limit: 2048,
      cpuLimit: nil,
      cpuRequest: 1,
      names: "16 CPUs",
      silentFlags: "-Xmx600m -XX:ActiveProcessorCount=2"
    ),
    Case(
      id: "g1-in-tiny",
      severity: .warning,
      flags: "-Xmx128m -XX:+UseG1GC",
      limit: 512,
      names: "128 MiB",
      silentFlags: "-Xmx256m -XX:+UseG1GC"
    ),
    Case(
      id: "pretouch",
      severity: .info,
      flags: "-Xmx512m -Xms512m -XX:+AlwaysPreTouch",
      limit: 1024,
      names: "512 MiB",
      silentFlags: "-Xmx512m"
    ),
    Case(
      id: "xms-eq-xmx",
      severity: .info,
      flags: "-Xmx512m -Xms512m",
      limit: 1024,
      names: "512 MiB",
      silentFlags: "-Xmx512m -Xms256m"
    ),
    Case(
      id: "maxram-overrides",
      severity: .error,
      flags: "-XX:MaxRAM=1g",
      limit: 200,
      names: "256 MiB",
      silentLimit: 1024
    ),
    Case(
      id: "fraction-flag",
      severity: .warning,
      flags: "-XX:MaxRAMFraction=2",
      limit: 1024,
      names: "MaxRAMFraction=2",
      silentFlags: "-XX:MaxRAMPercentage=50"
    ),
    Case(
      id: "fraction-flag",
      severity: .error,
      flags: "-XX:MaxRAMFraction=2",
      image: "openjdk:25",
      limit: 1024,
      names: "MaxRAMFraction=2",
      silentFlags: "-XX:MaxRAMPercentage=50"
    ),
    Case(
      id: "does-not-start",
      severity: .error,
      flags: "-XX:MaxRAMFraction=2",
      image: "openjdk:25",
      limit: 1024,
      names: "JDK 25",
      silentFlags: "-XX:MaxRAMPercentage=50"
    ),
    Case(
      id: "does-not-start",
      severity: .error,
      flags: "-Xmx1.5g",
      limit: 2048,
      names: "-Xmx1.5g",
      silentFlags: "-Xmx1536m"
    ),
    Case(
      id: "does-not-start",
      severity: .error,
      flags: "-Xmx256m -Xms512m",
      limit: 2048,
      names: "-Xms512m",
      silentFlags: "-Xmx512m -Xms512m"
    ),
    Case(
      id: "does-not-start",
      severity: .error,
      flags: "-XX:+UseG1GC -XX:+UseSerialGC",
      limit: 2048,
      names: "Serial and G1",
      silentFlags: "-XX:+UseG1GC -XX:-UseSerialGC"
    ),
    Case(
      id: "flag-overruled",
      severity: .warning,
      flags: "-Xmx512m -XX:MaxRAMPercentage=70",
      limit: 1024,
      names: "MaxRAMPercentage=70",
      silentFlags: "-Xmx512m"
    ),
    Case(
      id: "flag-overruled",
      severity: .warning,
      flags: "-Xmx512m",
      limit: 1024,
      variables: ["JAVA_TOOL_OPTIONS": "-Xmx256m"],
      names: "-Xmx256m in JAVA_TOOL_OPTIONS",
      silentFlags: ""
    ),
    Case(
      id: "not-container-aware",
      severity: .error,
      flags: "-Xmx512m",
      image: "openjdk:8u181",
      limit: 1024,
      names: "8u181"
    ),
    Case(
      id: "not-container-aware",
      severity: .warning,
      flags: "-Xmx512m",
      image: "openjdk:11.0.8",
      limit: 1024,
      names: "11.0.8"
    ),
    Case(
      id: "variable-unused",
      severity: .warning,
      limit: 1024,
      variables: ["JAVA_OPTS": "-Xmx256m"],
      names: "JAVA_OPTS"
    ),
    Case(
      id: "options-unread",
      severity: .info,
      limit: 1024,
      variables: ["JAVA_TOOL_OPTIONS": nil],
      names: "JAVA_TOOL_OPTIONS"
    ),
    Case(
      id: "release-not-verified",
      severity: .info,
      image: "openjdk:8u392",
      limit: 1024,
      names: "8u392"
    ),
  ]

  @Test("each finding names its number and is silent where its cause is gone", arguments: cases)
  func found(_ example: Case) throws {
    let found = example.findings(silent: false)
    let finding = try #require(
      found.first { $0.id == example.id && $0.message.contains(example.names) }
    )
    #expect(finding.severity == example.severity)
    #expect(found.map(\.severity) == found.map(\.severity).sorted(by: >))
    if example.silentFlags != nil || example.silentLimit != nil || example.silentSignals != nil {
      #expect(!example.findings(silent: true).contains { $0.id == example.id })
    }
  }

  @Test("a healthy JVM has no finding above info")
  func healthy() throws {
    let spec = javaSpec("-Xmx1g -XX:+UseG1GC", image: "eclipse-temurin:21.0.8")
    var signals = JVMSignals()
    signals.heapMax = .gibibytes(1)
    signals.nonHeapUsedMax = .mebibytes(150)
    signals.liveSet = LiveSet(estimate: .mebibytes(400), source: "test")
    signals.heapCommittedMax = .mebibytes(1000)
    let around = JVMSurroundings(
      memoryLimit: .mebibytes(1536),
      cpuLimit: .cores(2),
      nodeCPU: .cores(8),
      nodeMemory: .gibibytes(32)
    )
    let profile = try #require(JVMProfiler.profile(of: spec, in: around, signals: signals))
    #expect(profile.findings == [])
    #expect(profile.configuration?.flags == ["-Xmx1g", "-XX:+UseG1GC"])
    #expect(profile.configuration?.heapFlagSource == "command")
  }

  @Test("a heap maximum that leaves out a survivor space is no contradiction")
  func survivor() throws {
    for (flags, reported) in [("-XX:+UseSerialGC", 494.9375), ("-XX:+UseParallelGC", 455.5)] {
      var signals = JVMSignals()
      signals.heapMax = Memory(bytes: Int64(reported * 0x1p20))
      let profile = try #require(
        JVMProfiler.profile(
          of: javaSpec(flags + " -Xmx512m"),
          in: JVMSurroundings(memoryLimit: .gibibytes(1), cpuLimit: .cores(2)),
          signals: signals
        )
      )
      #expect(profile.configuration?.maxHeap == .mebibytes(512))
      #expect(!profile.findings.contains { $0.id == "heap-set-elsewhere" })
    }
  }
}
