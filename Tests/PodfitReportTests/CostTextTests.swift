import Foundation
import PodfitModel
import PodfitReport
import Testing

@Suite("What requests cost")
struct CostTextTests {
  // Eight containers of three pods each, 500m and 512Mi now, 100m and 256Mi advised.
  private static var priced: RecommendationSet {
    var set = Samples.set
    set.prices = ResourcePrices(core: 30, gibibyte: 4)
    return set
  }

  @Test("at the user's prices both sums are in the table, the report and the document")
  func priced() throws {
    let line = "price at 30 a core and 4 a GiB: 408.00 -> 96.00 (-76 %)"
    #expect(RecommendationTable().render(Self.priced).contains(line))
    var report = Samples.report
    report.recommendations = Self.priced
    #expect(report.todo.hasSuffix(line))
    let text = try RecommendationJSON().render(Self.priced)
    let document = try RecommendationDocument(jsonWithoutSteps: Data(text.utf8))
    let price = try #require(document.totals.price)
    #expect(price.current == 408)
    #expect(price.recommended == 96)
    #expect(document.model.prices == Self.priced.prices)
  }

  @Test("without prices there is a share by size, and no price in the document")
  func unpriced() throws {
    // 12 cores + 12 GiB / 7.5 = 13.6; 2.4 + 6 / 7.5 = 3.2.
    let line = "in money, where a core costs as much as 7.5 GiB: -76 %"
    #expect(RecommendationTable().render(Samples.set).contains(line))
    #expect(!(try RecommendationJSON().render(Samples.set)).contains("\"price\""))
  }

  @Test("a report joined with another keeps prices and the conflicts of both")
  func joined() {
    func report(_ namespace: String) -> ReportModel {
      var report = Samples.report
      report.recommendations = Self.priced
      report.recommendations.conflicts = [
        PolicyConflict(
          rule: .quota,
          source: namespace,
          resource: "requests.cpu",
          found: 2,
          allowed: 1,
          message: "quota of \(namespace)"
        )
      ]
      return report
    }
    var fleet = report("a")
    fleet.join(report("b"))
    #expect(fleet.recommendations.conflicts.map(\.source) == ["a", "b"])
    #expect(fleet.recommendations.prices == Self.priced.prices)
  }
}
