import PodfitModel
import Testing

@testable import PodfitIngest

@Suite("Usage without containers")
struct WholePodsTests {
  static let aggregate = "aggregate of a pod, sandbox or node"

  static func line(_ labels: String, _ value: Int, at time: Int = 1_795_447_825_356) -> String {
    "container_memory_working_set_bytes{namespace=\"n\",\(labels)} \(value) \(time)\n"
  }

  static func json(_ series: [String]) -> String {
    let elements = series.map { labels in
      #"{"metric":{"__name__":"container_memory_working_set_bytes","namespace":"n",\#(labels)},"#
        + #""values":[[1795447825,"7"],[1795447885,"8"]]}"#
    }
    return #"{"status":"success","data":{"resultType":"matrix","result":["#
      + elements.joined(separator: ",") + "]}}"
  }

  @Test("a file in which nothing has a container gives the use of pods, and says so")
  func pods() throws {
    let text = Self.line(#"pod="p",node="x""#, 7) + Self.line(#"pod="q""#, 9)
    for (source, samples) in [
      (text, 2), (Self.json([#""pod":"p","node":"x""#, #""pod":"q""#]), 4),
    ] {
      let (report, kept) = try KeptInput.read(source)
      #expect(report.samples == samples && report.series == 2 && report.skipped.isEmpty)
      #expect(kept.batches.map(\.key.container.pod.name) == ["p", "q"])
      #expect(kept.batches.allSatisfy { $0.key.container.container.isEmpty })
      #expect(kept.facts.count == 1 && report.facts == 1)
      #expect(report.warnings.count == 1)
      #expect(report.warnings.first?.contains("no series of usage has a container label") == true)
    }
  }

  @Test("a series of VictoriaMetrics in two lines is one series of a pod")
  func lines() throws {
    let line = { (pod: String, time: Int) in
      #"{"metric":{"__name__":"container_memory_working_set_bytes","namespace":"n",\#(pod)},"#
        + #""values":[7],"timestamps":[\#(time)]}"# + "\n"
    }
    let pods = (0..<2).map { line(#""pod":"p""#, 1_795_447_825_000 + $0 * 60_000) }.joined()
    let (report, kept) = try KeptInput.read(pods)
    #expect(report.format == "victoriametrics-jsonl")
    #expect(report.series == 1 && report.samples == 2 && kept.series.count == 1)
    let named = line(#""pod":"p","container":"c""#, 1_795_447_825_000)
    let (other, rest) = try KeptInput.read(pods + named)
    #expect(other.series == 1 && other.samples == 1 && rest.count == 1)
    #expect(other.skipped == [Self.aggregate: 1])
  }

  @Test("one container in the file makes series without one aggregates, before it and after it")
  func containers() throws {
    let text =
      Self.line(#"pod="p",node="x""#, 7) + Self.line(#"pod="p",container="c""#, 5)
      + Self.line(#"pod="q""#, 9)
    let json = Self.json([#""pod":"p","node":"x""#, #""pod":"p","container":"c""#, #""pod":"q""#])
    for source in [text, json] {
      let (report, kept) = try KeptInput.read(source)
      #expect(Set(kept.batches.map(\.key.container.container)) == ["c"])
      #expect(report.series == 1 && report.skipped == [Self.aggregate: 2])
      #expect(kept.facts.isEmpty && report.warnings.isEmpty)
    }
  }

  @Test("sandboxes, nodes and the container POD are never the use of a pod")
  func others() throws {
    let text =
      Self.line(#"pod="p",image="pause",name="s""#, 7) + Self.line(#"id="/""#, 9)
      + Self.line(#"pod="p",container="POD""#, 7)
    let (report, kept) = try KeptInput.read(text)
    #expect(kept.batches.isEmpty && report.skipped == [Self.aggregate: 3])
    #expect(report.warnings.contains { $0.contains("podfit needs usage by container") })
  }

  @Test("more than can wait is handed on, and a container after it ends the use of pods")
  func released() throws {
    let count = WholePods.limit + sampleBatchLimit
    var text = ""
    text.reserveCapacity(count * 90)
    for index in 0..<count { text += Self.line(#"pod="p""#, index, at: 1_795_000_000_000 + index) }
    text += Self.line(#"pod="p",container="c""#, 5) + Self.line(#"pod="q""#, 9)
    let (report, kept) = try KeptInput.read(text)
    #expect(kept.series.keys.map(\.container.container).sorted() == ["", "c"])
    #expect(report.samples == kept.count && kept.count > WholePods.limit)
    #expect(report.skipped == [Self.aggregate: 2] && report.series == 1)
  }
}
