import PodfitModel
@testable import PodfitReport
import Testing

/// The sections that formats of text share.
@Suite("Sections of a report")
struct SectionTests {
  static func titles(_ report: ReportModel) -> [String] {
    MarkdownReport().render(report).split(separator: "\n").filter { $0.hasPrefix("## ") }
      .map { String($0.dropFirst(3)) }
  }

  @Test("sections stand in the order of the page, each said where there is nothing to show")
  func order() {
    var report = Samples.report
    report.jvms = []
    #expect(
      Self.titles(report) == [
        "Since last week", "Risks: ask for more", "Savings: ask for less", "Nodes", "JVMs",
        "Namespaces", "Teams", "All containers", "Not analysed, and why", "Method and data",
      ]
    )
    let text = MarkdownReport().render(report)
    for sentence in ["No JVM was found.", "No earlier report is compared."] {
      #expect(text.contains(sentence))
    }
    #expect(text.contains("| namespace | score | severity |"))
  }

  @Test("with weeks kept there are a trend and lists of what is new, gone and restless")
  func weeks() throws {
    var report = Samples.report
    report.weekly.week = Week("2026-W47")
    var before = RunRecord(report, week: try #require(Week("2026-W46")))
    before.entries.removeAll { $0.id.workload.name == "api" }
    var gone = before.entries[0]
    gone.id.workload.name = "old"
    before.entries.append(gone)
    report.weekly.runs = [before]
    let now = RunRecord(report, week: try #require(Week("2026-W47")))
    report.weekly.comparison = RunComparison(before, now)
    report.weekly.stability = [
      gone.id: AdviceStability(weeks: 4, moves: 3, flips: 2)
    ]
    let text = MarkdownReport().render(report)
    #expect(text.contains("New containers (1): shop/Deployment/api/app."))
    #expect(text.contains("Gone (1): shop/Deployment/old/app."))
    #expect(text.contains("Advice turned around more than once in the weeks kept (1): "))
    #expect(Self.titles(report).prefix(2) == ["Since 2026-W46", "Trend"])
    #expect(text.contains("| 2026-W46 |") && text.contains("| 2026-W47 |"))
  }

  @Test("with several clusters every row names its own")
  func clusters() {
    var report = Samples.report
    var other = Samples.recommendation("api")
    other.id.workload.cluster = "d"
    report.recommendations = RecommendationSet(
      strategy: "s",
      window: nil,
      recommendations: report.recommendations.recommendations + [other]
    )
    let text = MarkdownReport().render(report)
    #expect(text.contains("| c/shop/Deployment/api/app |"))
    #expect(text.contains("| d/shop/Deployment/api/app |"))
  }

  @Test(
    "on a terminal no line is longer than it is, and colour is never the only sign",
    arguments: [40, 100]
  )
  func terminal(width: Int) {
    let text = TextReport(width: width, isColored: false).render(Samples.report)
    let plain = TextReport().render(Samples.report)
    for line in text.split(separator: "\n") where line.count > width {
      // A word that is longer than the line stays whole.
      #expect(!line.drop { $0 == " " }.contains(" "), "\(line)")
    }
    #expect(plain.split(separator: "\n").contains { $0.count > width })
    let colored = TextReport(width: width, isColored: true).render(Samples.report)
    #expect(colored.replacing("\u{1B}[1m", with: "").replacing("\u{1B}[0m", with: "") == text)
  }

  @Test("labels of a chart keep their distance and stay above its floor")
  func labels() {
    let places = JVMStackChart.apart([160, 158, 20, 161], by: 12, above: 166)
    #expect(places == [154, 142, 20, 166])
    #expect(JVMStackChart.apart([10, 50], by: 12, above: 100) == [10, 50])
  }

  @Test("throttling then and now is in every format of what was applied")
  func throttling() throws {
    let was = RunComparisonTests.resources(1_000, 1_000, limit: 1_000)
    var before = RunComparisonTests.record(was)
    var after = RunComparisonTests.record(RunComparisonTests.goal, name: "2026-W47")
    before.entries[0].throttledRatio = 0.02
    after.entries[0].throttledRatio = 0.14
    let comparison = RunComparison(before, after)
    #expect(comparison.regressions.count == 1)
    let status = ApplyStatus(comparison)
    #expect(
      status.harm.first?.contains("throttled more since its spec changed (2.0 % -> 14.0 %)") == true
    )
    #expect(status.table.text.contains("2.0 % -> 14.0 %"))
    #expect(status.tree.json.contains(#""throttled_before":0.02"#))
    var report = Samples.report
    report.weekly.comparison = comparison
    let applied = try #require(CSVReport.files(report).first { $0.path == "applied.csv" }?.text)
    #expect(applied.contains(",0.02,0.14\r\n"))
  }
}
