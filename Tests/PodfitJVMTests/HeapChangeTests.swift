import Foundation
import PodfitModel
import TestSupport
import Testing

@testable import PodfitJVM

/// A row of the experiment: one program under different heaps.
private struct Row {
  var name: String
  var collector: GarbageCollector
  var heap: Memory
  var live: Memory
  var workingSet: Memory
  var cpu: CPU
  var isFixed: Bool { name.contains("xms1536") || pretouches }
  var pretouches: Bool { name.contains("pretouch") }

  static func all() throws -> [Row] {
    let text = try String(contentsOf: SharedData.file("jvm-experiment.csv"), encoding: .utf8)
    let lines = text.split(whereSeparator: \.isNewline).map { $0.split(separator: ",") }
    let names = try #require(lines.first).map(String.init)
    return try lines.dropFirst().compactMap { cells in
      let row = Dictionary(zip(names, cells.map(String.init))) { first, _ in first }
      guard row["status"] == "ok" else { return nil }
      func mebibytes(_ column: String) throws -> Memory {
        Memory(bytes: Int64((try #require(Double(row[column] ?? "")) * 0x1p20).rounded()))
      }
      let name = try #require(row["name"])
      return Row(
        name: name,
        collector: name.contains("serial") ? .serial : name.contains("parallel") ? .parallel : .g1,
        heap: try mebibytes("max_heap_mib"),
        live: try mebibytes("live_mib"),
        workingSet: try mebibytes("max_working_set_mib"),
        cpu: .cores(try #require(Double(row["proc_cpu_cores"] ?? "")))
      )
    }
  }

  /// What the row says, with the 20 MiB that such a small program has beside heap and collector.
  var change: HeapChange {
    HeapChange(
      HeapChange.Observation(
        maxHeap: heap,
        workingSet: workingSet,
        live: live,
        isFixed: isFixed,
        pretouches: pretouches
      ),
      collector: collector,
      version: 21,
      modelled: .mebibytes(20) + CollectorMemory(collector, version: 21).bytes(forHeap: heap)
    )
  }
}

@Suite("Another heap", .enabled(if: SharedData.isPresent))
struct HeapChangeTests {
  /// How far each prediction of a row from another of its collector is off, the worst last.
  private func errors() throws -> [(off: Double, pair: String)] {
    let rows = try Row.all()
    var errors: [(off: Double, pair: String)] = []
    for source in rows {
      for target in rows where target.name != source.name && target.collector == source.collector {
        let predicted = source.change.workingSet(
          under: target.heap,
          isFixed: target.isFixed,
          pretouches: target.pretouches
        )
        let off = predicted.expected.ratio(to: target.workingSet) - 1
        errors.append((abs(off), "\(source.name) -> \(target.name): \(off)"))
      }
    }
    return errors.sorted { $0.off < $1.off }
  }

  @Test("the need under a changed heap is within 10 % in every pair of rows, half within 2.5 %")
  func pairs() throws {
    let errors = try errors()
    #expect(errors.count == 324)
    let worst = try #require(errors.last)
    #expect(worst.off <= 0.10, "\(worst.pair)")
    #expect(errors[errors.count / 2].off <= 0.025, "\(errors[errors.count / 2].pair)")
  }

  @Test("the most that a heap can need covers what it did, but for 3 % in runs that differ as much")
  func most() throws {
    let rows = try Row.all()
    for source in rows where source.change.isFilled {
      for target in rows where target.collector == source.collector {
        let most = source.change.workingSet(under: target.heap, pretouches: target.pretouches).most
        #expect(most >= target.workingSet.scaledUp(by: 0.93), "\(source.name) -> \(target.name)")
      }
    }
  }

  @Test("k of the G1 rows from all of them is 22 within 15 %")
  func cost() throws {
    let rows = try Row.all().filter {
      $0.collector == .g1 && !$0.pretouches && !$0.name.hasPrefix("q-")
    }
    let live = try #require(rows.first).live
    let cost = try #require(
      CollectorCost(points: rows.map { .init(heap: $0.heap, cpu: $0.cpu) }, live: live)
    )
    // 23.6 MiB x core by the committed heap, without the pre-touched row.
    #expect(abs(cost.k / 0x1p20 / 22 - 1) <= 0.15, "\(cost.k / 0x1p20)")
  }

  @Test("collector memory is within its interval in 13 runs under load")
  func collectorIntervals() throws {
    let text = try String(contentsOf: SharedData.file("jvm-nmt-gc-overhead.csv"), encoding: .utf8)
    let lines = text.split(whereSeparator: \.isNewline).map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    #expect(lines.count == 14)
    // The largest heap of each run, from its flags; the committed one where it is fixed.
    let heaps: [String: Int64] = [
      "g1-default-jdk21": 512, "g1-humongous-jdk25": 1024, "g1-idle-jdk21": 768,
      "g1-leak-jdk17": 512, "g1-step-jdk11": 900, "parallel-jdk17": 700, "serial-jdk17": 400,
      "serial-percent-threads-direct-jdk21": 308, "shenandoah-gen-jdk25": 800,
      "shenandoah-jdk17": 800, "zgc-gen-jdk21": 1024, "zgc-jdk25": 1024, "zgc-nongen-jdk17": 1024,
    ]
    for line in lines.dropFirst() {
      let heap = Memory.mebibytes(try #require(heaps[line[0]]))
      let collectors: [(String, GarbageCollector)] = [
        ("g1", .g1), ("parallel", .parallel), ("serial", .serial), ("zgc", .z),
        ("shenandoah", .shenandoah),
      ]
      let collector = try #require(collectors.first { line[0].hasPrefix($0.0) }?.1)
      let version = try #require(JDKVersion(leading: line[1])).major
      let measured = Memory.kibibytes(try #require(Int64(line[3])))
      let model = CollectorMemory(collector, version: version).bytes(forHeap: heap)
      let load = CollectorMemory.load(collector, version: version)
      let low = model.scaledUp(by: load.low) - .mebibytes(1)
      let high = model.scaledUp(by: load.high) + .mebibytes(2)
      #expect(
        low <= measured && measured <= high,
        "\(line[0]) \(measured.text), \(low.text) to \(high.text)"
      )
    }
  }
}
