import PodfitModel
import Testing

@testable import PodfitJVM

/// A small seeded generator, so that a failure can be run again.
struct Dice: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
    return value ^ (value >> 31)
  }

  mutating func pick<T>(_ choices: [T]) -> T {
    choices[Int(next() % UInt64(choices.count))]
  }
}

/// A container with a JVM as somebody might run it.
struct RandomJVM {
  var spec: ContainerSpec
  var surroundings: JVMSurroundings
  var signals = JVMSignals()

  init(seed: UInt64) {
    var dice = Dice(state: seed)
    let images = [
      "eclipse-temurin:17.0.9", "openjdk:11.0.13", "eclipse-temurin:21", "eclipse-temurin:25",
      "team/app:1", "openjdk:8u392", "bitnami/kafka:3.7", "cassandra:4", "openjdk:17.0.2",
    ]
    let heapFlags: [[String]] = [
      [], ["-Xmx300m"], ["-Xmx1g", "-Xms1g"], ["-XX:MaxRAMPercentage=75"],
      ["-XX:MaxRAMPercentage=50", "-XX:InitialRAMPercentage=50"], ["-XX:MinRAMPercentage=80"],
      ["-Xms700m"], ["-XX:MaxHeapSize=333m"], ["-XX:MaxRAM=1g"], ["-XX:MaxRAMFraction=2"],
      ["-Xmx2g", "-XX:+AlwaysPreTouch"], ["-Xmn100m", "-Xmx400m"], ["-XX:-UseContainerSupport"],
    ]
    let collectors: [[String]] = [
      [], [], ["-XX:+UseSerialGC"], ["-XX:+UseParallelGC"], ["-XX:+UseG1GC"],
      ["-XX:+UseShenandoahGC"], ["-XX:+UnlockExperimentalVMOptions", "-XX:+UseZGC"],
    ]
    let image = dice.pick(images)
    let flags = dice.pick(heapFlags) + dice.pick(collectors)
    let text = flags.joined(separator: " ")
    spec = ContainerSpec(name: "c", image: image)
    switch dice.next() % 6 {
    case 0: spec.command = ["java"] + flags + ["-jar", "app.jar"]
    case 1:
      spec.command = ["sh", "-c"]
      spec.arguments = ["exec java \(text) -jar app.jar"]
    case 2:
      spec.command = ["sh", "-c", "exec java $JAVA_OPTS -jar app.jar"]
      spec.environment = [EnvironmentVariable(name: "JAVA_OPTS", value: text)]
    case 3: spec.environment = [EnvironmentVariable(name: "JAVA_TOOL_OPTIONS", value: text)]
    case 4:
      spec.command = ["java", "-jar", "app.jar"]
      spec.environment = [
        EnvironmentVariable(name: "JDK_JAVA_OPTIONS", value: text),
        EnvironmentVariable(name: "JAVA_TOOL_OPTIONS", value: "-Xmx200m"),
      ]
    default: spec.environment = [EnvironmentVariable(name: "KAFKA_HEAP_OPTS", value: text)]
    }
    let limits: [Int64?] = [nil, 100, 200, 260, 500, 768, 1024, 1791, 1792, 2048, 4096, 65_536]
    surroundings = JVMSurroundings(
      memoryLimit: dice.pick(limits).map { .mebibytes($0) },
      cpuLimit: dice.pick([nil, 0.5, 1, 2, 4]).map { .cores($0) },
      cpuRequest: dice.pick([nil, 0.25, 1, 3]).map { .cores($0) },
      nodeCPU: .cores(Int64(dice.pick([2, 8, 64]))),
      nodeMemory: .gibibytes(dice.pick([8, 64, 256]))
    )
    if dice.next() % 2 == 0 {
      signals.liveSet = LiveSet(
        estimate: .mebibytes(dice.pick([0, 1, 20, 90, 301, 1200, 9000])),
        source: "random"
      )
      signals.heapCommittedMax = .mebibytes(dice.pick([10, 100]))
    }
    if dice.next() % 2 == 0 { signals.nonHeapUsedMax = .mebibytes(dice.pick([20, 150, 600])) }
    if dice.next() % 2 == 0 { signals.directUsedMax = .mebibytes(dice.pick([0, 40])) }
    if dice.next() % 2 == 0 {
      signals.workingSetMax = .mebibytes(dice.pick([30, 300, 1000, 5000]))
    }
  }

  func profile() -> JVMProfile? {
    JVMProfiler.profile(of: spec, in: surroundings, signals: signals)
  }

  /// The same container after somebody followed the advice.
  func following(_ sizing: JVMSizing) -> RandomJVM {
    var result = self
    result.surroundings.memoryLimit = sizing.minimumLimit
    result.signals = JVMSignals()
    let flags = sizing.recommendation.flags
    guard let place = sizing.recommendation.variable else { return result }
    let text = flags.joined(separator: " ")
    func edited(_ words: [String]) -> [String] {
      if let jar = words.firstIndex(of: "-jar") {
        return Array(words[..<jar]) + flags + Array(words[jar...])
      }
      return words.map { $0.replacing(" -jar", with: " \(text) -jar") }
    }
    switch place {
    case "command": result.spec.command = edited(spec.command)
    case "args": result.spec.arguments = edited(spec.arguments)
    default:
      let old = spec.environment.first { $0.name == place }?.value ?? ""
      result.spec.environment.removeAll { $0.name == place }
      result.spec.environment.append(
        EnvironmentVariable(name: place, value: "\(old) \(text)")
      )
    }
    return result
  }
}

@Suite("Sizing")
struct SizingTests {
  @Test("followed advice gives the advised heap and collector, and all of it fits")
  func property() throws {
    var sized = 0
    var flagged = 0
    var kept = 0
    for seed in 0..<UInt64(6000) {
      let jvm = RandomJVM(seed: seed)
      guard let profile = jvm.profile(), let before = profile.configuration else { continue }
      let floor: Memory? = seed % 3 == 0 ? .mebibytes(Int64(seed % 7) * 500) : nil
      let sizing = try #require(
        JVMSizer.sizing(
          of: profile,
          spec: jvm.spec,
          in: jvm.surroundings,
          workingSetMax: jvm.signals.workingSetMax,
          atLeast: floor
        ),
        "seed \(seed)"
      )
      let heap = sizing.recommendation.heapMax
      #expect(heap + sizing.nonHeap <= sizing.minimumLimit, "seed \(seed)")
      #expect(sizing.minimumLimit >= floor ?? .zero, "seed \(seed)")
      #expect(sizing.minimumLimit.bytes % (1 << 20) == 0, "seed \(seed)")
      if sizing.changes.contains(where: { $0.contains("is kept") }) {
        #expect(sizing.recommendation.flags.isEmpty, "seed \(seed)")
        #expect(heap == before.maxHeap, "seed \(seed)")
        #expect(sizing.minimumLimit >= jvm.surroundings.memoryLimit ?? .zero, "seed \(seed)")
        kept += 1
        continue
      }
      let after = try #require(jvm.following(sizing).profile()?.configuration, "seed \(seed)")
      #expect(after.maxHeap == heap, "seed \(seed)")
      #expect(after.collector == sizing.recommendation.collector, "seed \(seed)")
      #expect(after.collector == before.collector, "seed \(seed)")
      #expect(after.initialHeap <= after.maxHeap, "seed \(seed)")
      if let live = jvm.signals.liveSet, let factors = HeapNeed.factors(before.collector) {
        #expect(heap >= live.estimate.scaledUp(by: factors.least), "seed \(seed)")
      } else {
        #expect(heap >= before.maxHeap, "seed \(seed)")
      }
      sized += 1
      if !sizing.recommendation.flags.isEmpty { flagged += 1 }
    }
    // The cases are worth something only where most of them come to advice, of both kinds.
    #expect(sized > 4000)
    #expect(flagged > 1000)
    #expect(sized - flagged > 500)
    #expect(kept > 50)
  }

  private func size(
    _ spec: ContainerSpec,
    limit: Int64,
    cpus: Int64 = 2,
    signals: JVMSignals = JVMSignals()
  ) throws -> JVMSizing {
    let around = JVMSurroundings(
      memoryLimit: .mebibytes(limit),
      cpuLimit: .cores(cpus),
      nodeCPU: .cores(8),
      nodeMemory: .gibibytes(32)
    )
    let profile = try #require(JVMProfiler.profile(of: spec, in: around, signals: signals))
    return try #require(
      JVMSizer.sizing(of: profile, spec: spec, in: around, workingSetMax: signals.workingSetMax)
    )
  }

  private func experiment(live: Int64, nonHeap: Int64, committed: Int64, workingSet: Int64)
    -> JVMSignals
  {
    var signals = JVMSignals()
    signals.liveSet = LiveSet(estimate: .mebibytes(live), source: "test")
    signals.nonHeapUsedMax = .mebibytes(nonHeap)
    signals.directUsedMax = .zero
    signals.heapCommittedMax = .mebibytes(committed)
    signals.workingSetMax = .mebibytes(workingSet)
    return signals
  }

  @Test("the measured 300 MiB service in 2 GiB with a 75 % heap gets 2.1 x live and its collector")
  func measuredService() throws {
    let sizing = try size(
      javaSpec("-XX:MaxRAMPercentage=75", image: "eclipse-temurin:21"),
      limit: 2048,
      signals: experiment(live: 301, nonHeap: 16, committed: 1342, workingSet: 1283)
    )
    // 2.1 x 301 MiB as a share of the limit in tenths of a percent, which HotSpot rounds up to 2 MiB.
    #expect(sizing.recommendation.heapMax == .mebibytes(636))
    #expect(sizing.recommendation.flags == ["-XX:MaxRAMPercentage=82", "-XX:+UseG1GC"])
    #expect(sizing.recommendation.variable == "command")
    // Runs with 600 MiB of heap took 674 MiB at most and did all their work in 704 MiB.
    #expect(sizing.minimumLimit > .mebibytes(740))
    #expect(sizing.minimumLimit < .mebibytes(830))
    #expect(sizing.changes.contains { $0.contains("Serial") && $0.contains("G1") })
  }

  @Test("a default heap that a smaller limit would shrink is held by a flag")
  func defaultHeap() throws {
    let sizing = try size(javaSpec("", image: "team/app:1"), limit: 4096)
    #expect(sizing.recommendation.heapMax == .gibibytes(1))
    #expect(sizing.recommendation.flags == ["-Xmx1024m", "-XX:+UseG1GC"])
    #expect(sizing.recommendation.variable == "JAVA_TOOL_OPTIONS")
    #expect(sizing.minimumLimit < .mebibytes(1536))
  }

  @Test("a heap below what its live set needs is raised, one just above stays")
  func raising() throws {
    func heap(_ live: Int64) throws -> Memory {
      try size(
        javaSpec("-Xmx512m -XX:+UseG1GC"),
        limit: 1024,
        signals: experiment(live: live, nonHeap: 60, committed: 500, workingSet: 600)
      ).recommendation.heapMax
    }
    #expect([.mebibytes(693), .mebibytes(694)].contains(try heap(330)))
    #expect(try heap(240) == .mebibytes(512))
    #expect([.mebibytes(210), .mebibytes(212)].contains(try heap(100)))
  }

  @Test("a larger limit than the least would change Serial to G1, which a flag prevents")
  func floor() throws {
    let spec = javaSpec("-Xmx512m")
    let around = JVMSurroundings(memoryLimit: .gibibytes(1), cpuLimit: .cores(2))
    let profile = try #require(JVMProfiler.profile(of: spec, in: around, signals: JVMSignals()))
    func flags(_ floor: Memory?) -> [String]? {
      JVMSizer.sizing(of: profile, spec: spec, in: around, workingSetMax: nil, atLeast: floor)?
        .recommendation.flags
    }
    #expect(flags(nil) == [])
    #expect(flags(.mebibytes(1791)) == [])
    #expect(flags(.mebibytes(1792)) == ["-XX:+UseSerialGC"])
  }

  @Test("a limit already near the least one is left, with no flags")
  func near() throws {
    let first = try size(javaSpec("-XX:MaxRAMPercentage=75"), limit: 1024)
    let limit = Int64(first.minimumLimit.mebibytes) + 10
    let second = try size(javaSpec("-Xmx768m"), limit: limit)
    #expect(second.minimumLimit == .mebibytes(limit))
    #expect(second.recommendation.flags == [])
    #expect(second.recommendation.variable == nil)
    #expect(second.changes == [])
  }

  @Test("a first heap above the new largest one is lowered with it")
  func firstHeap() throws {
    let sizing = try size(
      javaSpec("-Xms2g -Xmx2g -XX:+UseParallelGC"),
      limit: 3072,
      signals: experiment(live: 200, nonHeap: 100, committed: 2048, workingSet: 2300)
    )
    #expect(sizing.recommendation.flags == ["-Xmx360m", "-Xms360m"])
  }

  @Test("page cache of a server that lives on it is kept and said, of others it is remainder")
  func pageCache() throws {
    let heap = [EnvironmentVariable(name: "KAFKA_HEAP_OPTS", value: "-Xmx1g -XX:+UseG1GC")]
    let kafka = ContainerSpec(name: "kafka", image: "bitnami/kafka:3.7", environment: heap)
    var signals = JVMSignals()
    signals.workingSetMax = .mebibytes(5000)
    signals.heapCommittedMax = .mebibytes(1000)
    signals.nonHeapUsedMax = .mebibytes(100)
    let sizing = try size(kafka, limit: 8192, signals: signals)
    let step = try #require(sizing.steps.first { $0.step.contains("page cache kept for kafka") })
    #expect(step.value.hasSuffix("MiB") && step.value != "0 MiB")
    #expect(sizing.nonHeap < .mebibytes(400))
    #expect(sizing.minimumLimit >= .mebibytes(5000))

    var other = kafka
    other.image = "team/broker:1"
    let plain = try size(other, limit: 8192, signals: signals)
    #expect(plain.nonHeap > .mebibytes(4000))
    #expect(!plain.steps.contains { $0.step.contains("page cache") })
  }

  @Test("where something hidden sets the heap, it stays and the limit is not lowered")
  func hidden() throws {
    var signals = JVMSignals()
    signals.heapMax = .mebibytes(1500)
    signals.liveSet = LiveSet(estimate: .mebibytes(50), source: "test")
    let reported = try size(javaSpec(""), limit: 4096, signals: signals)
    let secret = try size(javaSpec("", variables: [("JAVA_TOOL_OPTIONS", nil)]), limit: 4096)
    let script = try size(ContainerSpec(name: "c", image: "bitnami/kafka:3"), limit: 4096)
    for sizing in [reported, secret, script] {
      #expect(sizing.recommendation.flags == [])
      #expect(sizing.minimumLimit == .mebibytes(4096))
      #expect(sizing.changes.count == 1)
    }
    #expect(reported.recommendation.heapMax == .mebibytes(1500))
  }

  @Test("pre-touched and full-size heaps fit whole under the least limit")
  func wholeHeap() throws {
    for flags in ["-Xms1g -Xmx1g", "-Xms1g -Xmx1g -XX:+AlwaysPreTouch"] {
      let sizing = try size(javaSpec(flags + " -XX:+UseG1GC"), limit: 4096)
      #expect(sizing.minimumLimit >= .gibibytes(1) + sizing.nonHeap)
    }
  }

  @Test("hostile numbers neither trap nor give a negative limit")
  func hostile() throws {
    let huge = Memory(bytes: .max)
    for flags in ["-Xmx8000000t", "-XX:MaxRAM=8000000t", "-XX:ActiveProcessorCount=9999999999999"] {
      for limit in [Memory(bytes: 0), Memory(bytes: -5), Memory(bytes: 1), huge] {
        var signals = JVMSignals()
        signals.liveSet = LiveSet(estimate: huge, source: "test")
        signals.heapMax = Memory(bytes: -1)
        signals.workingSetMax = huge
        let around = JVMSurroundings(
          memoryLimit: limit,
          cpuLimit: CPU(nanocores: .max),
          cpuRequest: CPU(nanocores: .max),
          nodeCPU: CPU(nanocores: .max),
          nodeMemory: huge
        )
        let spec = javaSpec(flags)
        let profile = try #require(JVMProfiler.profile(of: spec, in: around, signals: signals))
        let sizing = JVMSizer.sizing(of: profile, spec: spec, in: around, workingSetMax: huge)
        #expect((sizing?.minimumLimit ?? .zero) >= .zero)
      }
    }
  }
}
