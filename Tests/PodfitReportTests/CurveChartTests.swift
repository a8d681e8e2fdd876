import PodfitModel
import Testing

@testable import PodfitReport

@Suite("Curves of the report")
struct CurveChartTests {
  private func entry(
    _ strategy: String,
    _ knob: String,
    risk: Double?,
    slack: Double?,
    isPublished: Bool = true
  ) -> BacktestEntry {
    var measures = BacktestMeasures()
    measures.oomDayRatio = risk
    measures.memoryFleetSlack = slack
    return BacktestEntry(
      strategy: strategy,
      knob: knob,
      isPublished: isPublished,
      measures: measures
    )
  }

  private func result(_ strategies: [BacktestEntry], frontier: [BacktestEntry] = [])
    -> BacktestResult
  {
    var setup = BacktestProtocol(
      window: TimeWindow(
        start: Instant(milliseconds: 1_795_132_800_000),
        end: Instant(milliseconds: 1_795_737_600_000)
      ),
      warmup: 2,
      horizon: 1,
      origins: [Instant(milliseconds: 1_795_305_600_000)],
      seed: 1,
      resamples: 0
    )
    setup.workloads = 40
    setup.containers = 50
    return BacktestResult(
      setup: setup,
      strategies: strategies,
      frontier: frontier,
      verdict: ["no strategy dominates here"]
    )
  }

  @Test("the thick line has what nothing beats in risk and slack together, and nothing else")
  func frontier() throws {
    let chart = try #require(
      FrontierChart(
        result: result(
          [
            entry("lean", "k=1", risk: 0.2, slack: 1.1), entry("safe", "k=2", risk: 0, slack: 3),
            // Both as risky as lean and with more slack.
            entry("waste", "k=3", risk: 0.2, slack: 4),
            entry("blind", "-", risk: nil, slack: 1),
          ],
          frontier: [
            entry("middle", "k=1.5", risk: 0.05, slack: 1.6, isPublished: false),
            // Beaten by the line above in both.
            entry("beaten", "k=9", risk: 0.06, slack: 1.7, isPublished: false),
          ]
        ),
        strategy: "safe"
      ).chart
    )
    #expect(chart.text.hasSuffix("better in both: lean, middle, safe."))
    #expect(chart.text.contains("40 workloads over 1 time, each held against the 1 day"))
    // What could not be measured is in the table and has no place in the picture.
    #expect(chart.drawing.body.matches(of: /<circle/).count == 3)
    #expect(chart.table?.html.contains("blind") == true)
    // The report's own strategy is told apart by more than colour.
    #expect(chart.drawing.body.contains(">2 safe (this report)<"))
  }

  @Test("every place of a picture is a number within it", arguments: [0, 0.0001, 0.5, 1, 7])
  func places(risk: Double) throws {
    for slack in [0.01, 1, 1_000_000] {
      let chart = try #require(
        FrontierChart(
          result: result([
            entry("a", "", risk: risk, slack: slack), entry("b", "", risk: 0.01, slack: 1.5),
          ]),
          strategy: "a"
        ).chart
      )
      let circles = chart.drawing.body.matches(of: /<circle cx="([-0-9.]+)" cy="([-0-9.]+)"/)
      #expect(circles.count == 2)
      for circle in circles {
        let (x, y) = (try #require(Double(circle.1)), try #require(Double(circle.2)))
        #expect((0...chart.drawing.width).contains(x), "\(x)")
        #expect((0...chart.drawing.height).contains(y), "\(y)")
      }
    }
  }

  @Test(
    "without anything measured there is no picture, and the page says that no back-test is there"
  )
  func nothing() {
    #expect(FrontierChart(result: result([]), strategy: "a").chart == nil)
    #expect(
      FrontierChart(result: result([entry("a", "", risk: nil, slack: nil)]), strategy: "a").chart
        == nil
    )
    var report = Samples.report
    #expect(HTMLReport().render(report).contains("No back-test is stored"))
    report.weekly.backtest = result([
      entry("a", "<b>", risk: 0.1, slack: 1), entry("<script>x", "", risk: 0.2, slack: 0.9),
    ])
    let page = HTMLReport().render(report)
    #expect(page.contains("no strategy dominates here") && !page.contains("<script>x"))
    #expect(MarkdownReport().render(report).contains("## Back-test"))
  }

  private func jvm(
    live: Memory?,
    today: Memory,
    advised: Memory,
    _ curve: [HeapCPUPoint]
  ) -> ReportModel.JVMEntry {
    var profile = JVMProfile(evidence: ["command java"])
    profile.liveSet = live.map { LiveSet(estimate: $0, high: $0, source: "test") }
    profile.configuration = JVMConfiguration(
      majorVersion: 17,
      versionIsKnown: true,
      availableProcessors: 2,
      collector: .g1,
      maxHeap: today,
      initialHeap: today,
      heapRule: .explicit
    )
    var advice = JVMRecommendation(heapMax: advised, flags: [], variable: nil, collector: .g1)
    advice.curve = curve
    advice.costSource = "cpu-of-pauses"
    return ReportModel.JVMEntry(
      id: Samples.set.recommendations[0].id,
      memoryLimit: .gibibytes(2),
      profile: profile,
      recommendation: advice
    )
  }

  /// k = 20 core · MiB.
  private func point(_ heap: Int64, live: Int64 = 100) -> HeapCPUPoint {
    let cores = 20 / Double(heap - live)
    return HeapCPUPoint(
      heap: .mebibytes(heap),
      cpu: .cores(cores),
      low: .cores(cores / 2),
      high: .cores(cores * 2)
    )
  }

  @Test(
    "the curve names the advised heap with its CPU and interval, and leaves out heaps far beyond"
  )
  func heapCurve() throws {
    let points = [125, 200, 300, 400, 800, 5_000].map { point($0) }
    let entry = jvm(
      live: .mebibytes(100),
      today: .mebibytes(800),
      advised: .mebibytes(300),
      points
    )
    let chart = try #require(HeapCurveChart(entry: entry).chart)
    // 20 / (300 - 100) cores, half and twice of it.
    #expect(chart.text.contains("heap of 300 MiB 100m, at least 50m and at most 200m."))
    #expect(chart.text.contains("from cpu of pauses"))
    #expect(chart.table?.html.contains("5000") == false)
    #expect(chart.drawing.body.contains("heap today 800"))
    var report = Samples.report
    report.jvms = [entry]
    #expect(HTMLReport().render(report).contains("what does a smaller heap cost?"))
  }

  @Test("no curve without a live set, without a cost, or with two points only")
  func noHeapCurve() {
    let points = [150, 300, 400].map { point($0) }
    let heap = Memory.mebibytes(300)
    #expect(HeapCurveChart(entry: jvm(live: nil, today: heap, advised: heap, points)).chart == nil)
    #expect(
      HeapCurveChart(entry: jvm(live: .mebibytes(100), today: heap, advised: heap, [])).chart == nil
    )
    #expect(
      HeapCurveChart(
        entry: jvm(live: .mebibytes(100), today: heap, advised: heap, Array(points.prefix(2)))
      ).chart == nil
    )
  }
}
