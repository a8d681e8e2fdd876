import Foundation
import PodfitModel
import TestSupport
import Testing

@testable import PodfitKit

/// The same data in every form that can hold it gives the same profiles.
///
/// Forms differ in what they can hold, therefore they are compared in classes: each holds one set of
/// signals at one grain, and every form that can hold it is in it. docs/formats/README.md has the table.
@Suite("One cluster in every format")
struct DifferentialTests {
  /// Data that a number of forms can hold alike.
  struct Class: Sendable, CustomTestStringConvertible {
    var name: String
    var signals: [MadeCluster.Signal]
    var grain: MadeCluster.Grain
    /// How many forms must be in it, so that none drops out unseen.
    var count: Int
    var isIn: @Sendable (MadeForm) -> Bool

    var testDescription: String { name }
    var cluster: MadeCluster { MadeCluster(signals, grain: grain) }
    var forms: [MadeForm] {
      MadeForm.all.filter { $0.signals.isSuperset(of: signals) && isIn($0) }
    }
  }

  static let gauges = Class(
    name: "rates, memory and restarts",
    signals: [.cpu, .memory, .restarts],
    grain: .microcores,
    count: 19
  ) { _ in true }

  static let classes = [
    gauges,
    // Services without restarts join in, and what the metrics server lists.
    Class(
      name: "rates and memory",
      signals: [.cpu, .memory],
      grain: .microcores,
      count: 22
    ) { $0.grain != .table },
    // A rate in cores has been computed somewhere, mostly in floating point: it is kept to the microcore.
    Class(
      name: "rates in cores, finer than a microcore",
      signals: [.cpu, .memory],
      grain: .nanocores,
      count: 19
    ) { $0.grain == .cores },
    // Whole nanocores were measured so: they are kept.
    Class(
      name: "whole nanocores",
      signals: [.cpu, .memory],
      grain: .nanocores,
      count: 3
    ) { $0.grain == .nanocores },
    // Tables round, so that only data that is round already is the same in them.
    Class(
      name: "whole millicores and mebibytes",
      signals: [.cpu, .memory],
      grain: .tables,
      count: 23
    ) { _ in true },
    // A rate is computed by podfit here, at most at the second reading, so that profiles are not those
    // of the rates above.
    Class(
      name: "counters",
      signals: [.cpuTotal, .memory, .restarts],
      grain: .microcores,
      count: 17
    ) { _ in true },
    Class(
      name: "counters with throttling",
      signals: [.cpuTotal, .memory, .restarts, .periods, .throttledPeriods],
      grain: .microcores,
      count: 15
    ) { _ in true },
  ]

  let folder: URL

  init() throws { folder = try PodfitProgram.temporaryFolder() }

  private func request(_ path: String, _ file: MadeForm.File) -> IngestRequest {
    var request = IngestRequest(
      paths: [path],
      metric: file.metric,
      window: .seconds(MadeCluster.step),
      isStrict: true,
      now: Instant(milliseconds: 1_795_300_000_000)
    )
    request.columns = file.columns
    return request
  }

  /// A database of what a form says of a cluster.
  private func podfit(
    _ form: MadeForm,
    _ cluster: MadeCluster,
    _ packing: Packing = .plain
  ) throws -> Podfit {
    let own = folder.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: own, withIntermediateDirectories: true)
    let podfit = Podfit(database: own.appending(path: "podfit.db").path)
    for file in form.files(cluster) {
      let url = own.appending(path: file.name)
      let path = try packing.write(Data(file.text.utf8), to: url, in: own)
      let report = try podfit.ingest(request(path, file))
      #expect(report.files.map(\.format) == [form.format], "\(form.name)")
      #expect(report.files.allSatisfy { $0.rejected == 0 }, "\(form.name)")
    }
    return podfit
  }

  @Test("profiles are the same in every form that can hold the data", arguments: classes)
  func profiles(of one: Class) throws {
    let cluster = one.cluster
    let forms = one.forms
    #expect(forms.count == one.count)
    let first = try #require(forms.first)
    let expected = try podfit(first, cluster).profiles()
    try check(expected, against: cluster, isRounded: first.grain == .cores)
    for form in forms.dropFirst() {
      let profiles = try podfit(form, cluster).profiles()
      #expect(profiles.map(\.id) == expected.map(\.id), "\(form.name)")
      for (found, wanted) in zip(profiles, expected) {
        #expect(found == wanted, "\(form.name): \(found.id)")
      }
    }
  }

  @Test("daily sketches are the same to the byte in every form that can hold the data")
  func sketches() throws {
    func lines(_ podfit: Podfit) throws -> [String] {
      var lines: [String] = []
      try podfit.sketches { lines.append($0.line) }
      return lines
    }
    let forms = Self.gauges.forms
    let expected = try lines(try podfit(forms[0], Self.gauges.cluster))
    #expect(expected.count > 10)
    for form in forms.dropFirst() {
      #expect(try lines(try podfit(form, Self.gauges.cluster)) == expected, "\(form.name)")
    }
    let url = folder.appending(path: "sketches.jsonl")
    try Data((expected.joined(separator: "\n") + "\n").utf8).write(to: url)
    let sketched = Podfit(database: folder.appending(path: "sketches.db").path)
    try sketched.ingest(request(url.path, MadeForm.File("", "")))
    let exact = try podfit(forms[0], Self.gauges.cluster).profiles()
    let again = try sketched.profiles()
    #expect(again.map(\.id) == exact.map(\.id))
    for (a, b) in zip(again, exact) {
      #expect(a.samples == b.samples && a.restarts == b.restarts && a.cpu?.max == b.cpu?.max)
      let (p, q) = (a.memory?.p95.bytes ?? 0, b.memory?.p95.bytes ?? 0)
      #expect(p >= q && p - q <= q / 128)
    }
  }

  @Test("what is exported again gives the same profiles", arguments: classes)
  func exports(of one: Class) throws {
    let forms = one.forms
    for form in [forms.first, forms.last].compactMap({ $0 }) {
      let podfit = try podfit(form, one.cluster)
      let expected = try podfit.profiles()
      for format in ExportRequest.Format.allCases {
        var data = Data()
        try podfit.export(ExportRequest(content: .samples, format: format)) { data += $0 }
        let url = folder.appending(path: "\(UUID().uuidString).\(format.rawValue)")
        try data.write(to: url)
        let again = Podfit(database: url.path + ".db")
        try again.ingest(request(url.path, MadeForm.File("", "")))
        for (found, wanted) in zip(try again.profiles(), expected) {
          #expect(found == wanted, "\(form.name), \(format.rawValue): \(found.id)")
        }
        #expect(try again.profiles().count == expected.count)
      }
    }
  }

  @Test("packed in one piece or in several, the same", arguments: Packing.packed)
  func packed(_ packing: Packing) throws {
    guard packing.isPossible else { return }
    let forms = Self.gauges.forms
    let expected = try podfit(forms[0], Self.gauges.cluster).profiles()
    for form in forms {
      #expect(try podfit(form, Self.gauges.cluster, packing).profiles() == expected, "\(form.name)")
    }
  }

  @Test("a folder of all forms, packed in turn, is one cluster: nothing counts twice")
  func folderOfAll() throws {
    let one = Self.classes[1]
    let root = folder.appending(path: "all")
    var formats: Set<String> = []
    var count = 0
    for (index, form) in one.forms.enumerated() {
      // Without its columns a table of VictoriaMetrics without a header is refused.
      let files = form.files(one.cluster).filter { $0.columns == nil }
      guard !files.isEmpty else { continue }
      let own = root.appending(path: form.name)
      try FileManager.default.createDirectory(at: own, withIntermediateDirectories: true)
      formats.insert(form.format)
      for file in files {
        let packing = Packing.allCases[index % Packing.allCases.count]
        _ = try (packing.isPossible ? packing : .plain).write(
          Data(file.text.utf8),
          to: own.appending(path: file.name),
          in: folder
        )
        count += 1
      }
    }
    let podfit = Podfit(database: folder.appending(path: "all.db").path)
    let report = try podfit.ingest(request(root.path, MadeForm.File("", "")))
    #expect(report.files.count == count && Set(report.files.map(\.format)) == formats)
    let expected = try self.podfit(one.forms[0], one.cluster).profiles()
    for (found, wanted) in zip(try podfit.profiles(), expected) {
      #expect(found == wanted, "\(found.id)")
    }
    #expect(try podfit.profiles().count == expected.count)
  }

  /// Holds profiles against the made readings themselves, pooled and sorted plainly.
  private func check(
    _ profiles: [UsageProfile],
    against cluster: MadeCluster,
    isRounded: Bool
  ) throws {
    let groups = Dictionary(grouping: cluster.rows) { row in
      ContainerID(
        workload: WorkloadID(
          cluster: "default",
          namespace: row.container.namespace,
          kind: row.container.kind,
          name: row.container.workload
        ),
        container: row.container.name
      )
    }
    #expect(profiles.map(\.id) == groups.keys.sorted())
    for profile in profiles {
      let rows = groups[profile.id] ?? []
      let memory = rows.compactMap { $0.values[.memory] }.sorted()
      #expect(profile.memory?.samples == memory.count)
      #expect(profile.memory?.max.bytes == memory.last)
      #expect(profile.memory?.p50.bytes == memory[(memory.count + 1) / 2 - 1])
      guard cluster.signals.contains(.cpu) else { continue }
      let cpu = rows.compactMap { $0.values[.cpu] }
        .map { isRounded ? ($0 + 500) / 1_000 * 1_000 : $0 }.sorted()
      #expect(profile.cpu?.samples == cpu.count)
      #expect(profile.cpu?.max.nanocores == cpu.last)
      #expect(profile.cpu?.p50.nanocores == cpu[(cpu.count + 1) / 2 - 1])
      guard cluster.signals.contains(.restarts) else { continue }
      let counts = Dictionary(grouping: rows, by: \.container.pod)
        .compactMap { $0.value.compactMap { $0.values[.restarts] }.max() }
      #expect(profile.restarts == counts.reduce(0, +))
    }
  }
}
