import Foundation
import PodfitModel
import TestSupport
import Testing

@testable import PodfitJVM

/// The tables of a page under `docs/formulas`.
struct FormulaPage {
  private let lines: [String]

  init(_ name: String) throws {
    let url = SharedData.packageRoot.appending(path: "docs/formulas/\(name)")
    lines = try String(contentsOf: url, encoding: .utf8).components(separatedBy: "\n")
  }

  /// The cells of the table whose header has this first and last cell.
  func table(from first: String, to last: String) throws -> [[String]] {
    let header = try #require(
      lines.firstIndex { $0.hasPrefix("| \(first) |") && $0.hasSuffix("| \(last) |") }
    )
    return lines[(header + 2)...].prefix { $0.hasPrefix("|") }.map { line in
      line.dropFirst().dropLast().components(separatedBy: "|")
        .map { $0.trimmingCharacters(in: .whitespaces) }
    }
  }
}

@Suite("Worked tables of the documentation")
struct FormulaDocumentTests {
  private func memory(_ text: String) throws -> Memory { try Memory(quantity: text) }

  @Test("what a JVM chooses")
  func ergonomics() throws {
    let rows = try FormulaPage("jvm-ergonomics.md").table(from: "limit", to: "known")
    #expect(rows.count == 16)
    for row in rows {
      let flags = row[3].split(separator: " ")
        .map { PlacedFlag(text: String($0), place: FlagPlace(named: "command")) }
      let version = try #require(JDKVersion(leading: row[2]))
      let model = try #require(
        try Ergonomics(
          flags: JVMFlags(flags),
          version: version,
          surroundings: JVMSurroundings(
            memoryLimit: memory(row[0]),
            cpuLimit: CPU(quantity: row[1]),
            nodeCPU: .cores(16),
            nodeMemory: .gibibytes(64)
          )
        )
      )
      #expect("\(model.machine.processors)" == row[4], "\(row)")
      #expect(model.collector.collector.rawValue == row[5], "\(row)")
      #expect(model.heap.maxHeap == (try memory(row[6])), "\(row)")
      #expect(model.heap.initialHeap == (try memory(row[7])), "\(row)")
    }
  }

  @Test("factors and heaps from live sets")
  func heaps() throws {
    let page = try FormulaPage("jvm-memory.md")
    let factors = try page.table(from: "collector", to: "thrashes below")
    #expect(factors.count == 6)
    for row in factors {
      let collector = try #require(GarbageCollector(rawValue: row[0]))
      let model = try #require(HeapNeed.factors(collector))
      #expect([model.comfortable, model.least] == [Double(row[1]), Double(row[2])])
    }
    let rows = try page.table(from: "live set", to: "heap")
    #expect(rows.count == 9)
    for row in rows {
      let isBound = row[0].hasPrefix("at most ")
      let amount = row[0].replacing("at most ", with: "")
      let live =
        amount == "unknown"
        ? nil : LiveSet(estimate: try memory(amount), source: "page", isMeasured: !isBound)
      let need = HeapNeed(
        liveSet: live,
        today: try memory(row[1]),
        collector: try #require(GarbageCollector(rawValue: row[2]))
      )
      #expect(need.heap == (try memory(row[3])), "\(row)")
    }
  }

  @Test("collectors and areas beside the heap")
  func areas() throws {
    let page = try FormulaPage("jvm-memory.md")
    for row in try page.table(from: "collector", to: "share of heap") {
      let model = CollectorMemory(
        try #require(GarbageCollector(rawValue: row[0])),
        version: try #require(Int(row[1]))
      )
      #expect(model.fixed == (try memory(row[2])), "\(row)")
      let share = try #require(Double(row[3].dropLast(2)))
      #expect(abs(model.share * 100 - share) < 1e-9, "\(row)")
    }
    let configuration = JVMConfiguration(
      majorVersion: 17,
      versionIsKnown: true,
      availableProcessors: 2,
      collector: .serial,
      maxHeap: .mebibytes(512),
      initialHeap: .mebibytes(8),
      heapRule: .byDefault
    )
    let estimate = NonHeapEstimate(
      heap: .mebibytes(512),
      configuration: configuration,
      collector: .serial,
      jvm: JVMProfile(evidence: []),
      workingSetMax: nil,
      keepsRemainderApart: false
    )
    let rows = try page.table(from: "area", to: "basis")
    #expect(rows.map { $0[0] } == estimate.areas.dropLast().map(\.name))
    #expect(try rows.map { try memory($0[1]) } == estimate.areas.dropLast().map(\.bytes))
  }

  @Test("the worked sizing")
  func sizing() throws {
    let rows = try FormulaPage("jvm-memory.md").table(from: "step", to: "value")
    let values = try rows.map { try memory($0[1]) }
    var signals = JVMSignals()
    signals.liveSet = LiveSet(estimate: .mebibytes(301), source: "page")
    signals.nonHeapUsedMax = .mebibytes(16)
    signals.directUsedMax = .zero
    signals.heapCommittedMax = .mebibytes(1342)
    signals.workingSetMax = .mebibytes(1283)
    let around = JVMSurroundings(memoryLimit: .gibibytes(2), cpuLimit: .cores(2))
    let spec = javaSpec("-XX:MaxRAMPercentage=75", image: "eclipse-temurin:21")
    let profile = try #require(JVMProfiler.profile(of: spec, in: around, signals: signals))
    let sizing = try #require(
      JVMSizer.sizing(of: profile, spec: spec, in: around, workingSetMax: signals.workingSetMax)
    )
    var smaller = around
    smaller.memoryLimit = sizing.minimumLimit
    let unguarded = JVMProfiler.profile(of: spec, in: smaller, signals: JVMSignals())
    #expect(
      values == [
        try #require(profile.configuration).maxHeap, sizing.recommendation.heapMax,
        sizing.nonHeap.roundedUp(toMultipleOf: .mebibytes(1)), sizing.minimumLimit,
        try #require(unguarded?.configuration).maxHeap,
      ]
    )
    #expect(sizing.recommendation.flags == ["-XX:MaxRAMPercentage=82", "-XX:+UseG1GC"])
  }

  @Test("the heap of least price")
  func prices() throws {
    let rows = try FormulaPage("jvm-heap-price.md").table(from: "live set", to: "H*")
    #expect(rows.count == 5)
    for row in rows {
      let k = try #require(Double(row[1])) * 0x1p20
      let core = try #require(Double(row[2]))
      let heap = HeapPrice.optimum(
        live: try memory(row[0]),
        k: k,
        prices: ResourcePrices(core: core, gibibyte: 1)
      )
      #expect(heap.roundedUp(toMultipleOf: .mebibytes(1)) == (try memory(row[3])), "\(row)")
    }
  }
}
