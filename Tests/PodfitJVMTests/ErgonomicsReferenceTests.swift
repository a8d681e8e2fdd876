import Foundation
import PodfitModel
import TestSupport
import Testing

@testable import PodfitJVM

/// A row of `jvm-ergonomics.csv`: a real JVM under a real control group, and what it chose.
struct MeasuredJVM: CustomTestStringConvertible {
  var fields: [String: String]

  var testDescription: String {
    ["jdk", "mem_limit_bytes", "cpus", "cpu_source", "flags"].map { fields[$0] ?? "" }
      .joined(separator: " ")
  }

  static func all() throws -> [MeasuredJVM] {
    guard SharedData.isPresent else { return [] }
    let text = try String(contentsOf: SharedData.file("jvm-ergonomics.csv"), encoding: .utf8)
    let lines = text.split(whereSeparator: \.isNewline)
    let names = (lines.first ?? "").split(separator: ",").map(String.init)
    return lines.dropFirst().map { line in
      let values = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      return MeasuredJVM(fields: Dictionary(zip(names, values)) { first, _ in first })
    }
  }

  func integer(_ name: String) -> Int64? { fields[name].flatMap { Int64($0) } }

  var collector: GarbageCollector? {
    GarbageCollector.flagNames.first { fields[$0.name] == "true" }?.collector
  }

  /// The memory of the machine the table was made on: 24,684,092 KiB.
  private static let hostMemory: Memory = .kibibytes(24_684_092)

  /// What surrounded the JVM.
  var surroundings: JVMSurroundings {
    let cpus = Double(fields["cpus"] ?? "").map { CPU.cores($0) }
    var surroundings = JVMSurroundings(
      memoryLimit: integer("mem_limit_bytes").map { Memory(bytes: $0) },
      // A group that nobody set up has 1024 shares, which a request of one core gives too.
      cpuRequest: .cores(1),
      nodeCPU: integer("host_cpus").map { CPU.cores($0) },
      nodeMemory: Self.hostMemory
    )
    switch fields["cpu_source"] {
    case "quota": surroundings.cpuLimit = cpus
    case "shares": surroundings.cpuRequest = cpus
    default: break
    }
    return surroundings
  }

  func predicted() throws -> Ergonomics? {
    let place = FlagPlace(named: "command")
    let flags = (fields["flags"] ?? "").split(separator: " ")
      .map { PlacedFlag(text: String($0), place: place) }
    return Ergonomics(
      flags: JVMFlags(flags),
      version: try #require(JDKVersion(leading: fields["jdk"] ?? "")),
      surroundings: surroundings
    )
  }
}

@Suite("Ergonomics against 801 real JVMs", .enabled(if: SharedData.isPresent))
struct ErgonomicsReferenceTests {
  @Test("processors, collector, largest and first heap are exact in every row")
  func exact() throws {
    let rows = try MeasuredJVM.all()
    #expect(rows.count == 801)
    var exact = (processors: 0, collector: 0, maxHeap: 0, initialHeap: 0)
    var misses: [String] = []
    for row in rows {
      let model = try #require(try row.predicted())
      func check(_ name: String, _ got: some Equatable, _ want: some Equatable) -> Int {
        if "\(got)" == "\(want)" { return 1 }
        misses.append("\(row.testDescription): \(name) \(got), measured \(want)")
        return 0
      }
      exact.processors += check(
        "processors",
        Int64(model.machine.processors),
        row.integer("avail_processors") ?? -1
      )
      exact.collector += check(
        "collector",
        model.collector.collector,
        try #require(row.collector)
      )
      exact.maxHeap += check("max", model.heap.maxHeap.bytes, row.integer("MaxHeapSize") ?? -1)
      exact.initialHeap += check(
        "initial",
        model.heap.initialHeap.bytes,
        row.integer("InitialHeapSize") ?? -1
      )
    }
    #expect(misses == [], "\(misses.count) misses")
    #expect(exact == (801, 801, 801, 801))
  }

  /// Columns that are not flags.
  private static let surroundings: Set<String> = [
    "jdk", "mem_limit_bytes", "cpus", "cpu_source", "host_cpus", "flags", "exit",
  ]

  @Test("every flag of every row is exact, and so are Runtime.maxMemory and that it starts")
  func everyFlag() throws {
    var compared = 0
    var misses: [String] = []
    for row in try MeasuredJVM.all() {
      let choice = try JVMExplainer.choice(
        version: row.fields["jdk"] ?? "",
        surroundings: row.surroundings,
        flags: (row.fields["flags"] ?? "").split(separator: " ").map(String.init)
      )
      #expect(choice.starts == (row.fields["exit"] == "0"), "\(row.testDescription): \(choice)")
      for (name, measured) in row.fields where !Self.surroundings.contains(name) {
        let predicted: String? =
          switch name {
          case "avail_processors": "\(choice.availableProcessors)"
          case "runtime_max_memory": "\(choice.reportedMaxMemory.bytes)"
          default: choice[name].map(Self.text)
          }
        // Builds without a collector do not have its switch; releases differ in a few other flags.
        if measured.isEmpty {
          let isAbsent = predicted == nil || predicted == "false"
          if !isAbsent { misses.append("\(row.testDescription): \(name) does not exist") }
          continue
        }
        compared += 1
        if predicted != measured {
          misses.append("\(row.testDescription): \(name) \(predicted ?? "-"), measured \(measured)")
        }
      }
    }
    #expect(misses == [], "\(misses.count) of \(compared)")
    #expect(compared > 29_000)
  }

  private static func text(_ value: JVMChoice.Value) -> String {
    switch value {
    case .number(let number): "\(number)"
    case .signed(let number): "\(number)"
    case .percentage(let share): String(format: "%.6f", share)
    case .on(let isOn): "\(isOn)"
    }
  }

  @Test("the reported maximum is within 2 % of what Runtime.maxMemory said")
  func reportedMaximum() throws {
    for row in try MeasuredJVM.all() where !(row.fields["flags"] ?? "").contains("-Xmn") {
      let model = try #require(try row.predicted())
      let reported = Ergonomics.reportedMaximum(
        of: model.heap.maxHeap,
        collector: model.collector.collector
      )
      let measured = Memory(bytes: row.integer("runtime_max_memory") ?? 0)
      let ratio = reported.ratio(to: measured)
      #expect(abs(ratio - 1) < 0.02, "\(row.testDescription): \(ratio)")
    }
  }
}
