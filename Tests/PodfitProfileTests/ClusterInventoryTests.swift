import PodfitModel
import Testing

@testable import PodfitProfile

@Suite("What lists say beside pods, workloads and nodes")
struct ClusterInventoryTests {
  static func reference(_ kind: String, _ name: String, _ namespace: String = "ns")
    -> ObjectReference
  {
    ObjectReference(
      cluster: "c1",
      namespace: namespace,
      kind: WorkloadKind(rawValue: kind),
      name: name
    )
  }

  static let web = WorkloadID(cluster: "c1", namespace: "ns", kind: .deployment, name: "web")
  static let container = ContainerID(workload: web, container: "app")

  static func vertical(_ name: String = "v", version: Int64 = 1) -> VerticalAutoscaler {
    VerticalAutoscaler(
      id: reference("VerticalPodAutoscaler", name),
      resourceVersion: version,
      scaled: reference("Deployment", "web")
    )
  }

  static func checkpoint(
    _ name: String = "v-app",
    of autoscaler: String = "v",
    version: Int64 = 1,
    cpu: [Int: UInt32] = [21: 10_000],
    memory: [Int: UInt32] = [43: 10_000, 44: 2_113]
  ) -> AutoscalerCheckpoint {
    var checkpoint = AutoscalerCheckpoint(
      id: reference("VerticalPodAutoscalerCheckpoint", name),
      resourceVersion: version,
      autoscaler: autoscaler,
      container: "app"
    )
    checkpoint.version = "v3"
    checkpoint.cpu = .init(weights: cpu, totalWeight: 141.7)
    checkpoint.memory = .init(weights: memory, totalWeight: 11.3)
    checkpoint.firstSample = Instant(milliseconds: 0)
    checkpoint.lastSample = Instant(milliseconds: 8 * 86_400_000)
    checkpoint.sampleCount = 11_520
    return checkpoint
  }

  /// Two versions of one object of every kind, and some that differ in content only.
  static var facts: [InventoryFact] {
    var facts: [InventoryFact] = []
    for version in [Int64(1), 2] {
      var budget = DisruptionBudget(
        id: reference("PodDisruptionBudget", "b"),
        resourceVersion: version,
        selector: LabelSelector(matchLabels: ["app": "web"])
      )
      budget.minAvailable = "\(version)"
      var scaled = ScaledObject(
        id: reference("ScaledObject", "s"),
        resourceVersion: version,
        scaled: reference("Deployment", "web")
      )
      scaled.maxReplicas = version
      var scaler = HorizontalAutoscaler(
        id: reference("HorizontalPodAutoscaler", "h"),
        scaled: reference("Deployment", "web"),
        maxReplicas: 10 * version,
        targets: [.init(metric: "cpu", source: "Resource", utilization: 0.5)]
      )
      scaler.resourceVersion = version
      facts += [
        .limitRange(LimitRange(id: reference("LimitRange", "l"), resourceVersion: version)),
        .resourceQuota(
          ResourceQuota(
            id: reference("ResourceQuota", "q"),
            resourceVersion: 5,
            amounts: [.init(resource: "pods", hard: version, used: nil)]
          )
        ),
        .disruptionBudget(budget), .scaledObject(scaled), .autoscaler(scaler),
        .verticalAutoscaler(vertical(version: version)),
        .checkpoint(checkpoint(version: version)),
        .checkpoint(checkpoint("v-other", of: "gone", version: version)),
        .event(
          ClusterEvent(
            id: reference("Event", "e\(version)"),
            reason: "Evicted",
            subject: reference("Pod", "web-1"),
            lastAt: Instant(milliseconds: 10 - version)
          )
        ),
      ]
    }
    facts.append(
      .workload(
        WorkloadSpec(
          id: web,
          template: PodTemplate(labels: ["app": "web"], containers: [ContainerSpec(name: "app")])
        )
      )
    )
    return facts
  }

  @Test("the newest statement of each object counts, in whatever order facts come")
  func order() throws {
    var generator = Seeded(seed: 7)
    for round in 0..<30 {
      let facts = round == 0 ? Self.facts : Self.facts.shuffled(using: &generator)
      let inventory = Inventory(facts)
      #expect(inventory.limitRanges(of: "ns", in: "c1").map(\.resourceVersion) == [2])
      #expect(inventory.limitRanges(of: "other", in: "c1").isEmpty)
      #expect(inventory.resourceQuotas(of: "ns", in: "c1").map { $0.amounts[0].hard } == [2])
      #expect(inventory.disruptionBudgets(of: Self.web).map(\.minAvailable) == ["2"])
      #expect(inventory.scaledObject(of: Self.web)?.maxReplicas == 2)
      #expect(inventory.autoscaler(of: Self.web)?.maxReplicas == 20)
      #expect(inventory.verticalAutoscaler(of: Self.web)?.resourceVersion == 2)
      #expect(inventory.checkpoint(of: Self.container)?.resourceVersion == 2)
      #expect(
        inventory.events(about: Self.reference("Pod", "web-1")).map(\.id.name) == ["e2", "e1"]
      )
    }
  }

  @Test("a KEDA object stands in for an autoscaler whose targets nobody states")
  func keda() throws {
    var object = ScaledObject(
      id: Self.reference("ScaledObject", "s"),
      scaled: Self.reference("Deployment", "web")
    )
    object.triggers = [ScaledObject.Trigger(type: "cpu"), ScaledObject.Trigger(type: "cron")]
    object.triggers[0].utilization = 0.6
    let alone = try #require(Inventory([.scaledObject(object)]).autoscaler(of: Self.web))
    #expect(alone.scales(on: "cpu") && !alone.scales(on: "memory"))
    #expect(alone.minReplicas == 1 && alone.maxReplicas == 100)
    // kube-state-metrics names the autoscaler that KEDA made, without targets.
    let made = HorizontalAutoscaler(
      id: Self.reference("HorizontalPodAutoscaler", "keda-hpa-s"),
      scaled: Self.reference("Deployment", "web"),
      maxReplicas: 7
    )
    let both = Inventory([.scaledObject(object), .autoscaler(made)])
    #expect(both.autoscaler(of: Self.web)?.scales(on: "cpu") == true)
    #expect(Inventory([.autoscaler(made)]).autoscaler(of: Self.web)?.maxReplicas == 7)
  }

  @Test("phases of listed pods are counted, ended ones among them but never as running")
  func phases() {
    let phases = ["Running", "Running", "Pending", "Succeeded", "Failed"]
    let facts = phases.enumerated().map { index, phase in
      ProfilerTests.listed(
        "web-\(index)",
        owner: (.statefulSet, "web"),
        containers: [],
        phase: phase
      )
    }
    let inventory = Inventory(facts)
    let workload = WorkloadID(cluster: "c1", namespace: "ns", kind: .statefulSet, name: "web")
    #expect(
      inventory.phases(of: workload) == ["Running": 2, "Pending": 1, "Succeeded": 1, "Failed": 1]
    )
    // The pending pod has a node and holds its requests there.
    #expect(inventory.replicas(of: workload) == 3)
  }

  @Test("a container without samples has the distribution of its checkpoint, marked as such")
  func distribution() throws {
    let facts: [InventoryFact] = [
      .verticalAutoscaler(Self.vertical()), .checkpoint(Self.checkpoint()),
    ]
    let profile = try #require(ProfilerTests.profiles(facts, []).first)
    #expect(profile.id == Self.container)
    #expect(profile.cpu == nil && profile.memory == nil && profile.window == nil)
    let distribution = try #require(profile.distribution)
    // start(k) = first · (1.05^k − 1) / 0.05, computed apart: bucket 21 ends at start(22), memory
    // buckets 43 and 44 end at start(44) and start(45); 10000 of 12113 is 0.826.
    #expect(distribution.cpu?.p50 == CPU(nanocores: 385_052_144))
    #expect(distribution.cpu?.max == distribution.cpu?.p50)
    #expect(distribution.memory?.p50 == Memory(bytes: 1_511_430_056))
    #expect(distribution.memory?.p90 == Memory(bytes: 1_597_001_559))
    #expect(distribution.memory?.max == Memory(bytes: 1_597_001_559))
    // A bucket's width over its end: cpu 0.0279 / 0.3851; memory 81,466,871 / 1,511,430,055.
    #expect(abs(try #require(distribution.cpu?.error) - 0.0724) < 0.0002)
    #expect(abs(try #require(distribution.memory?.error) - 0.0539) < 0.0002)
    #expect(distribution.window?.span == .days(8) && distribution.covered == .days(8))
    #expect(profile.notes.contains { $0.hasPrefix("coarse: use from checkpoint v-app") })
    #expect(profile.notes.contains("no samples"))
  }

  @Test("samples count before a checkpoint")
  func samplesFirst() throws {
    let facts: [InventoryFact] = [
      .verticalAutoscaler(Self.vertical()), .checkpoint(Self.checkpoint()),
      ProfilerTests.listed(
        "web-1",
        owner: (.deployment, "web"),
        containers: [ContainerSpec(name: "app")]
      ),
    ]
    let series = ProfilerTests.series(
      "web-1",
      "app",
      .cpuUsage,
      minutes: [1, 2, 3],
      values: [1, 2, 3]
    )
    let profile = try #require(ProfilerTests.profiles(facts, [series]).first)
    #expect(profile.cpu?.samples == 3 && profile.distribution == nil)
  }

  @Test(
    "a checkpoint that cannot be read is a note, never a number",
    arguments: [
      ("v2", [21: UInt32(1)], 1.0, "unknown version"), ("", [:], 1, "unknown version"),
      ("v3", [176: 1], 1, "names bucket 176 of a histogram with 176 buckets"),
      ("v3", [999_999: 1], 1, "names bucket 999999"),
      ("v3", [:], 5, "is empty"), ("v3", [3: 1], 0, "is empty"),
      ("v3", [3: 1], -1, "total weight is negative"), ("v3", [3: 1], .infinity, "not finite"),
    ] as [(String, [Int: UInt32], Double, String)]
  )
  func unusable(version: String, weights: [Int: UInt32], total: Double, note: String) throws {
    var checkpoint = Self.checkpoint()
    checkpoint.version = version
    checkpoint.cpu = .init(weights: weights, totalWeight: total)
    checkpoint.memory = nil
    let profile = try #require(
      ProfilerTests.profiles([.verticalAutoscaler(Self.vertical()), .checkpoint(checkpoint)], [])
        .first
    )
    #expect(profile.distribution == nil)
    #expect(profile.notes.contains { $0.contains(note) }, "\(profile.notes)")
  }

  @Test("where lists are there, a workload that none names is gone, and a stray container with it")
  func goneWorkloads() throws {
    let saved: [InventoryFact] = [
      .verticalAutoscaler(Self.vertical()), .checkpoint(Self.checkpoint()),
    ]
    let other = ProfilerTests.listed("db-0", owner: (.statefulSet, "db"), containers: [])
    #expect(!ProfilerTests.profiles(saved + [other], []).contains { $0.id.workload == Self.web })
    let listed = InventoryFact.workload(
      WorkloadSpec(id: Self.web, template: PodTemplate(containers: [ContainerSpec(name: "new")]))
    )
    let names = ProfilerTests.profiles(saved + [listed], []).map(\.id.container)
    #expect(names == ["new"])
  }

  @Test("a checkpoint loads into the sketches it was saved from")
  func loading() throws {
    var usage = UsageHistograms()
    for minute in 0..<5_000 {
      let time = Instant(milliseconds: 1_795_000_000_000 + Int64(minute) * 60_000)
      usage.addCPU(.millicores(Int64(100 + minute % 700)), at: time)
      usage.apply([.add(.mebibytes(Int64(200 + minute % 90)), at: time)])
    }
    let saved = usage.checkpoint
    var exported = Self.checkpoint()
    func buckets(_ histogram: HistogramCheckpoint?) throws -> AutoscalerCheckpoint.Buckets {
      let histogram = try #require(histogram)
      return .init(
        referenceTime: histogram.referenceTime,
        weights: histogram.bucketWeights,
        totalWeight: histogram.totalWeight
      )
    }
    exported.cpu = try buckets(saved.cpu)
    exported.memory = try buckets(saved.memory)
    exported.sampleCount = Int64(saved.sampleCount)
    exported.firstSample = saved.firstSample
    exported.lastSample = saved.lastSample
    let loaded = try UsageHistograms(checkpoint: UsageCheckpoint(exported))
    for quantile in stride(from: 0.05, through: 0.95, by: 0.05) {
      #expect(loaded.cpu.quantile(Quantile(quantile)) == usage.cpu.quantile(Quantile(quantile)))
      #expect(
        loaded.memory.quantile(Quantile(quantile)) == usage.memory.quantile(Quantile(quantile))
      )
    }
    #expect(loaded.sampleCount == 5_000 && loaded.confidence() == usage.confidence())
    let distribution = try UsageDistribution(exported)
    #expect(distribution.cpu.map { Double($0.p90.nanocores) / 1e9 }.map { $0 >= 0.73 } == true)
  }

  @Test("coarse sources mark the signals they measure, and finer ones beside them lift the mark")
  func coarse() throws {
    let day = TimeSpan.hours(24)
    func fact(_ metric: Metric, _ coarseness: Coarseness) -> InventoryFact {
      .coarse(
        CoarseReadings(
          container: ProfilerTests.id("web-1", "app"),
          metric: metric,
          coarseness: coarseness,
          step: day
        )
      )
    }
    func profile(_ facts: [InventoryFact], step: Double, count: Int = 4) throws -> ContainerProfile
    {
      let minutes = (1...count).map { Double($0) * step }
      let values = minutes.map { Int64($0) }
      let series = [Metric.cpuUsage, .memoryWorkingSet].map {
        ProfilerTests.series("web-1", "app", $0, minutes: minutes, values: values)
      }
      return try #require(ProfilerTests.profiles(facts, series).first)
    }
    let daily = try profile(
      [fact(.cpuUsage, .averages), fact(.memoryWorkingSet, .aligned)],
      step: 1440
    )
    #expect(daily.cpuCoarseness == [.averages] && daily.memoryCoarseness == [.aligned])
    #expect(daily.notes.contains("coarse: CPU readings are averages, peaks are above them"))
    #expect(daily.notes.contains { $0.hasPrefix("coarse: memory readings are aligned") })
    let fine = try profile([fact(.cpuUsage, .averages)], step: 5)
    #expect(fine.cpuCoarseness.isEmpty && fine.memoryCoarseness.isEmpty)
    let once = try profile([], step: 5, count: 1)
    #expect(once.cpuCoarseness == [.moments] && once.hasOnlyMoments)
    #expect(once.notes.contains("coarse: CPU was read once per pod"))
    #expect(try !profile([], step: 5, count: 2).hasOnlyMoments)
  }

  @Test("CPU over a stated window of an hour or more is an average; memory may be its largest")
  func statedWindow() throws {
    let series = [Metric.cpuUsage, .memoryWorkingSet].map {
      ProfilerTests.series(
        "web-1",
        "app",
        $0,
        window: .hours(24),
        minutes: [1440, 2880, 4320],
        values: [1, 2, 3]
      )
    }
    let profile = try #require(ProfilerTests.profiles([], series).first)
    #expect(profile.cpuCoarseness == [.averages] && profile.memoryCoarseness.isEmpty)
  }

  @Test("evicted and looping pods are noted")
  func troubles() throws {
    var evicted = PodSpec(
      id: OwnerResolverTests.pod("web-1"),
      phase: "Failed",
      reason: "Evicted",
      template: PodTemplate(containers: [ContainerSpec(name: "app")])
    )
    evicted.owner = Self.reference("StatefulSet", "web")
    let looping = ProfilerTests.listed(
      "web-2",
      owner: (.statefulSet, "web"),
      containers: [ContainerSpec(name: "app")],
      states: [ContainerState(name: "app", waitingReason: "CrashLoopBackOff")]
    )
    let profile = try #require(ProfilerTests.profiles([.pod(evicted), looping], []).first)
    #expect(profile.notes.contains("1 of 2 listed pods were evicted"))
    #expect(profile.notes.contains("1 of 2 listed pods wait in CrashLoopBackOff"))
  }
}
