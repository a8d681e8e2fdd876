import Foundation
import PodfitKit
import TestSupport
import Testing

/// The runs with known live sets.
private let steadyRuns: [(name: String, isExact: Bool)] = [
  ("g1-default-jdk21", false), ("g1-humongous-jdk25", false), ("g1-idle-jdk21", false),
  ("parallel-jdk17", true), ("serial-jdk17", true), ("serial-percent-threads-direct-jdk21", true),
  ("shenandoah-gen-jdk25", false), ("shenandoah-jdk17", false), ("zgc-gen-jdk21", false),
  ("zgc-jdk25", false), ("zgc-nongen-jdk17", false),
]

private struct Truth: Decodable {
  var jdk: String
  var classHistogramTotalBytesAfterFullgc: Int64

  init(_ name: String) throws {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    let url = SharedData.file("gclogs-made-here/\(name)/truth.json")
    self = try decoder.decode(Truth.self, from: Data(contentsOf: url))
  }
}

private func file(_ run: String, _ name: String) -> String {
  SharedData.file("gclogs-made-here/\(run)/\(name)").path
}

@Suite("JVM sizes from files", .enabled(if: SharedData.isPresent))
struct JVMSizeTests {
  private func request(_ run: String) throws -> JVMSizeRequest {
    var request = JVMSizeRequest()
    request.metrics = file(run, "metrics.csv")
    request.version = try Truth(run).jdk
    request.cpuLimit = .cores(2)
    return request
  }

  @Test("metrics alone give a steady live set: 10 % Serial, Parallel, 20 % others; intervals hold")
  func steady() throws {
    var covered = 0
    for run in steadyRuns {
      let truth = try Truth(run.name).classHistogramTotalBytesAfterFullgc
      let live = try Podfit.jvmSize(try request(run.name)).liveSet
      let off = Double(live.estimate) / Double(truth) - 1
      #expect(abs(off) <= (run.isExact ? 0.1 : 0.2), "\(run.name): \(off)")
      if live.low <= truth, truth <= live.high { covered += 1 }
    }
    #expect(Double(covered) >= 0.9 * Double(steadyRuns.count), "\(covered)")
  }

  @Test("a step gives its last level within 10 %, and says so")
  func step() throws {
    let truth = try Truth("g1-step-jdk11").classHistogramTotalBytesAfterFullgc
    let live = try Podfit.jvmSize(try request("g1-step-jdk11")).liveSet
    #expect(live.trend == "step")
    #expect(abs(Double(live.estimate) / Double(truth) - 1) <= 0.1, "\(live)")
    #expect(live.low <= truth && truth <= live.high)
  }

  @Test("a leak is refused, with the days left")
  func leak() throws {
    let request = try request("g1-leak-jdk17")
    #expect {
      try Podfit.jvmSize(request)
    } throws: { error in
      guard case .sizing(.leaking(let days?)) = error as? JVMSizeRequest.Fault else { return false }
      // 174 MiB are left at 5 MiB a second: half a minute.
      return days > 0 && days < 0.002
    }
  }

  @Test(
    "the areas add up to the limit, which holds heap and collector as intended",
    arguments: steadyRuns.map(\.name)
  )
  func sums(run: String) throws {
    var request = try request(run)
    request.workingSet = file(run, "container.csv")
    request.nativeMemory = file(run, "nmt.txt")
    request.heapInfo = file(run, "heap_info_before_fullgc.txt")
    let size = try Podfit.jvmSize(request)
    #expect(size.areas.values.reduce(0) { $0 + $1.bytes } == size.limit, "\(size.areas)")
    #expect(size.ergonomics.starts)
    #expect(size.ergonomics.flags["MaxHeapSize"] == .number(UInt64(size.heapMax)))
    let name = try #require(
      ["UseSerialGC", "UseParallelGC", "UseG1GC", "UseZGC", "UseShenandoahGC"]
        .first { size.ergonomics.flags[$0] == .on(true) }
    )
    let start = name.dropFirst(3).dropLast(2).lowercased()
    #expect(run.hasPrefix(start == "z" ? "zgc" : start), "\(name)")
    #expect(size.heapMax > size.liveSet.estimate)
    #expect(size.request <= size.limit)
    #expect(size.curve.contains { $0.heapMax == size.heapMax })
    #expect(size.curve.allSatisfy { $0.low <= $0.cpu && $0.cpu <= $0.high })
  }

  @Test("the log and the metrics of one run agree on the heap within a fifth")
  func logs() throws {
    for run in ["serial-jdk17", "parallel-jdk17", "g1-default-jdk21"] {
      let metrics = try Podfit.jvmSize(try request(run))
      var other = try request(run)
      other.metrics = nil
      other.gcLog = [file(run, "gc.log")]
      let log = try Podfit.jvmSize(other)
      let ratio = Double(log.liveSet.estimate) / Double(metrics.liveSet.estimate)
      #expect(ratio > 0.8 && ratio < 1.25, "\(run) \(ratio)")
    }
  }

  @Test("a dearer core gives a larger heap, never below the floor of the collector")
  func prices() throws {
    var heaps: [Int64] = []
    for core in [0.01, 1, 7.5, 100] {
      var request = try request("g1-default-jdk21")
      request.prices = ResourcePrices(core: core, gibibyte: 1)
      let size = try Podfit.jvmSize(request)
      heaps.append(size.heapMax)
      #expect(Double(size.heapMax) >= 2.1 * Double(size.liveSet.estimate) * 0.999)
    }
    #expect(heaps == heaps.sorted())
    #expect(heaps[0] < heaps[3])
  }

  @Test("a team that gives its heap as a share keeps the form; page cache is kept or shared")
  func forms() throws {
    var request = try request("g1-default-jdk21")
    request.flags = ["-XX:MaxRAMPercentage=75"]
    let size = try Podfit.jvmSize(request)
    #expect(size.flags.contains { $0.hasPrefix("-XX:MaxRAMPercentage=") }, "\(size.flags)")
    #expect(!size.flags.contains { $0.hasPrefix("-Xmx") })
    request.flags = []
    request.workingSet = file("g1-default-jdk21", "container.csv")
    request.pageCacheServer = "kafka"
    let kept = try Podfit.jvmSize(request)
    request.pageCache = .share
    let shared = try Podfit.jvmSize(request)
    #expect(shared.areas["page cache"] == nil)
    #expect(kept.limit >= shared.limit)
  }

  @Test("files that are something else are named")
  func hostile() throws {
    var request = try request("g1-default-jdk21")
    request.nativeMemory = file("g1-default-jdk21", "gc.log")
    #expect(throws: JVMSizeRequest.Fault.self) { try Podfit.jvmSize(request) }
    request.nativeMemory = nil
    request.heapInfo = file("g1-default-jdk21", "metrics.csv")
    #expect(throws: JVMSizeRequest.Fault.self) { try Podfit.jvmSize(request) }
    request.heapInfo = nil
    request.metrics = file("g1-default-jdk21", "nmt.txt")
    #expect(throws: JVMSizeRequest.Fault.self) { try Podfit.jvmSize(request) }
  }
}
