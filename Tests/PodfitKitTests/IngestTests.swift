import Foundation
import PodfitIngest
import PodfitKit
import PodfitStore
import TestSupport
import Testing

@Suite("Ingest through the library")
struct IngestTests {
  let folder: URL
  let podfit: Podfit
  private let now = Instant(milliseconds: 1_795_000_000_000)

  init() throws {
    folder = try PodfitProgram.temporaryFolder()
    podfit = Podfit(database: folder.appending(path: "podfit.db").path)
  }

  private func write(_ text: String, _ name: String) throws -> String {
    let url = folder.appending(path: name)
    try Data(text.utf8).write(to: url)
    return url.path
  }

  private let csv = """
    time,namespace,workload,workload_kind,pod,container,cpu_usage_cores,memory_working_set_bytes
    2026-11-20T00:05:00Z,shop,api,Deployment,api-1,app,0.25,104857600
    2026-11-20T00:10:00Z,shop,api,Deployment,api-1,app,0.5,209715200

    """

  @Test("a file is taken once: the second time nothing changes and nothing counts")
  func twice() throws {
    let path = try write(csv, "usage.csv")
    let first = try podfit.ingest(IngestRequest(paths: [path], now: now))
    #expect(first.samples == 4)
    #expect(first.containers == 1)
    let second = try podfit.ingest(IngestRequest(paths: [path], now: now))
    #expect(second.files.first?.isAlreadyIngested == true)
    #expect(second.samples == 0)
    #expect(second.series == first.series)
    let copy = try write(csv, "copy.csv")
    #expect(
      try podfit.ingest(IngestRequest(paths: [copy], now: now)).files.first?.isAlreadyIngested
        == true
    )
  }

  @Test("a database whose first file has a SHA-256 digest knows it again, and keeps the kind")
  func digestKinds() throws {
    let path = try write(csv, "usage.csv")
    let other = try write(csv.replacing("api-1", with: "api-2"), "other.csv")
    let fresh = Podfit(database: folder.appending(path: "fresh.db").path)
    let first = try fresh.ingest(IngestRequest(paths: [path, other], now: now))
    #expect(first.files.allSatisfy { $0.digest.hasPrefix("poly1305:") })
    #expect(Set(first.files.map(\.digest)).count == 2)
    #expect(try fresh.verify().problems.isEmpty)

    let sum = try Ingestor.digest(try .file(path), named: path)
    #expect(sum.utf8.count == 64)
    let store = try Store.open(path: podfit.database)
    let options = try Store.open(path: fresh.database, mode: .readOnly).files()[0].options
    try store.ingestFile(path: path, options: options, at: now) { _ in
      FileOutcome(digest: sum, format: "neutral-csv", samples: 4)
    }
    try store.close()
    let again = try podfit.ingest(IngestRequest(paths: [path], now: now))
    #expect(again.files.map(\.isAlreadyIngested) == [true])
    let new = try podfit.ingest(IngestRequest(paths: [other], now: now))
    #expect(new.files.map(\.digest.utf8.count) == [64])
  }

  @Test("the same file for another cluster is another file")
  func clusters() throws {
    let path = try write(csv, "usage.csv")
    try podfit.ingest(IngestRequest(paths: [path], cluster: "a", now: now))
    let other = try podfit.ingest(IngestRequest(paths: [path], cluster: "b", now: now))
    #expect(other.files.first?.isAlreadyIngested == false)
    #expect(other.containers == 2)
  }

  @Test("the same file under another label map is another file; the map's order does not matter")
  func labelMaps() throws {
    let path = try write(csv.replacing("pod,", with: "app_pod,"), "usage.csv")
    func ingest(_ maps: [String]) throws -> IngestDocument.File? {
      var request = IngestRequest(paths: [path], now: now)
      for map in maps {
        let isMap = request.mapLabels(map)
        #expect(isMap)
      }
      return try podfit.ingest(request).files.first
    }
    #expect(throws: PodfitError.self) { try ingest([]) }
    #expect(try ingest(["app_pod=pod"])?.samples == 4)
    #expect(
      try ingest(["app_pod=pod,container=node,workload=container"])?.isAlreadyIngested == false
    )
    #expect(
      try ingest(["workload=container", "container=node", "app_pod=pod"])?.isAlreadyIngested == true
    )
    var request = IngestRequest(paths: [path], now: now)
    let isMap = request.mapLabels("app_pod")
    #expect(!isMap)
  }

  @Test("CPU in cores and in nanocores, row by row, is one series of all samples")
  func nanocores() throws {
    let path = try write(
      """
      time,namespace,pod,container,cpu_usage_cores,cpu_usage_nanocores
      2026-11-20T00:05:00Z,n,p-0,c,1,
      2026-11-20T00:10:00Z,n,p-0,c,,1234567
      2026-11-20T00:15:00Z,n,p-0,c,0.5000004,

      """,
      "usage.csv"
    )
    let result = try podfit.ingest(IngestRequest(paths: [path], now: now))
    #expect(result.samples == 3 && result.series == 1)
    #expect(
      try podfit.query("select value from all_samples order by at_ms").rows
        == [["1000000000"], ["1234567"], ["500000000"]]
    )
  }

  @Test("usage of whole pods makes a profile that says so")
  func wholePods() throws {
    let series = #"container_memory_working_set_bytes{namespace="n",pod="db-0"}"#
    let lines = (0..<30).map { "\(series) 7 \(1_794_900_000_000 + $0 * 60_000)\n" }
    let path = try write(lines.joined(), "usage.txt")
    let result = try podfit.ingest(IngestRequest(paths: [path], now: now))
    #expect(result.samples == 30)
    #expect(result.files.first?.warnings.contains { $0.contains("whole pods") } == true)
    let set = try podfit.recommendations(RecommendRequest(now: now))
    #expect(set.recommendations.map(\.id.container) == ["(pod)"])
  }

  @Test("a bad file is refused with its place, files before it stay, files after it are tried")
  func badFile() throws {
    let good = try write(csv, "a.csv")
    let bad = try write(#"{"status":"error","errorType":"timeout","error":"too slow"}"#, "b.json")
    let also = try write(csv.replacing("api", with: "web"), "c.csv")
    #expect(throws: PodfitError.self) {
      try podfit.ingest(IngestRequest(paths: [good, bad, also], now: now))
    }
    #expect(try podfit.query("select count(*) from files").rows == [["1"]])

    var failures: [String] = []
    let result = try podfit.ingest(IngestRequest(paths: [good, bad, also], now: now)) {
      failures.append("\($0)")
    }
    #expect(result.files.count == 2)
    #expect(failures.count == 1)
    #expect(failures.first?.contains("too slow") == true)
  }

  @Test("a first ingest that fails leaves no database behind")
  func noTrace() throws {
    let bad = try write("<html>", "b.json")
    #expect(throws: PodfitError.self) {
      try podfit.ingest(IngestRequest(paths: [bad], now: now))
    }
    #expect(!FileManager.default.fileExists(atPath: podfit.database))
  }

  @Test("a folder stands for the files in it, hidden ones left out; loops of links end")
  func folders() throws {
    _ = try write(csv, "usage.csv")
    _ = try write("not an export", ".hidden")
    let inner = folder.appending(path: "inner")
    try FileManager.default.createDirectory(at: inner, withIntermediateDirectories: true)
    try Data(csv.replacing("shop", with: "dev").utf8).write(
      to: inner.appending(path: "usage.csv")
    )
    try FileManager.default.createSymbolicLink(
      at: inner.appending(path: "loop"),
      withDestinationURL: folder
    )
    let elsewhere = Podfit(
      database: try PodfitProgram.temporaryFolder().appending(path: "podfit.db").path
    )
    let result = try elsewhere.ingest(IngestRequest(paths: [folder.path], now: now))
    #expect(result.files.count == 2)
    #expect(result.containers == 2)
  }
}
