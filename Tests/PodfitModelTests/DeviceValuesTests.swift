import PodfitModel
import Testing

@Suite("Values about limits and devices")
struct DeviceValuesTests {
  @Test("a limit holds from its reading to the next other one, the first since ever")
  func steps() {
    let steps = LimitSteps(
      readings: SampleColumn(times: [100, 200, 300, 400], values: [5, 5, 9, 9])
    )
    #expect(steps.changes == 1 && steps.largest == 9)
    var place = 0
    let seen = [0, 100, 299, 300, 900].map { steps.amount(at: $0, &place, unknown: nil) }
    #expect(seen == [5, 5, 5, 9, 9])
  }

  @Test("no limit is not an unknown limit")
  func none() {
    #expect(LimitSteps().amount(at: 5, unknown: 7) == 7)
    #expect(LimitSteps(always: nil).amount(at: 5, unknown: 7) == nil)
    #expect(LimitSteps(always: 3).amount(at: .min, unknown: 7) == 3)
    #expect(!LimitSteps(readings: SampleColumn()).isKnown)
  }

  @Test(
    "rates are written in decimal units",
    arguments: [
      (0, "0 B/s"), (999, "999 B/s"), (1_500, "1.5 kB/s"), (125_000_000, "125 MB/s"),
      (1_250_000_000, "1.3 GB/s"), (Int64.max, "9223372037 GB/s"),
    ] as [(Int64, String)]
  )
  func rates(bytes: Int64, text: String) {
    #expect(DataRate(bytesPerSecond: bytes).description == text)
  }

  @Test(
    "the part of a GPU's series gives the device back",
    arguments: [
      GPUDevice(id: "GPU-1"), GPUDevice(id: "GPU-1/3", profile: "1g.10gb", model: "A100 | x"),
    ]
  )
  func parts(device: GPUDevice) {
    #expect(GPUDevice(part: device.part) == device)
    #expect(GPUDevice(part: "plain") == GPUDevice(id: "plain"))
  }

  @Test("every signal is of pods or of nodes")
  func subjects() {
    #expect(Metric.ofPods.union(Metric.ofNodes) == Set(Metric.allCases))
    #expect(Metric.ofPods.isDisjoint(with: Metric.ofNodes))
    for metric in Metric.allCases {
      #expect((metric.subject == .jvm) == metric.rawValue.hasPrefix("jvm_"))
      #expect((metric.subject == .node) == metric.rawValue.hasPrefix("node_"))
    }
  }
}
