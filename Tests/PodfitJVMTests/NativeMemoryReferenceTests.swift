import Foundation
import PodfitModel
import TestSupport
import Testing

@testable import PodfitJVM

/// A comma-separated table of the shared data, by column name.
private func table(_ path: String) throws -> [[String: String]] {
  guard SharedData.isPresent else { return [] }
  let text = try String(contentsOf: SharedData.file(path), encoding: .utf8)
  let lines = text.split(whereSeparator: \.isNewline)
  let names = (lines.first ?? "").split(separator: ",").map(String.init)
  return lines.dropFirst().map { line in
    let cells = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    return Dictionary(zip(names, cells)) { first, _ in first }
  }
}

/// A run whose flags, metrics, working set and final flags are all known.
private struct KnownRun {
  var name: String
  var spec: ContainerSpec
  var limit: Memory
  var maxHeap: Memory
  var signals = JVMSignals()

  private struct Truth: Decodable {
    var jdk: String
    var containerMemoryLimitBytes: Int64
    var flags: [String]
    var finalFlags: [String: String]
  }

  static let names = [
    "g1-default-jdk21", "g1-humongous-jdk25", "g1-idle-jdk21", "g1-leak-jdk17", "g1-step-jdk11",
    "parallel-jdk17", "serial-jdk17", "serial-percent-threads-direct-jdk21",
    "shenandoah-gen-jdk25", "shenandoah-jdk17", "zgc-gen-jdk21", "zgc-jdk25", "zgc-nongen-jdk17",
  ]

  init(_ name: String) throws {
    let folder = "gclogs-made-here/\(name)"
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    let truth = try decoder.decode(
      Truth.self,
      from: Data(contentsOf: SharedData.file("\(folder)/truth.json"))
    )
    self.name = name
    spec = javaSpec(truth.flags.joined(separator: " "), image: "eclipse-temurin:\(truth.jdk)")
    limit = Memory(bytes: truth.containerMemoryLimitBytes)
    maxHeap = Memory(bytes: Int64(truth.finalFlags["MaxHeapSize"] ?? "") ?? 0)
    let metrics = try table("\(folder)/metrics.csv")
    let container = try table("\(folder)/container.csv")
    func largest(_ column: String, in rows: [[String: String]]) -> Memory? {
      rows.compactMap { $0[column].flatMap { Double($0) } }.max().map { Memory(bytes: Int64($0)) }
    }
    signals.heapMax = largest("heap_max", in: metrics)
    signals.heapUsedMax = largest("heap_used", in: metrics)
    signals.heapCommittedMax = largest("heap_committed", in: metrics)
    signals.nonHeapUsedMax = largest("nonheap_used", in: metrics)
    signals.workingSetMax = largest("working_set_bytes", in: container)
  }
}

@Suite("Native memory against real JVMs", .enabled(if: SharedData.isPresent))
struct NativeMemoryReferenceTests {
  @Test("collector memory is within 8 MiB or 10 % of native memory tracking, ZGC of 25 above")
  func collectors() throws {
    let rows = try table("jvm-nmt-gc-grid.csv")
    #expect(rows.count == 45)
    for row in rows {
      let name = row["gc"] == "Z" ? "ZGC" : row["gc"] ?? ""
      let collector = try #require(GarbageCollector(rawValue: name))
      let version = try #require(JDKVersion(leading: row["jdk"] ?? "")).major
      let heap = Memory.mebibytes(Int64(row["heap_mib"] ?? "") ?? 0)
      let measured = Memory.kibibytes(Int64(row["gc_committed_kib"] ?? "") ?? 0)
      let model = CollectorMemory(collector, version: version).bytes(forHeap: heap)
      if collector == .z, version == 25 {
        #expect(model >= measured, "\(row)")
      } else {
        let off = abs(model.bytes - measured.bytes)
        #expect(off <= max(8 << 20, measured.bytes / 10), "\(row) model \(model.text)")
      }
    }
  }

  @Test("the visible flags explain every reported heap maximum, and no heap is hidden")
  func reportedHeaps() throws {
    for name in KnownRun.names {
      let run = try KnownRun(name)
      let around = JVMSurroundings(
        memoryLimit: run.limit,
        nodeCPU: .cores(2),
        nodeMemory: .gibibytes(23)
      )
      let profile = try #require(
        JVMProfiler.profile(of: run.spec, in: around, signals: run.signals)
      )
      #expect(profile.configuration?.maxHeap == run.maxHeap, "\(name)")
      #expect(!profile.findings.contains { $0.id == "heap-set-elsewhere" }, "\(name)")
    }
  }

  @Test("heap in use and the estimate cover the working set; where 200 threads are not, it tells")
  func knownRuns() throws {
    for name in KnownRun.names {
      let run = try KnownRun(name)
      let around = JVMSurroundings(
        memoryLimit: run.limit,
        nodeCPU: .cores(2),
        nodeMemory: .gibibytes(23)
      )
      let profile = try #require(
        JVMProfiler.profile(of: run.spec, in: around, signals: run.signals)
      )
      let configuration = try #require(profile.configuration)
      let heap = try #require(run.signals.heapCommittedMax)
      let workingSet = try #require(run.signals.workingSetMax)
      func ratio(knowing workingSetMax: Memory?) -> Double {
        let estimate = NonHeapEstimate(
          heap: configuration.maxHeap,
          configuration: configuration,
          collector: configuration.collector,
          jvm: profile,
          workingSetMax: workingSetMax,
          keepsRemainderApart: false
        )
        return (heap + estimate.total).ratio(to: workingSet)
      }
      // The model alone, judged by a working set it has not seen: 200 threads and 32 MiB of direct
      // buffers in a run that exported neither are beyond it, by 6 %.
      let least = name == "serial-percent-threads-direct-jdk21" ? 0.94 : 1
      #expect(ratio(knowing: nil) >= least && ratio(knowing: nil) < 1.55, "\(name)")
      #expect(ratio(knowing: workingSet) >= 1, "\(name)")
    }
  }

  @Test("the largest heap and the estimate cover the working set of each run of the experiment")
  func experiment() throws {
    let rows = try table("jvm-experiment.csv").filter { $0["status"] == "ok" }
    #expect(rows.count == 29)
    for row in rows {
      let name = row["name"] ?? ""
      let collector: GarbageCollector =
        name.contains("serial") ? .serial : name.contains("parallel") ? .parallel : .g1
      let heap = Memory.mebibytes(Int64(row["max_heap_mib"] ?? "") ?? 0)
      let committed = try #require(Double(row["heap_committed_mib"] ?? ""))
      let workingSet = try #require(Double(row["max_working_set_mib"] ?? ""))
      var profile = JVMProfile(evidence: [])
      profile.nonHeapUsed = .mebibytes(16)
      profile.directUsed = .zero
      let configuration = JVMConfiguration(
        majorVersion: 21,
        versionIsKnown: true,
        availableProcessors: 2,
        collector: collector,
        maxHeap: heap,
        initialHeap: heap,
        heapRule: .explicit
      )
      let estimate = NonHeapEstimate(
        heap: heap,
        configuration: configuration,
        collector: collector,
        jvm: profile,
        workingSetMax: nil,
        keepsRemainderApart: false
      )
      let need = (heap + estimate.total).mebibytes
      #expect(need >= workingSet, "\(name)")
      // Where the heap was used to its end the limit is not far above what was used.
      if committed >= heap.mebibytes { #expect(need < workingSet * 1.35, "\(name)") }
    }
  }
}
