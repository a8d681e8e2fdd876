import PodfitModel
import Testing

@testable import PodfitProfile

@Suite("What JVM series tell beside their sum")
struct JVMSeriesTests {
  private static let hour: Int64 = 3_600_000

  private static func series(
    _ metric: Metric,
    part: String = "",
    source: String = "",
    _ values: [Int64],
    step: Int64 = 60_000
  ) -> StoredSeries {
    StoredSeries(
      key: SeriesKey(
        container: PodContainerID(
          pod: PodID(cluster: "", namespace: "n", name: "p"),
          container: "c"
        ),
        metric: metric,
        part: part,
        source: source
      ),
      samples: SampleColumn(times: values.indices.map { Int64($0 + 1) * step }, values: values)
    )
  }

  private static func facts(_ series: [StoredSeries]) -> JVMSeriesFacts {
    JVMSeriesFacts(Dictionary(grouping: series, by: \.key.metric))
  }

  @Test("one JVM read twice is one; two whose committed heaps differ are two")
  func processes() {
    let steady = [Int64](repeating: 100 << 20, count: 10)
    let other = [Int64](repeating: 300 << 20, count: 10)
    let one = Self.series(.jvmHeapCommitted, source: "instance=a", steady)
    #expect(Self.facts([]).processes == 0)
    #expect(Self.facts([one]).processes == 1)
    let copy = Self.series(.jvmHeapCommitted, source: "instance=b", steady)
    #expect(Self.facts([one, copy]).processes == 1)
    let second = Self.series(.jvmHeapCommitted, source: "instance=b", other)
    #expect(Self.facts([one, second]).processes == 2)
    let short = Self.series(.jvmHeapCommitted, source: "instance=b", [300 << 20, 300 << 20])
    #expect(Self.facts([one, short]).processes == 1)
  }

  @Test("pools of two collectors are two JVMs, and tell the collector of one")
  func collectors() {
    let old = Self.series(.jvmHeapUsed, part: "G1 Old Gen", [1, 2])
    let tenured = Self.series(.jvmHeapUsed, part: "Tenured Gen", [1, 2])
    #expect(Self.facts([old]).collectors == [.g1])
    #expect(Self.facts([old, tenured]).processes == 2)
  }

  @Test("the code cache is the sum of its pools, metaspace is none of them")
  func codeCache() {
    let facts = Self.facts([
      Self.series(.jvmNonHeapUsed, part: "CodeHeap 'profiled nmethods'", [10, 30]),
      Self.series(.jvmNonHeapUsed, part: "CodeHeap 'non-nmethods'", [5, 5]),
      Self.series(.jvmNonHeapUsed, part: "Metaspace", [1000, 1000]),
      Self.series(.jvmNonHeapMax, part: "CodeHeap 'profiled nmethods'", [40, 40]),
    ])
    #expect(facts.codeCacheMax?.bytes == 35)
    #expect(facts.codeCacheReserved?.bytes == 40)
  }

  @Test("a jump of the floor is a step, a cycle and noise are none")
  func steps() {
    func trend(_ floors: [Int64]) -> String {
      let column = SampleColumn(
        times: floors.indices.map { Int64($0 + 1) * Self.hour },
        values: floors.map { $0 << 20 }
      )
      return Profiler.trend(of: [column], isLeaking: false, level: nil).map { "\($0)" } ?? "none"
    }
    let low = [Int64](repeating: 100, count: 12)
    let high = [Int64](repeating: 300, count: 12)
    #expect(trend(low + high).hasPrefix("step"))
    #expect(trend(high + low).hasPrefix("step"))
    #expect(trend(low + low) == "steady")
    #expect(trend((0..<24).map { 100 + Int64($0 % 6) * 30 }) == "steady")
    #expect(trend((0..<24).map { 100 + Int64($0) * 10 }) == "steady")
    #expect(trend([1, 2, 3]) == "none")
  }

  @Test("a profile's findings rest on its series: threads, classes, pauses, pools and the quota")
  func findings() throws {
    let spec = ContainerSpec(
      name: "app",
      image: "eclipse-temurin:21",
      command: ["java", "-Xmx512m", "-jar", "a.jar"],
      resources: ContainerResources(cpuLimit: .cores(2 as Int64), memoryLimit: .gibibytes(1))
    )
    let facts = [
      ProfilerTests.listed("db-0", owner: (.statefulSet, "db"), containers: [spec])
    ]
    let minutes = (1...60).map { Double($0) }
    func series(_ metric: Metric, part: String = "", _ value: (Int64) -> Int64) -> StoredSeries {
      ProfilerTests.series(
        "db-0",
        "app",
        metric,
        part: part,
        minutes: minutes,
        values: (1...60).map { value($0) }
      )
    }
    let profile = try #require(
      ProfilerTests.profiles(
        facts,
        [
          series(.jvmThreads) { _ in 812 },
          series(.jvmClasses) { 10_000 + $0 * 200 },
          // A tenth of each minute, in nanoseconds.
          series(.jvmGCPauseTotal, part: "G1 Young Generation") { $0 * 6_000_000_000 },
          series(.cpuUsage) { _ in 400_000_000 },
          series(.cpuThrottledRatio) { _ in 50_000_000 },
          series(.jvmHeapUsed, part: "G1 Old Gen") { _ in 300 << 20 },
        ]
      ).first
    )
    let jvm = try #require(profile.jvm)
    let ids = Set(jvm.findings.map(\.id))
    #expect(ids.isSuperset(of: ["thread-stacks", "metaspace-unbounded", "gc-thrash"]), "\(ids)")
    #expect(jvm.configuration?.collector == .g1)
    let thrash = try #require(jvm.findings.first { $0.id == "gc-thrash" })
    #expect(thrash.message.contains("25 %") && thrash.message.contains("10 %"))
    #expect(thrash.evidence == ["JVM metrics"])
    #expect(profile.runtime == nil)
  }

  @Test("a runtime of another language has its findings in the profile")
  func otherRuntime() throws {
    let spec = ContainerSpec(
      name: "app",
      image: "golang:1.22",
      resources: ContainerResources(cpuLimit: .cores(2 as Int64), memoryLimit: .mebibytes(512))
    )
    let facts = [ProfilerTests.listed("db-0", owner: (.statefulSet, "db"), containers: [spec])]
    let profile = try #require(ProfilerTests.profiles(facts, []).first)
    #expect(profile.jvm == nil)
    #expect(profile.runtime?.name == "Go")
    #expect(
      profile.runtime?.findings.map(\.id) == ["go-procs-of-node", "go-memory-limit-missing"]
    )
  }
}
