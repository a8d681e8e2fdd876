import PodfitIngest
import PodfitModel
import Testing

@Suite("OpenCost allocations")
struct OpenCostTests {
  static let properties =
    #""properties":{"cluster":"k","namespace":"n","pod":"p","container":"c","labels":{"a":"b"}"#

  static func allocation(_ more: String, key: String = "k/w/n/p/c", owner: String = "") -> String {
    #""\#(key)":{\#(properties)\#(owner)},"start":"2026-11-20T00:00:00Z","#
      + #""end":"2026-11-21T00:00:00Z"\#(more)}"#
  }

  static func answer(_ steps: String...) -> String {
    let data = steps.map { "{\($0)}" }.joined(separator: ",")
    return #"{"code":200,"status":"success","data":[\#(data)]}"#
  }

  static let usage = #","cpuCoreUsageAverage":0.5,"ramByteUsageAverage":10.5"#

  @Test("a step is one sample at its end over its length, and a warning")
  func samples() throws {
    let (report, input) = try KeptInput.read(Self.answer(Self.allocation(Self.usage)))
    #expect(report.format == "opencost-allocation" && report.samples == 2)
    let day = SampleColumn(times: [1_795_219_200_000], values: [500_000_000])
    let batch = input.batches.first { $0.key.metric == .cpuUsage }
    #expect(batch?.samples == day && batch?.window == .hours(24))
    #expect(report.warnings.contains { $0.hasPrefix("averages: peaks are not in this file") })
  }

  @Test(
    "averages are marked, by signal; a largest working set is none",
    arguments: [
      ("", [Metric.cpuUsage, .memoryWorkingSet]),
      (#","rawAllocationOnly":{"ramByteUsageMax":20.0}"#, [.cpuUsage]),
    ]
  )
  func coarse(more: String, metrics: [Metric]) throws {
    let (_, input) = try KeptInput.read(Self.answer(Self.allocation(Self.usage + more)))
    let container = try #require(input.batches.first?.key.container)
    let marks = metrics.map {
      InventoryFact.coarse(
        CoarseReadings(container: container, metric: $0, coarseness: .averages, step: .hours(24))
      )
    }
    #expect(Set(input.facts.filter { $0.kind == "coarse" }) == Set(marks))
  }

  @Test(
    "the largest working set counts before the average; zero and null are none",
    arguments: [
      (#","rawAllocationOnly":{"ramByteUsageMax":20.0,"cpuCoreUsageMax":1}"#, 20),
      (#","rawAllocationOnly":{"ramByteUsageMax":0}"#, 10),
      (#","rawAllocationOnly":{"ramByteUsageMax":null}"#, 10), (#","rawAllocationOnly":null"#, 10),
    ] as [(String, Int64)]
  )
  func memory(more: String, bytes: Int64) throws {
    let (_, input) = try KeptInput.read(Self.answer(Self.allocation(Self.usage + more)))
    let column = input.series.first { $0.key.metric == .memoryWorkingSet }?.value
    #expect(column?.values == [bytes])
  }

  @Test("what is no workload is left out by name, what names no pod is counted")
  func leftOut() throws {
    let text = Self.answer(
      [
        Self.allocation(Self.usage, key: "k/__idle__"),
        Self.allocation(Self.usage, key: "__unmounted__/__unmounted__"),
        #""x":{"start":"2026-11-20T00:00:00Z","end":"2026-11-20T00:00:00Z"}"#,
        #""y":{"start":"2026-11-20T00:00:00Z","end":"2026-11-21T00:00:00Z","properties":null,"#
          + #""cpuCoreUsageAverage":1}"#,
        #""z":null"#,
      ].joined(separator: ",")
    )
    let (report, input) = try KeptInput.read(text)
    #expect(input.count == 0)
    #expect(
      report.skipped == [
        "allocation __idle__": 1, "allocation __unmounted__": 1, "allocation of no length": 1,
        "aggregate of a pod, sandbox or node": 1,
      ]
    )
    #expect(report.warnings == ["no series names its container; podfit needs usage by container"])
  }

  @Test("requests of zero are not set; the kind of a controller gets its spelling")
  func facts() throws {
    let owner = #","controller":"web","controllerKind":"statefulset""#
    let more = Self.usage + #","cpuCoreRequestAverage":0.25,"ramByteRequestAverage":0.0"#
    let (_, input) = try KeptInput.read(Self.answer(Self.allocation(more, owner: owner)))
    let pod = PodID(cluster: "k", namespace: "n", name: "p")
    let workload = WorkloadID(cluster: "k", namespace: "n", kind: .statefulSet, name: "web")
    let request = ContainerResourceFact(
      container: PodContainerID(pod: pod, container: "c"),
      resource: "cpu",
      isLimit: false,
      amount: 250_000_000,
      at: Instant(milliseconds: 1_795_219_200_000)
    )
    #expect(
      input.facts.filter { $0.kind != "coarse" } == [
        .statedOwner(pod: pod, workload: workload), .containerResource(request),
      ]
    )
  }

  @Test("several steps are several samples")
  func steps() throws {
    let first = Self.allocation(Self.usage)
    let second = first.replacing("-21T", with: "-22T").replacing("-20T", with: "-21T")
    let (report, input) = try KeptInput.read(Self.answer(first, second))
    #expect(report.samples == 4 && report.series == 2)
    #expect(input.series.values.allSatisfy { $0.times == [1_795_219_200_000, 1_795_305_600_000] })
  }

  @Test(
    "refusals and wrong types are errors",
    arguments: [
      (
        #"{"code":500,"data":[{"x":{"cpuCoreUsageAverage":null,"start":"2026-11-20T00:00:00Z","#
          + #""end":"2026-11-21T00:00:00Z"}}],"message":"no data"}"#,
        "code 500: no data"
      ),
      (answer(#""x":{"cpuCoreUsageAverage":1}"#), "no start or end of an allocation"),
      (answer(#""x":{"cpuCoreUsageAverage":"1"}"#), "cpuCoreUsageAverage is another value"),
      (answer(#""x":{"start":"now","cpuCoreUsageAverage":1}"#), "not a time: \"now\""),
      (answer(#""x":{"cpuCoreUsageAverage":1,"properties":[]}"#), "properties is another value"),
      (answer(#""__idle__":5"#), "an allocation is another value"),
      (answer(allocation(usage)) + "{}", "content after the end"),
    ]
  )
  func wrong(text: String, words: String) {
    let error = KeptInput.error(text)
    #expect(error?.description.contains(words) == true, "\(String(describing: error))")
  }
}
