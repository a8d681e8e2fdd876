import PodfitModel
import TestSupport
import Testing

@testable import PodfitIngest

@Suite("Tables of kubectl top")
struct KubectlTopTests {
  static let header = "NAMESPACE   POD     NAME          CPU(cores)   MEMORY(bytes)   \n"
  static let rows = """
    shop        web-1   web           221m         205Mi
    shop        web-1   istio-proxy   18m          64Mi\n
    """
  static let time = Instant(milliseconds: 1_795_226_340_000)

  static func read(
    _ text: String,
    time: Instant? = time,
    isStrict: Bool = false,
    blockSize: Int = 1 << 16
  ) throws(IngestError) -> (FileReport, KeptInput) {
    let options = IngestOptions(readTime: time, isStrict: isStrict)
    return try KeptInput.read(text, options: options, blockSize: blockSize)
  }

  static func error(_ text: String, time: Instant? = time, isStrict: Bool = false) -> IngestError? {
    do throws(IngestError) {
      _ = try read(text, time: time, isStrict: isStrict)
      return nil
    } catch {
      return error
    }
  }

  /// Compares with the figures that Python gives: `line.split()`, sums by `decimal.Decimal`.
  @Test(
    "the real table gives what an independent reader counts",
    .enabled(if: SharedData.isPresent),
    arguments: [1, 1 << 16]
  )
  func counts(blockSize: Int) throws {
    let (report, kept) = try KeptInput.readShared(
      "exports/kubernetes/top-pods-containers.txt",
      options: IngestOptions(readTime: Self.time),
      blockSize: blockSize
    )
    let cpu = kept.batches.filter { $0.key.metric == .cpuUsage }
    let memory = kept.batches.filter { $0.key.metric == .memoryWorkingSet }
    #expect(report.format == "kubectl-top")
    #expect(cpu.count == 52 && memory.count == 52)
    #expect(cpu.reduce(0) { $0 + $1.samples.values.reduce(0, +) } == 9_728_000_000)
    #expect(memory.reduce(0) { $0 + $1.samples.values.reduce(0, +) } == 54_060_384_256)
    #expect(kept.batches.allSatisfy { $0.samples.times == [Self.time.milliseconds] })
    #expect(report.samples == 104 && report.series == 104 && report.rejected == 0)
  }

  @Test("nodes are counted and left out, with words, and need no time")
  func nodes() throws {
    let text = """
      NAME   CPU(cores)   CPU%   MEMORY(bytes)   MEMORY%
      a      1204m        30%    8909Mi          58%
      b      <unknown>    <unknown>   <unknown>  <unknown>\n
      """
    let (report, kept) = try Self.read(text, time: nil)
    #expect(kept.batches.isEmpty && report.skipped == ["use of a node": 2])
    #expect(report.warnings.contains { $0.contains("kubectl top pods") })
    guard SharedData.isPresent else { return }
    let (real, _) = try KeptInput.readShared("exports/kubernetes/top-nodes.txt")
    #expect(real.skipped == ["use of a node": 4] && real.samples == 0)
  }

  @Test("a table of containers needs a time, and two tables need two")
  func times() throws {
    let text = Self.header + Self.rows
    let error = Self.error(text, time: nil)
    #expect(error?.code == .noReadTime && error?.place.line == 2)
    #expect(error?.description.contains("--time") == true)
    let second = Self.error(text + text)
    #expect(second?.code == .noReadTime && second?.place.line == 5)
  }

  @Test("a line with the time before each table makes a history", arguments: [1, 1 << 16])
  func history(blockSize: Int) throws {
    let times = ["2026-11-21T01:59:00Z", "2026-11-21 02:00:00Z", "2026-11-21T03:01:00+01:00"]
    let text = times.map { $0 + "\n" + Self.header + Self.rows }.joined(separator: "\n")
    let (report, kept) = try Self.read(text, time: nil, blockSize: blockSize)
    #expect(report.samples == 12 && report.series == 4 && report.warnings.isEmpty)
    let expected = times.compactMap { Instant(rfc3339: $0)?.milliseconds }
    #expect(expected.count == 3)
    #expect(kept.series.values.allSatisfy { $0.times == expected })
    let pod = PodID(cluster: "default", namespace: "shop", name: "web-1")
    let key = SeriesKey(
      container: PodContainerID(pod: pod, container: "web"),
      metric: .cpuUsage,
      source: "metrics.k8s.io"
    )
    #expect(kept.series[key]?.values == [221_000_000, 221_000_000, 221_000_000])
  }

  @Test(
    "tables that do not name each container are counted, with the option that is missing",
    arguments: [
      ("NAMESPACE NAME CPU(cores) MEMORY(bytes)\nshop web-1 1m 1Mi\n", "whole pod", "--containers"),
      ("NAME CPU(cores) MEMORY(bytes)\nweb-1 1m 1Mi\n", "whole pod", "--containers"),
      ("POD NAME CPU(cores) MEMORY(bytes)\nweb-1 web 1m 1Mi\n", "without a namespace", "-A"),
    ]
  )
  func incomplete(text: String, reason: String, option: String) throws {
    let (report, kept) = try Self.read(text, time: nil)
    #expect(kept.batches.isEmpty)
    #expect(report.skipped.count == 1 && report.skipped.keys.first?.contains(reason) == true)
    #expect(report.warnings.contains { $0.hasSuffix("add " + option) })
  }

  @Test("the sum at the end is left out")
  func sum() throws {
    let sum = "                  ________   ________\n                  239m   269Mi\n"
    let (report, kept) = try Self.read(Self.header + Self.rows + sum)
    #expect(kept.count == 4 && report.rejected == 0)
    #expect(report.skipped == ["sum of a table": 2])
  }

  @Test(
    "a line that cannot be used is counted and named, or with strict the error",
    arguments: [
      (
        "error: Metrics API not available\n", IngestError.Code.wrongCellCount(expected: 5, found: 5)
      ),
      ("shop web-1 web <unknown> 1Mi\n", .badNumber("<unknown>")),
      ("shop web-1 web 1m 1Mb\n", .badNumber("1Mb")),
      ("shop web-1 web -1m 1Mi\n", .badNumber("-1m")),
      ("shop web-1 web 1m\n", .wrongCellCount(expected: 5, found: 4)),
    ]
  )
  func rejected(line: String, code: IngestError.Code) throws {
    let (report, kept) = try Self.read(Self.header + line + Self.rows)
    #expect(report.rejected == 1 && kept.count == 4)
    #expect(report.warnings.first?.contains("1 rejected lines, the first: input:2") == true)
    let error = Self.error(Self.header + line + Self.rows, isStrict: true)
    if line.hasPrefix("error") {
      #expect(error != nil)
    } else {
      #expect(error?.code == code)
    }
  }

  @Test("a file cut off anywhere but between lines is an error that names the last row")
  func truncation() throws {
    let text = Array((Self.header + Self.rows).utf8)
    let first = Self.header.utf8.count
    for end in 1..<text.count where text[end - 1] != 0x0A {
      let error = Self.error(String(decoding: text[..<end], as: UTF8.self))
      #expect(error != nil, "cut at \(end)")
      guard end > first else { continue }
      guard case .truncated(_, let last) = error?.code else {
        Issue.record("cut at \(end): \(String(describing: error))")
        return
      }
      #expect(error?.place.offset == Int64(end))
      #expect(last == nil || last == "shop/web-1/web")
    }
  }

  @Test("no table, however odd, stops the program", arguments: [1, 2, 3] as [UInt64])
  func anything(seed: UInt64) {
    var random = SeededRandom(state: seed)
    let pieces = [
      "NAMESPACE", "POD", "NAME", "CPU(cores)", "MEMORY(bytes)", "\n", "\n", " ", " ", "\"", "1m",
      "99999999999999999999Ei", "1Mi", "____", "2026-11-21T01:59:00Z", "\u{0}", "é", "\r",
    ]
    for _ in 0..<300 {
      let tail = (0..<random.next() % 40).map { _ in pieces[Int(random.next() % 18)] + " " }
      let error = Self.error(Self.header + tail.joined())
      #expect(error.map { !$0.description.isEmpty } ?? true)
    }
  }
}
