import PodfitModel
import PodfitProfile
import Testing

@testable import PodfitRecommend

@Suite("Findings about nodes")
struct NodeRuleTests {
  static let id = PodContainerID(node: "n1", in: "c")

  static func series(_ metric: Metric, _ part: String, _ values: [Int64]) -> StoredSeries {
    StoredSeries(
      key: SeriesKey(container: id, metric: metric, part: part),
      samples: SampleColumn(times: values.indices.map { Int64($0) * 60_000 }, values: values)
    )
  }

  /// A counter that grows by each of these in a minute.
  static func counter(_ metric: Metric, _ part: String, _ steps: [Int64]) -> StoredSeries {
    var sum: Int64 = 0
    return series(
      metric,
      part,
      [0]
        + steps.map {
          sum += $0
          return sum
        }
    )
  }

  static func findings(
    _ series: [StoredSeries],
    facts: [InventoryFact] = [],
    shares: [NodeRules.Share] = []
  ) -> [NodeFinding] {
    NodeRules(inventory: Inventory(facts)).findings(
      readings: series.isEmpty ? [] : [NodeReadings(cluster: "c", node: "n1", series: series)]
    ) { _, _ in shares }
  }

  @Test(
    "a disk is saturated by the share of its busy minutes",
    arguments: [(0, nil), (1, .info), (6, .warning), (30, .error)] as [(Int, Severity?)]
  )
  func disks(busy: Int, severity: Severity?) {
    let steps = (0..<100).map { Int64($0 < busy ? 59_000_000_000 : 20_000_000_000) }
    let found = Self.findings([Self.counter(.nodeDiskTimeTotal, "sda", steps)])
    #expect(found.map(\.severity) == [severity].compactMap(\.self))
    #expect(found.allSatisfy { $0.id == "node-disk-saturated" && $0.node == "n1" })
  }

  @Test("who moved most while a disk was busy is named with its share")
  func blame() {
    func share(_ name: String, _ bytes: Double) -> NodeRules.Share {
      NodeRules.Share(
        workload: WorkloadID(cluster: "c", namespace: "shop", kind: .deployment, name: name),
        bytes: bytes
      )
    }
    let found = Self.findings(
      [Self.counter(.nodeDiskTimeTotal, "sda", Array(repeating: 60_000_000_000, count: 20))],
      shares: [share("db", 75), share("web", 25), share("none", 0)]
    )
    #expect(found.first?.message.hasSuffix("shop/db 75 %, shop/web 25 %") == true)
  }

  @Test("a network is full against its stated speed, and without one nothing is said")
  func network() {
    let sent = Self.counter(
      .nodeNetworkTransmitTotal,
      "eth0",
      Array(repeating: 60 * 110_000_000, count: 20)
    )
    #expect(Self.findings([sent]).isEmpty)
    let speed = Self.series(.nodeNetworkSpeed, "eth0", [125_000_000])
    let found = Self.findings([sent, speed])
    #expect(found.map(\.id) == ["node-network-saturated"])
    #expect(found.first?.message.contains("sends at 80 % of its 125 MB/s") == true)
    let fast = Self.series(.nodeNetworkSpeed, "eth0", [1_250_000_000])
    #expect(Self.findings([sent, fast]).isEmpty)
  }

  @Test(
    "room below the kubelet's thresholds",
    arguments: [(20, nil), (14, .warning), (9, .error)] as [(Int64, Severity?)]
  )
  func room(free: Int64, severity: Severity?) {
    let found = Self.findings([
      Self.series(.nodeFilesystemFree, "/", [50, free]),
      Self.series(.nodeFilesystemSize, "/", [100, 100]),
    ])
    #expect(found.map(\.severity) == [severity].compactMap(\.self))
  }

  @Test("conditions of the list and of the readings are one finding a condition")
  func conditions() {
    var node = NodeSpec(cluster: "c", name: "n1", troubles: ["DiskPressure"])
    node.conditions = [
      NodeCondition(type: "DiskPressure", status: "True", reason: "KubeletHasDiskPressure")
    ]
    let found = Self.findings(
      [
        Self.series(.nodeTrouble, "DiskPressure", [1, 0, 1, 1]),
        Self.series(.nodeTrouble, "MemoryPressure", [0, 1, 0, 0]),
      ],
      facts: [.node(node)]
    )
    #expect(found.map(\.severity) == [.error, .warning])
    #expect(found[0].message.contains("DiskPressure when it was listed (KubeletHasDiskPressure)"))
    #expect(found[0].message.contains("so in 75 % of 4 readings, in 2 stretches"))
    #expect(found[1].message.contains("MemoryPressure: so in 25 % of 4 readings, in 1 stretch"))
  }

  @Test("evictions are told by node with the workloads they hit; events of nodes as well")
  func evictions() {
    func pod(_ name: String, on node: String) -> InventoryFact {
      var pod = PodSpec(
        id: PodID(cluster: "c", namespace: "shop", name: name),
        owner: ObjectReference(cluster: "c", namespace: "shop", kind: .statefulSet, name: "db"),
        node: node,
        phase: "Failed",
        reason: "Evicted"
      )
      pod.message = "The node was low on resource: memory. Threshold quantity: 100Mi"
      return .pod(pod)
    }
    let event = ClusterEvent(
      id: ObjectReference(cluster: "c", namespace: "", kind: .init(rawValue: "Event"), name: "e"),
      reason: "SystemOOM",
      subject: ObjectReference(cluster: "c", namespace: "", kind: .node, name: "n2"),
      count: 3
    )
    let found = Self.findings(
      [],
      facts: [pod("db-0", on: "n1"), pod("db-1", on: "n1"), .event(event)]
    )
    #expect(found.map(\.id) == ["node-evictions", "node-system-oom"])
    #expect(found[0].message == "2 pods evicted for want of memory: shop/db 2")
    #expect(found[1].node == "n2" && found[1].message.contains("3 times"))
  }

  @Test("tasks that wait for disks a quarter of the time are told")
  func waits() {
    let steps = Array(repeating: Int64(20_000_000_000), count: 20)
    let found = Self.findings([Self.counter(.nodeIOWaitTotal, "", steps)])
    #expect(found.map(\.id) == ["node-io-waits"])
    #expect(found[0].message.contains("33.3 % of the time"))
  }

  @Test("hostile numbers of nodes end in no trap", arguments: 0..<50)
  func hostile(seed: UInt64) {
    var chance = Chance(seed: seed)
    let metrics = Metric.ofNodes.sorted { $0.rawValue < $1.rawValue }
    let series = metrics.map { metric in
      Self.series(
        metric,
        "x",
        (0..<30).map { _ in
          chance.hits(0.3) ? .max : Int64.random(in: .min ... .max, using: &chance)
        }
      )
    }
    _ = Self.findings(series)
  }
}
