import PodfitModel
import Testing

@testable import PodfitProfile

@Suite("Devices, traffic and limits of containers")
struct DeviceTests {
  static let part = GPUDevice(id: "GPU-1", model: "NVIDIA A100-SXM4-80GB").part

  static func facts(_ resources: ContainerResources = ContainerResources()) -> [InventoryFact] {
    var spec = ContainerSpec(name: "app")
    spec.resources = resources
    return [ProfilerTests.listed("db-0", owner: (.statefulSet, "db"), containers: [spec])]
  }

  static func series(
    _ container: String,
    _ metric: Metric,
    part: String = "",
    _ values: [Int64]
  ) -> StoredSeries {
    ProfilerTests.series(
      "db-0",
      container,
      metric,
      part: part,
      minutes: values.indices.map { Double($0 + 1) },
      values: values
    )
  }

  @Test("a GPU's shares, framebuffer and hours; parts are devices and not summed")
  func gpu() throws {
    let facts = Self.facts(ContainerResources(extendedRequests: ["nvidia.com/gpu": 1, "x/y": 2]))
    let profile = try #require(
      ProfilerTests.profiles(
        facts,
        [
          Self.series("app", .gpuUtilization, part: Self.part, [0, 50_000_000_000, 1, 0]),
          Self.series("app", .gpuMemoryUsed, part: Self.part, [100, 200, 300, 400]),
          Self.series("app", .gpuMemoryFree, part: Self.part, [900, 800, 700, 500]),
        ]
      ).first
    )
    let gpu = try #require(profile.gpu)
    #expect(gpu.requested == ["nvidia.com/gpu": 1])
    #expect(gpu.devices == [GPUDevice(part: Self.part)] && gpu.pods == 1)
    #expect(gpu.utilization?.max == 0.5 && gpu.utilization?.p50 == 0 && gpu.engine == nil)
    #expect(gpu.utilization?.idle == 0.75)
    #expect(gpu.memory?.max == .mebibytes(400))
    #expect(gpu.memorySize == .mebibytes(1_000))
    #expect(gpu.weeklyHours == 168)
  }

  @Test("a GPU asked for without readings is a profile without readings; none asked for is none")
  func unmeasured() throws {
    let asked = Self.facts(ContainerResources(extendedRequests: ["amd.com/gpu": 2]))
    let cpu = [Self.series("app", .cpuUsage, [1, 2, 3])]
    let gpu = try #require(ProfilerTests.profiles(asked, cpu).first?.gpu)
    #expect(!gpu.isMeasured && gpu.requested == ["amd.com/gpu": 2])
    #expect(ProfilerTests.profiles(Self.facts(), cpu).first?.gpu == nil)
  }

  @Test("counters of disks and interfaces become rates, those of the pod stand at its containers")
  func traffic() throws {
    let profile = try #require(
      ProfilerTests.profiles(
        Self.facts(),
        [
          Self.series("app", .cpuUsage, [1, 2, 3]),
          Self.series("app", .fsReadsTotal, part: "sda", [0, 6_000, 18_000]),
          Self.series("app", .fsReadsTotal, part: "sdb", [0, 600, 600]),
          Self.series("(pod)", .networkReceiveTotal, part: "eth0", [0, 60_000, 60_000]),
        ]
      ).first
    )
    let io = try #require(profile.io)
    #expect(io.reads?.max == DataRate(bytesPerSecond: 200))
    #expect(io.reads?.p50 == DataRate(bytesPerSecond: 110))
    #expect(io.received?.max == DataRate(bytesPerSecond: 1_000))
    #expect(io.writes == nil && io.sent == nil)
    #expect(profile.id.container == "app")
  }

  @Test("limits alone make no container of a pod")
  func limitsAlone() {
    let measured = UsageBuilder.measured(
      OwnerResolverTests.pod("db-0"),
      series: [Self.series("app", .memoryLimit, [5, 5])],
      inventory: Inventory([])
    )
    #expect(measured.containers.isEmpty)
  }

  @Test("each pod's samples stand under its own limit: as exported, as listed, as last told")
  func limits() throws {
    let cpu = Self.series("app", .cpuUsage, [1, 2, 3])
    let limit = Self.series("app", .memoryLimit, [100, 100, 200])
    let listed = Self.facts(
      ContainerResources(cpuLimit: .millicores(5), memoryLimit: .mebibytes(1))
    )
    let exported = try #require(ProfilerTests.profiles(listed, [cpu, limit]).first?.pods.first)
    #expect(exported.memoryLimit.changes == 1 && exported.memoryLimit.largest == 200)
    #expect(exported.cpuLimit == LimitSteps(always: 5_000_000))
    let none = try #require(ProfilerTests.profiles(Self.facts(), [cpu]).first?.pods.first)
    #expect(none.memoryLimit == LimitSteps(always: nil))
    let told = InventoryFact.containerResource(
      ContainerResourceFact(
        container: ProfilerTests.id("db-0", "app"),
        resource: "memory",
        isLimit: true,
        amount: 77,
        at: Instant(milliseconds: 0)
      )
    )
    let fact = try #require(ProfilerTests.profiles([told], [cpu]).first?.pods.first)
    #expect(fact.memoryLimit == LimitSteps(always: 77) && !fact.cpuLimit.isKnown)
  }

  @Test("what a pod moved counts in the times asked about alone")
  func spans() {
    let busy = SampleColumn(minutes: [1, 2, 3, 4], values: [0, 10, 10, 0])
    let spans = BusySpans(of: busy) { $0 >= 10 }
    let pod = UsageBuilder.measured(
      OwnerResolverTests.pod("db-0"),
      series: [
        Self.series("app", .cpuUsage, [1, 2, 3, 4, 5]),
        Self.series("app", .fsWritesTotal, part: "sda", [0, 60, 180, 360, 600]),
      ],
      inventory: Inventory([])
    )
    // Minutes 2 and 3: 60 and 120 bytes.
    #expect(pod.bytes(.disk, during: spans) == 180)
    #expect(pod.bytes(.network, during: spans) == 0)
    #expect(pod.bytes(.disk, during: BusySpans()) == 0)
  }

  @Test("a node's readings: busy share, speed, room, troubles")
  func node() {
    func series(_ metric: Metric, _ part: String, _ values: [Int64]) -> StoredSeries {
      Self.series("(node)", metric, part: part, values)
    }
    let node = NodeReadings(
      cluster: "c1",
      node: "n1",
      series: [
        series(.nodeDiskTimeTotal, "sda", [0, 30_000_000_000, 90_000_000_000]),
        series(.nodeNetworkReceiveTotal, "eth0", [0, 600, 1_800]),
        series(.nodeNetworkSpeed, "eth0", [125, 125, 125]),
        series(.nodeFilesystemFree, "/", [50, 10, 30]),
        series(.nodeFilesystemSize, "/", [100, 100, 100]),
        series(.nodeTrouble, "DiskPressure", [1, 0, 1]),
        series(.nodeTrouble, "MemoryPressure", [0, 0, 0]),
        series(.nodeIOWaitTotal, "", [0, 0, 6_000_000_000]),
      ]
    )
    #expect(node.disks.map(\.busy.values) == [[500_000_000, 1_000_000_000]])
    #expect(node.interfaces.map(\.received.values) == [[10, 20]])
    #expect(node.interfaces.first?.speed == DataRate(bytesPerSecond: 125))
    #expect(node.fileSystems.map(\.leastFree.bytes) == [10])
    #expect(node.troubles.map(\.type) == ["DiskPressure"])
    #expect(node.troubles.map(\.stretches) == [2] && node.troubles.map(\.readings) == [2])
    #expect(node.waits[.nodeIOWaitTotal]?.values == [0, 100_000_000])
  }
}
