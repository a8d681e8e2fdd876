import PodfitModel
import Testing

@testable import PodfitJVM

@Suite("Hostile specs")
struct HostileInputTests {
  private static let pieces = [
    "java", "-jar", "-Xmx", "-Xmx1g", "-XX:", "-XX:+UseG1GC", "-XX:MaxRAMPercentage=", "=", "\"",
    "'",
    "\\", "$", "${", "}", "$(", ")", "$$", " ", "\n", "\r\n", ";", "&&", "|", "#", "@", "sh", "-c",
    "JAVA_OPTS", "9999999999999999999999", "-1", "1e400", "NaN", "\u{0}", "\u{1F600}", "\u{301}",
    "openjdk:", "17.0.9", "/", ":", "8u", "1.", "_", "-J", "-J-Xmx5m", "",
  ]

  @Test("any words give the same profile twice, and limits that are not negative")
  func garbage() throws {
    var found = 0
    for seed in 0..<UInt64(4000) {
      var dice = Dice(state: seed)
      func text(_ dice: inout Dice) -> String {
        (0..<(dice.next() % 6)).map { _ in dice.pick(Self.pieces) }.joined()
      }
      func texts(_ dice: inout Dice) -> [String] {
        (0..<(dice.next() % 5)).map { _ in text(&dice) }
      }
      var spec = ContainerSpec(name: "", image: text(&dice))
      spec.command = dice.next() % 2 == 0 ? ["sh", "-c"] + texts(&dice) : texts(&dice)
      spec.arguments = texts(&dice)
      for name in ["JAVA_OPTS", "JAVA_TOOL_OPTIONS", "JAVA_VERSION", text(&dice)] {
        let value = dice.next() % 4 == 0 ? nil : text(&dice)
        spec.environment.append(EnvironmentVariable(name: name, value: value))
      }
      let around = JVMSurroundings(
        memoryLimit: .mebibytes(Int64(dice.next() % 5000)),
        cpuLimit: dice.next() % 2 == 0 ? nil : .millicores(Int64(dice.next() % 5000))
      )
      let profile = JVMProfiler.profile(of: spec, in: around, signals: JVMSignals())
      #expect(profile == JVMProfiler.profile(of: spec, in: around, signals: JVMSignals()))
      guard let profile else { continue }
      found += 1
      let sizing = JVMSizer.sizing(of: profile, spec: spec, in: around, workingSetMax: nil)
      if let sizing {
        #expect(sizing.recommendation.heapMax + sizing.nonHeap <= sizing.minimumLimit, "\(seed)")
      }
    }
    #expect(found > 3000)
  }

  @Test("variables that repeat each other do not grow without bound")
  func growth() {
    var environment = [EnvironmentVariable(name: "V0", value: String(repeating: "x", count: 64))]
    for step in 1...60 {
      let last = "$(V\(step - 1))"
      environment.append(EnvironmentVariable(name: "V\(step)", value: last + last))
    }
    environment.append(EnvironmentVariable(name: "JAVA_OPTS", value: "-Xmx64m $(V60)"))
    let script = String(repeating: "${JAVA_OPTS} ", count: 10_000)
    let spec = ContainerSpec(
      name: "c",
      command: ["sh", "-c", "java " + script],
      environment: environment
    )
    let launch = LaunchFlags(spec, launcherReadsVariable: true)
    #expect(launch.flags.memory("MaxHeapSize") == .mebibytes(64))
    #expect(launch.flags.placed.reduce(0) { $0 + $1.text.utf8.count } < 8 << 20)
  }

  @Test("any words give the same runtime twice and end soon")
  func otherRuntimes() {
    let pieces =
      Self.pieces + [
        "node", "python3", "gunicorn", "puma", "dotnet", "go", "-w", "--workers=", "-i", "max",
        "golang:1.22", "node:18", "mcr.microsoft.com/dotnet/aspnet:8.0", "ruby:3.3", "python:3.12",
        "0x", "0xFFFFFFFFFFFFFFFF", "9223372036854775807", "512Mi", "GiB", "celery", "worker",
      ]
    let names = [
      "GOMEMLIMIT", "GOMAXPROCS", "NODE_OPTIONS", "UV_THREADPOOL_SIZE", "DOTNET_GCHeapHardLimit",
      "DOTNET_GCHeapHardLimitPercent", "DOTNET_gcServer", "DOTNET_PROCESSOR_COUNT",
      "WEB_CONCURRENCY", "GUNICORN_CMD_ARGS", "PYTHONMALLOC", "RUBY_GC_HEAP_INIT_SLOTS",
    ]
    var found = 0
    for seed in 0..<UInt64(4000) {
      var dice = Dice(state: seed)
      func text(_ dice: inout Dice) -> String {
        (0..<(dice.next() % 4)).map { _ in dice.pick(pieces) }.joined()
      }
      var spec = ContainerSpec(name: "c", image: text(&dice))
      spec.command = (0..<(dice.next() % 5)).map { _ in text(&dice) }
      for _ in 0..<3 {
        let value = dice.next() % 4 == 0 ? nil : text(&dice)
        spec.environment.append(EnvironmentVariable(name: dice.pick(names), value: value))
      }
      let around = JVMSurroundings(
        memoryLimit: .mebibytes(Int64(dice.next() % 5000)),
        cpuLimit: dice.next() % 2 == 0 ? nil : .millicores(Int64(dice.next() % 5000)),
        nodeCPU: dice.next() % 2 == 0 ? nil : .cores(Int64(dice.next() % 64))
      )
      let profile = RuntimeProfiler.profile(of: spec, in: around)
      #expect(profile == RuntimeProfiler.profile(of: spec, in: around))
      found += profile?.findings.count ?? 0
    }
    #expect(found > 100)
  }

  @Test(
    "numbers of runtimes at their ends",
    arguments: ["", "-1", "0x", "zz", "10000000000000000"]
  )
  func numbers(text: String) {
    #expect(DotNetRules.hexadecimal(text) == nil || text == "10000000000000000")
    #expect(GoRules.memory(text + "TiB") == nil)
  }
}
