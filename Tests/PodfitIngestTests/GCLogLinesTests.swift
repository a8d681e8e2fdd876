import Foundation
import PodfitIngest
import PodfitModel
import TestSupport
import Testing

/// A small log with two collections: 10 MiB in use, then 11.
private let lines = [
  (0.015, "info", "gc", "Using G1"),
  (0.022, "info", "gc,init", "Version: 21.0.8+9-LTS (release)"),
  (0.022, "info", "gc,init", "CPUs: 4 total, 2 available"),
  (0.022, "info", "gc,init", "Memory: 2048M"),
  (0.022, "info", "gc,init", "Heap Region Size: 1M"),
  (0.022, "info", "gc,init", "Heap Max Capacity: 512M"),
  (1.000, "info", "gc,heap", "GC(0) Survivor regions: 0->1(1)"),
  (1.000, "info", "gc", "GC(0) Pause Young (Normal) (G1 Evacuation Pause) 20M->10M(32M) 10.500ms"),
  (1.001, "info", "gc,cpu", "GC(0) User=0.02s Sys=0.01s Real=0.01s"),
  (3.000, "info", "gc", "GC(1) Pause Young (Mixed) (G1 Evacuation Pause) 30M->11M(32M) 5.500ms"),
  (3.001, "info", "gc,cpu", "GC(1) User=0.03s Sys=0.00s Real=0.01s"),
]

private typealias Decorate = @Sendable (Double, String, String) -> String

/// What a decorator list of `-Xlog` makes of a line's start.
private let decorations: [(String, Decorate)] = [
  ("uptime", { t, _, _ in "[\(String(format: "%.3f", t))s]" }),
  ("uptimemillis", { t, _, _ in "[\(Int((t * 1_000).rounded()))ms]" }),
  ("uptimenanos", { t, _, _ in "[\(Int((t * 1_000).rounded()) * 1_000_000)ns]" }),
  ("time", { t, _, _ in "[2026-11-23T15:25:4\(String(format: "%.3f", t))+0100]" }),
  ("timemillis", { t, _, _ in "[\(1_795_444_000_000 + Int((t * 1_000).rounded()))ms]" }),
  (
    "pid, level, tags, uptime",
    { t, l, g in
      let tags = g.padding(toLength: 9, withPad: " ", startingAt: 0)
      return "[4711][\(l)][\(tags)][\(String(format: "%.3f", t))s]"
    }
  ),
  (
    "tags, hostname, time, uptime",
    { t, _, g in
      let seconds = String(format: "%.3f", t)
      return "[\(g)][web-1][2026-11-23T15:25:4\(seconds)Z][\(seconds)s]"
    }
  ),
]

private func log(_ decorate: Decorate) -> String {
  lines.map { "\(decorate($0.0, $0.1, $0.2)) \($0.3)\n" }.joined()
}

@Suite("Lines of GC logs")
struct GCLogLinesTests {
  private static func check(_ log: GCLog) {
    #expect(log.collector == .g1)
    #expect(log.cpus == 2)
    #expect(log.heapMax == .mebibytes(512))
    #expect(log.collections == [.youngNormal: 1, .youngMixed: 1])
    #expect(log.points.map(\.after) == [.mebibytes(10), .mebibytes(11)])
    #expect(log.points.first?.survivors == .mebibytes(1))
    #expect(log.pauses.count == 2)
    #expect(abs(log.pauses.total - 0.016) < 1e-9)
    #expect(log.cpuSeconds.map { abs($0 - 0.06) < 1e-9 } == true)
  }

  @Test("decorators in any subset and order", arguments: decorations.indices)
  func decorators(index: Int) throws {
    let log = try gcLog(text: log(decorations[index].1))
    Self.check(log)
    #expect(abs(log.duration - 2.986) < 1e-6)
    #expect(log.allocated == .mebibytes(20))
    #expect(abs(log.allocationSeconds - 2) < 1e-6)
  }

  @Test("a log without times counts and says what is missing")
  func withoutTimes() throws {
    let found = try gcLog(text: log { _, level, tags in "[\(level)][\(tags)]" })
    Self.check(found)
    #expect(found.duration == 0)
    #expect(found.allocationRate == nil)
    #expect(found.remarks.contains { $0.contains("no line has a time") })
  }

  @Test("lines as container runtimes wrap them")
  func wrapped() throws {
    let plain = log(decorations[0].1).split(separator: "\n")
    let docker = plain.map {
      #"{"log":""# + $0.replacingOccurrences(of: ">", with: #"\u003e"#)
        + #"\n","stream":"stdout","time":"2026-11-23T15:25:42.174Z"}"# + "\n"
    }
    let cri = plain.map { "2026-11-23T15:25:42.174000000Z stdout F \($0)\n" }
    let kubectl = plain.map { "2026-11-23T15:25:42.174000000Z \($0)\n" }
    for text in [docker, cri, kubectl] {
      let found = try gcLog(text: text.joined())
      Self.check(found)
      #expect(abs(found.duration - 2.986) < 1e-6)
    }
  }

  @Test("lines of the program between those of the log change nothing")
  func interleaved() throws {
    let noise = [
      "2026-11-23 15:25:42.174 INFO [main] o.s.b.SpringApplication : Using G1ABC",
      "[main] INFO Pause Full because 1M->2M", "", "{\"level\":\"info\"}", "{", "[", "[]", "[] ",
      "\u{FFFD}\u{0}\u{1B}[31m", "GC(", "GC(1", "GC(1) ", "0.5: [", "[GC", "1.0:",
    ]
    let text = log(decorations[0].1).split(separator: "\n").enumerated().map {
      "\(noise[$0.offset % noise.count])\n\($0.element)\r\n"
    }
    Self.check(try gcLog(text: text.joined()))
  }

  @Test("several lives in one file: points are of the last, counts of all")
  func lives() throws {
    let text = log(decorations[0].1)
    let found = try gcLog(text: text + text)
    #expect(found.starts == 2)
    #expect(found.points.count == 2)
    #expect(found.collections == [.youngNormal: 2, .youngMixed: 2])
    #expect(abs(found.duration - 2 * 2.986) < 1e-6)
    // Nothing was allocated between two lives.
    #expect(found.allocated == .mebibytes(40))
  }

  @Test("an older log with concurrent lines inside of a collection")
  func legacyInterleaved() throws {
    let found = try gcLog(
      text: """
        7.203: [GC pause (G1 Evacuation Pause) (young)7.204: [GC concurrent-mark-end, 0.01 secs]
        , 0.0024360 secs]
           [Eden: 24.0M(24.0M)->0.0B(13.0M) Survivors: 0.0B->3072.0K Heap: 24.0M(256.0M)->16.0M(256.0M)]
         [Times: user=0.02 sys=0.01, real=0.02 secs]
        9.000: [Full GC (System.gc()) 20M->12M(64M), 0.5000000 secs]

        """
    )
    #expect(found.collections[.youngNormal] == 1)
    #expect(found.collections[.full] == 1)
    let young = try #require(found.points.first)
    #expect(young.after == .mebibytes(16))
    #expect(young.survivors == .mebibytes(3))
    #expect(abs(found.pauses.total - 0.502436) < 1e-9)
  }

  @Test("CMS: a failure inside a collection makes it a full one")
  func concurrentModeFailure() throws {
    let found = try gcLog(
      text: """
        1.5: [GC 1.5: [ParNew: 16M->2M(18M), 0.01 secs] 40M->28M(80M), 0.0110000 secs] [Times: user=0.02 sys=0.00, real=0.01 secs]
        2.5: [GC (Allocation Failure) 2.5: [ParNew: 16M->16M(18M), 0.0 secs]2.5: [CMS2.6: [CMS-concurrent-mark: 0.1/0.2 secs] [Times: user=0.3 sys=0.0, real=0.2 secs]
         (concurrent mode failure): 60M->20M(62M), 0.4 secs] 76M->20M(80M), [Metaspace: 3K->3K(10K)], 0.4100000 secs] [Times: user=0.40 sys=0.00, real=0.41 secs]

        """
    )
    #expect(found.collections == [.young: 1, .full: 1])
    #expect(found.troubles == [.concurrentModeFailure: 1])
    #expect(found.points.map(\.after) == [.mebibytes(28), .mebibytes(20)])
  }
}

@Suite("GC logs that are none, or damaged")
struct GCLogHostileTests {
  @Test("content without a log is an error that says how to write one")
  func none() {
    for text in ["", "\n\n", "hello\nworld\n", String(repeating: "x", count: 300_000)] {
      #expect(throws: IngestError.self) { try gcLog(text: text) }
    }
    do {
      _ = try gcLog(text: "hello\nworld\n")
    } catch {
      #expect("\(error)".contains("-Xlog:gc*"))
      #expect("\(error)".contains("none of 2 lines"))
    }
  }

  @Test("binary data is refused, and passed over where a log is in it")
  func binary() throws {
    var state: UInt64 = 0x9E37_79B9_7F4A_7C15
    var bytes: [UInt8] = []
    for _ in 0..<400_000 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      bytes.append(UInt8(truncatingIfNeeded: state >> 56))
    }
    let garbage = bytes
    #expect(throws: IngestError.self) {
      try GCLogReader.read([
        .init(name: "b") { () throws(IngestError) -> ByteSource in .bytes(garbage) }
      ])
    }
    let mixed = garbage + Array("\n\(log(decorations[0].1))".utf8) + garbage
    let found = try GCLogReader.read([
      .init(name: "b") { () throws(IngestError) -> ByteSource in .bytes(mixed) }
    ])
    #expect(found.collections == [.youngNormal: 1, .youngMixed: 1])
  }

  @Test("brackets that happen to begin like a collection are none")
  func brackets() {
    for text in ["[GC]", "[GCx\u{1}]]]", "[GC \n]", "[Full GC]", "1.0: [GC]\n2.0: [Full GC (x)]"] {
      #expect(throws: IngestError.self) { try gcLog(text: text + "\n") }
    }
  }

  @Test("numbers too large, negative or not there are no numbers")
  func numbers() throws {
    let lines = [
      "[99999999999999999999.0s][info][gc] GC(0) Pause Full (x) 99999999999999999999G->1M(2M) 1.0ms",
      "[1.0s][info][gc] GC(0) Pause Full (x) 9999999999G->9999999999G(9999999999G) 1.0ms",
      "[1.0s][info][gc] GC(0) Pause Full (x) ->(2M) 1.0ms",
      "[1.0s][info][gc] GC(0) Pause Full (x) -1M->-2M(2M) -1.0ms",
      "[1.0s][info][gc] GC(0) Pause Young (Mixed) (x) 1M->",
      "[1.0s][info][gc,cpu] GC(0) User=999999999999s Sys=9s",
      "[1.0s][info][gc,heap] GC(0) Old regions: 99999999999999999->99999999999999999",
      "[1.0s][info][gc,init] Heap Max Capacity: 99999999999T", "[1.0s][info][gc,init] CPUs: ",
      "[1.0s][info][gc,heap] GC(0)      Live:   9999999999T (999%)",
      "[1.0s][info][gc,ergo] GC(0) Collectable Garbage: 9999999999G (0%), x",
      "9999999999999.9: [Full GC 1K->1K(1K), 99999999999999 secs]",
      "1.0: [GC [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
    ]
    for line in lines { _ = try? gcLog(text: line + "\n") }
    let found = try gcLog(text: lines.joined(separator: "\n") + "\n" + log(decorations[0].1))
    #expect(found.collections[.youngMixed] == 1)
  }

  @Test("a log cut off at any byte is read as far as it goes")
  func truncations() throws {
    let unified = Array(log(decorations[5].1).utf8)
    let legacy = Array(
      """
      CommandLine flags: -XX:MaxHeapSize=2147483648 -XX:+UseParallelGC
      0.051: [GC (Allocation Failure)
      Desired survivor size 524288 bytes, new threshold 7 (max 15)
      [PSYoungGen: 512K->480K(1024K)] 512K->496K(261632K), 0.0007080 secs] [Times: user=0.01 sys=0.00, real=0.00 secs]
      0.069: [Full GC (Ergonomics) [PSYoungGen: 512K->0K(1024K)] [ParOldGen: 100K->90K(200K)] 612K->90K(1224K), [Metaspace: 3K->3K(9K)], 0.0107080 secs] [Times: user=0.01 sys=0.00, real=0.00 secs]

      """.utf8
    )
    for whole in [unified, legacy] {
      let full = try GCLogReader.read([
        .init(name: "w") { () throws(IngestError) -> ByteSource in .bytes(whole) }
      ])
      var before = 0
      for length in 1..<whole.count {
        let part = Array(whole.prefix(length))
        let found = try? GCLogReader.read([
          .init(name: "p") { () throws(IngestError) -> ByteSource in .bytes(part) }
        ])
        let count = found?.pauses.count ?? 0
        #expect(count >= before && count <= full.pauses.count)
        before = count
      }
    }
  }

  @Test("a compressed log that is cut off gives what came before and says so")
  func truncatedGzip() throws {
    // A block stored as it is, which is not the last one, and nothing behind it.
    let content = Array(log(decorations[0].1).utf8)
    var gzip: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3]
    let size = UInt16(content.count)
    gzip += [0, UInt8(size & 0xFF), UInt8(size >> 8), UInt8(~size & 0xFF), UInt8(~size >> 8)]
    gzip += content
    let cut = gzip
    let found = try GCLogReader.read([
      .init(name: "gc.log.gz") { () throws(IngestError) -> ByteSource in .bytes(cut) }
    ])
    #expect(found.collections == [.youngNormal: 1, .youngMixed: 1])
    #expect(found.remarks.contains { $0.contains("not read to its end") })
  }
}

@Suite("Rotated GC logs")
struct GCLogRotationTests {
  @Test("a log split into files in any order is the log", .enabled(if: SharedData.isPresent))
  func split() throws {
    let names = [
      "g1-default-jdk21", "zgc-gen-jdk21", "shenandoah-jdk17", "serial-jdk17", "g1-step-jdk11",
    ]
    for name in names {
      let path = SharedData.file("gclogs-made-here/\(name)/gc.log")
      let text = String(decoding: try Data(contentsOf: path), as: UTF8.self)
      let whole = try gcLog(text: text)
      let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
      var state: UInt64 = 42
      for count in [2, 3, 7] {
        var parts: [String] = []
        for index in 0..<count {
          let range = lines.count * index / count..<lines.count * (index + 1) / count
          parts.append(lines[range].map { $0 + "\n" }.joined())
        }
        for index in parts.indices {
          state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
          parts.swapAt(index, Int(state >> 33) % parts.count)
        }
        var found = try GCLogReader.read(
          parts.enumerated().map { index, part in
            .init(name: "gc.log.\(index)") { () throws(IngestError) -> ByteSource in
              .bytes(Array(part.utf8))
            }
          },
          blockSize: 4_099
        )
        found.lines = whole.lines
        #expect(found == whole, "\(name) in \(count)")
      }
    }
  }

  @Test("the size of blocks changes nothing", arguments: [1, 7, 4_096])
  func blocks(size: Int) throws {
    let text = Array(log(decorations[6].1).utf8)
    let input = GCLogReader.Input(name: "x") { () throws(IngestError) -> ByteSource in .bytes(text)
    }
    #expect(try GCLogReader.read([input], blockSize: size) == GCLogReader.read([input]))
  }
}
