import PodfitModel
import Testing

@testable import PodfitReport

@Suite("Markers of bands")
struct BandMarkerTests {
  /// 2026-11-21T00:00:00Z, a Saturday.
  private static let end = Instant(milliseconds: 1_795_219_200_000)

  private static func chart(_ markers: [ContainerDetail.Marker]) throws -> Chart {
    let column = SampleColumn(
      times: (1...168).map { end.milliseconds - Int64(168 - $0) * 3_600_000 },
      values: (1...168).map { Int64($0) << 20 }
    )
    var detail = ContainerDetail(
      memoryBand: ContainerDetail.Band(pooling: [column], upTo: end)
    )
    detail.markers = markers
    let chart = BandChart(recommendation: Samples.recommendation("api"), detail: detail).memory
    return try #require(chart)
  }

  private static let all: [ContainerDetail.Marker] = [
    .init(kind: .spec, hour: 0, count: 1), .init(kind: .kill, hour: 10, count: 2),
    .init(kind: .restart, hour: 11, count: 1), .init(kind: .kill, hour: 100, count: 1),
  ]

  @Test("each kind has a shape, a word and a place in the text; colour is never alone")
  func kinds() throws {
    let chart = try Self.chart(Self.all)
    // The band begins a week before its end, on a Saturday at midnight.
    #expect(chart.text.contains("triangle: killed for want of memory 3 times, first Sat 10:00 UTC"))
    #expect(chart.text.contains("ring: restarted 1 time, first Sat 11:00 UTC"))
    #expect(chart.text.contains("diamond: a new spec, first Sat 00:00 UTC"))
    let svg = chart.drawing.svg(title: chart.title, text: chart.text)
    #expect(svg.contains("<title>killed for want of memory 2 times, Sat 10:00 UTC</title>"))
    #expect(svg.matches(of: /class="risk"/).count == 2)
    #expect(svg.matches(of: /class="ring"/).count == 1)
    #expect(svg.matches(of: /class="d-live"/).count == 1)
    for word in [">killed<", ">spec<"] { #expect(svg.contains(word)) }
  }

  @Test("without markers the chart has neither lane nor words of them")
  func none() throws {
    let (plain, marked) = (try Self.chart([]), try Self.chart(Self.all))
    #expect(!plain.text.contains("Above the band"))
    #expect(plain.drawing.height < marked.drawing.height)
  }

  @Test("the week in text names what happened and when")
  func lines() throws {
    var detail = ContainerDetail(
      memoryBand: ContainerDetail.Band(
        pooling: [SampleColumn(times: [Self.end.milliseconds], values: [1 << 20])],
        upTo: Self.end
      )
    )
    detail.markers = [.init(kind: .kill, hour: 10, count: 2)]
    let text = WeekLines(detail, drawsLines: false).text
    #expect(text.contains("2026-11-14T10:00Z oom-kill x2\n"))
  }
}
