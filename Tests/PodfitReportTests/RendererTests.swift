import Foundation
import PodfitModel
import PodfitReport
import TestSupport
import Testing

@Suite("Renderers")
struct RendererTests {
  @Test(
    "every renderer file is one line in its registry, ids are unique",
    arguments: [
      ("Reports", RendererRegistry.report.map { ("\($0)", $0.id) }),
      ("Recommendations", RendererRegistry.recommendations.map { ("\($0)", $0.id) }),
      ("Changes", RendererRegistry.changes.map { ("\($0)", $0.id) }),
      ("Nodes", RendererRegistry.nodes.map { ("\($0)", $0.id) }),
      ("Backtests", RendererRegistry.backtests.map { ("\($0)", $0.id) }),
      ("Explanations", RendererRegistry.explanations.map { ("\($0)", $0.id) }),
    ]
  )
  func registry(folder: String, entries: [(type: String, id: String)]) throws {
    #expect(Set(entries.map(\.id)).count == entries.count)
    let path = SharedData.packageRoot.appending(path: "Sources/Report/Renderers/\(folder)").path
    let files = Set(try FileManager.default.contentsOfDirectory(atPath: path))
    #expect(
      files.subtracting(["ReportSections.swift"]) == Set(entries.map { "\($0.type).swift" })
    )
  }

  @Test("the same report gives the same bytes", arguments: RendererRegistry.report.indices)
  func deterministic(index: Int) throws {
    let renderer = RendererRegistry.report[index].init()
    #expect(try renderer.render(Samples.report) == renderer.render(Samples.report))
  }

  @Test("a hostile name is only text: no markup, no escape, no turned text")
  func hostile() throws {
    let markdown = MarkdownReport().render(Samples.report)
    #expect(!markdown.contains("<script>"))
    #expect(!markdown.contains("\u{1B}"))
    #expect(!markdown.contains("\u{202E}"))
    #expect(markdown.contains("&lt;script>alert(1)&lt;/script>\\|\\`rm\\`"))
    let text = TextReport().render(Samples.report)
    #expect(!text.contains("\u{1B}"))
    #expect(text.contains("\\u{1b}[31m"))
  }

  @Test("a table row of Markdown has as many cells as its header")
  func cells() {
    for block in MarkdownReport().render(Samples.report).components(separatedBy: "\n\n") {
      let rows = block.split(separator: "\n").filter { $0.hasPrefix("| ") }
      let counts = Set(rows.map { row in row.replacing("\\|", with: "").count { $0 == "|" } })
      #expect(counts.count <= 1)
    }
  }

  @Test("the answer line comes first in text and Markdown")
  func answerFirst() {
    let answer = "9 nodes now -> 7 needed (proven minimum 6, gap 16.7 %)"
    #expect(TextReport().render(Samples.report).hasPrefix("answer: \(answer)"))
    #expect(MarkdownReport().render(Samples.report).hasPrefix("# podfit report\n\n**\(answer)"))
  }

  @Test("numbers in text, Markdown and JSON are the same")
  func oneModel() throws {
    let json = try ReportDocument(json: Data(JSONReport().render(Samples.report).utf8))
    let text = TextReport().render(Samples.report)
    let markdown = MarkdownReport().render(Samples.report)
    let nodes = try #require(json.nodes)
    for sentence in [
      "\(nodes.nodesNow) nodes now -> \(nodes.nodesNeeded) needed (proven minimum \(nodes.lowerBound)",
      "\(json.counts.lower) containers lower · \(json.counts.raise) raise",
      "CPU requests \(CPU.cores(json.recommendations.totals.current.cpuRequest).coresText) cores",
    ] {
      #expect(text.contains(sentence))
      #expect(markdown.contains(sentence))
    }
    #expect(json.headline.answer == Samples.report.answer)
  }

  @Test("CSV: a formula-like name is text, and every row has every column")
  func csv() throws {
    let csv = RecommendationCSV().render(Samples.set)
    #expect(csv.contains(",'=cmd,"))
    let rows = csv.components(separatedBy: "\r\n").dropLast()
    #expect(rows.count == Samples.set.recommendations.count + 1)
    #expect(Set(rows.map { $0.count { $0 == "," } }).count == 1)
  }

  @Test("a recommendation read back from JSON is the same recommendation")
  func roundTrip() throws {
    let text = try RecommendationJSON().render(Samples.set)
    let read = try RecommendationDocument(json: Data(text.utf8)).model
    #expect(read == Samples.set)
  }

  @Test("the plan and the explanation say in text what they say in JSON")
  func plans() throws {
    let table = NodesTable().render(Samples.plan)
    #expect(table.contains("9 nodes now -> 7 needed (proven minimum 6, gap 16.7 %)"))
    #expect(table.contains("unschedulable: 2 pods of c/shop/Deployment/"))
    let nodes = try NodesDocument(json: Data(NodesJSON().render(Samples.plan).utf8))
    #expect(nodes == NodesDocument(Samples.plan))
    let all = Samples.set.recommendations.map { ExplainedContainer($0) }
    let text = ExplanationText().render(all, drawsLines: false)
    #expect(text.contains("1. quantile = 80m\n       q: 0.95"))
    let explained = try ExplainDocument(
      json: Data(ExplanationJSON().render(all, drawsLines: false).utf8)
    )
    #expect(explained.recommendations.count == Samples.set.recommendations.count)
  }

  @Test("what was killed or leaks is under risks, never under savings")
  func risks() throws {
    var report = Samples.report
    var killed = Samples.recommendation("victim")
    killed.risks = ["killed for want of memory 1 time or more"]
    report.recommendations = RecommendationSet(
      strategy: "s",
      window: nil,
      recommendations: [killed]
    )
    #expect(report.raises.count == 1)
    #expect(report.savings.isEmpty)
  }

  @Test("an unset value is null, never missing and never zero")
  func nulls() throws {
    let text = try RecommendationJSON().render(Samples.set)
    let root = try #require(
      try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
    )
    let entries = try #require(root["recommendations"] as? [[String: Any]])
    let current = try #require(entries.first?["current"] as? [String: Any])
    #expect(current["cpu_limit_cores"] is NSNull)
    #expect(entries.first?["jvm"] is NSNull)
  }
}
