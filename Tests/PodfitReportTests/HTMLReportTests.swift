import Foundation
import PodfitModel
import Testing

@testable import PodfitReport

@Suite("The page")
struct HTMLReportTests {
  static var report: ReportModel {
    var report = Samples.report
    let column = SampleColumn(
      times: (1...168).map { 1_795_219_200_000 - Int64(168 - $0) * 3_600_000 },
      values: (1...168).map { Int64($0) << 20 }
    )
    let end = Instant(milliseconds: 1_795_219_200_000)
    for each in report.recommendations.recommendations {
      report.weekly.details[each.id] = ContainerDetail(
        cpuBand: ContainerDetail.Band(pooling: [column], upTo: end),
        memoryBand: ContainerDetail.Band(pooling: [column], upTo: end),
        oomKills: 1,
        team: Samples.hostile
      )
    }
    report.weekly.week = Week("2026-W47")
    report.weekly.hours = FleetHours(
      start: Instant(milliseconds: 1_794_614_400_000),
      cpu: (0..<168).map { Int64($0) * 1_000_000_000 },
      memory: (0..<168).map { Int64($0) << 30 }
    )
    report.weekly.ledger = CapacityLedger(
      capacity: .init(cpu: .cores(20), memory: .gibibytes(80)),
      allocatable: .init(cpu: .cores(19), memory: .gibibytes(75)),
      daemons: .init(cpu: .cores(1), memory: .gibibytes(2)),
      requests: .init(cpu: .cores(12), memory: .gibibytes(50)),
      advised: .init(cpu: .cores(8), memory: .gibibytes(30)),
      used: .init(cpu: .cores(5), memory: .gibibytes(20))
    )
    var cluster = ClusterFacts(cluster: "c")
    cluster.plan = report.plan
    cluster.strips = NodeStrips(
      now: [
        NodeStrips.Node(
          name: "n",
          pool: Samples.hostile,
          segments: report.recommendations.recommendations.prefix(3).map {
            NodeStrips.Segment(workload: $0.id.workload, cpuShare: 0.4, memoryShare: 0.6)
          }
        )
      ],
      planned: []
    )
    report.weekly.clusters = [cluster]
    return report
  }

  let page = HTMLReport().render(Self.report)

  @Test("hostile names are text everywhere, and nothing of them is markup")
  func hostile() {
    #expect(!page.contains("<script>alert"))
    #expect(!page.contains("\u{1B}") && !page.contains("\u{202E}"))
    #expect(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"))
    #expect(page.contains("\\u003cscript\\u003ealert(1)\\u003c/script\\u003e"))
  }

  @Test("the policy allows nothing but the page's own style and script")
  func policy() throws {
    #expect(page.contains("default-src 'none'; style-src 'sha256-"))
    #expect(!page.contains("unsafe-inline"))
    for pattern in [" onclick", " onload", " style=\"", "http://", "https://", "@import", "url(h"] {
      #expect(
        !page.replacing("http://www.w3.org/2000/svg", with: "").contains(pattern),
        "\(pattern)"
      )
    }
  }

  @Test("digests are those of another program", arguments: [0, 3, 55, 56, 63, 64, 65, 1_000])
  func digest(count: Int) throws {
    let text = String(repeating: "aé", count: count).prefix(count)
    #expect(PageDigest.base64(String(text)) == (try SystemDigest.base64(String(text))))
  }

  @Test("tags are closed in the order in which they were opened")
  func balanced() {
    let void: Set<String> = ["meta", "input"]
    var open: [String] = []
    let body = page.replacing(/<script[^>]*>[\s\S]*?<\/script>/, with: "").replacing(
      /<style>[\s\S]*?<\/style>/,
      with: ""
    )
    for match in body.matches(of: /<(\/?)([a-zA-Z0-9]+)([^>]*?)(\/?)>/) {
      let name = String(match.2)
      if match.1 == "/" {
        #expect(open.popLast() == name)
      } else if match.4 != "/", !void.contains(name) {
        open.append(name)
      }
    }
    #expect(open.isEmpty)
  }

  @Test("the data of the table is JSON and has every container with its exact values")
  func data() throws {
    let island = try #require(page.firstMatch(of: /id="data">([\s\S]*?)<\/script>/)).1
    let root = try #require(
      try JSONSerialization.jsonObject(with: Data(island.utf8)) as? [String: Any]
    )
    let rows = try #require(root["rows"] as? [[Any]])
    let all = Self.report.recommendations.recommendations
    #expect(rows.count == all.count)
    for (row, each) in zip(rows, all) {
      #expect(row[3] as? String == each.id.workload.name)
      #expect(row[8] as? Double == each.current.cpuRequest?.cores)
      #expect(row[15] as? Double == each.recommended.memoryLimit?.mebibytes)
      #expect(row.count == 24)
    }
  }

  @Test("a report of nothing is a page that says so", arguments: [false, true])
  func empty(hasPlan: Bool) {
    var report = Samples.report
    report.recommendations = RecommendationSet(strategy: "s", window: nil, recommendations: [])
    report.jvms = []
    if !hasPlan { report.plan = nil }
    let page = HTMLReport().render(report)
    #expect(page.contains("No JVM was found"))
    #expect(hasPlan || page.contains("No nodes were listed"))
    #expect(hasPlan || page.contains("Nothing was found to report on"))
  }

  @Test("ten thousand workloads make a page of three megabytes at most")
  func size() {
    var report = Self.report
    let detail = report.weekly.details.values.first
    var list: [Recommendation] = []
    for index in 0..<10_000 {
      var each = Samples.recommendation("workload-of-some-length-\(index)", status: .raise)
      each.reason = String(repeating: "CPU request 4 -> 1311m (p95 1140m + 15 %); ", count: 4)
      list.append(each)
      report.weekly.details[each.id] = detail
    }
    report.recommendations = RecommendationSet(strategy: "s", window: nil, recommendations: list)
    #expect(HTMLReport().render(report).utf8.count <= 3_000_000)
  }

  @Test("a band has the hours of the last seven days, and gaps where nothing was measured")
  func band() throws {
    let end = Instant(milliseconds: 1_795_219_200_000)
    let column = SampleColumn(
      times: [end.milliseconds - 3_600_000, end.milliseconds],
      values: [7, 9]
    )
    let band = try #require(ContainerDetail.Band(pooling: [column], upTo: end))
    #expect(band.max.suffix(2) == [7, 9])
    #expect(band.max.dropLast(2).allSatisfy { $0 == -1 })
    #expect(band.start == end + .hours(-168))
    #expect(ContainerDetail.Band(pooling: [SampleColumn()], upTo: end) == nil)
  }

  @Test(
    "an axis ends at or above the value with few marks",
    arguments: [0.001, 0.7, 1, 3.3, 47, 99_999, .nan]
  )
  func axis(value: Double) {
    let axis = Axis(upTo: value)
    #expect(!(axis.top < value))
    #expect((2...8).contains(axis.marks.count))
  }
}

/// Digests by a program of the system, which is not ours.
enum SystemDigest {
  static func base64(_ text: String) throws -> String {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/python3")
    process.arguments = [
      "-c",
      "import sys,hashlib,base64;print(base64.b64encode(hashlib.sha256(sys.stdin.buffer.read()).digest()).decode())",
    ]
    let (input, output) = (Pipe(), Pipe())
    process.standardInput = input
    process.standardOutput = output
    try process.run()
    input.fileHandleForWriting.write(Data(text.utf8))
    try input.fileHandleForWriting.close()
    let data = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return String(decoding: data, as: UTF8.self).trimmingCharacters(in: .newlines)
  }
}
