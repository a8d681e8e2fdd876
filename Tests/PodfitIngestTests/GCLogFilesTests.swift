import Foundation
import PodfitIngest
import PodfitModel
import TestSupport
import Testing

/// Reads one of the real logs.
func gcLog(_ path: String) throws -> GCLog {
  try GCLogReader.read([.path(SharedData.file("gclogs/\(path)").path)])
}

/// Reads text as the content of files, one each.
func gcLog(text files: String...) throws -> GCLog {
  try GCLogReader.read(
    files.enumerated().map { index, text in
      GCLogReader.Input(name: "gc.log.\(index)") { () throws(IngestError) -> ByteSource in
        .bytes(Array(text.utf8))
      }
    }
  )
}

/// The counts are those that the README beside the logs states, and lines counted with grep.
@Suite("Real GC logs", .enabled(if: SharedData.isPresent))
struct GCLogFilesTests {
  @Test("G1 of 2022: 4 young, 2 concurrent starts, 2 remarks, 2 cleanups, 12,787 s, 8 GiB")
  func g1() throws {
    let log = try gcLog("gctoolkit-mit/unified_g1gc_jvm-gc-10Nov2022.log")
    #expect(log.collector == .g1)
    #expect(
      log.collections == [
        .youngNormal: 4, .youngConcurrentStart: 2, .remark: 2, .cleanup: 2, .concurrentCycle: 2,
      ]
    )
    #expect(log.heapMax == .gibibytes(8))
    #expect(log.regionSize == .mebibytes(2))
    #expect(abs(log.duration - 12_787.149) < 0.002)
    let last = try #require(log.points.last)
    #expect(last.after == .mebibytes(4_109))
    #expect(log.pauses.longest.map { abs($0 - 0.428033) < 1e-9 } == true)
    #expect(log.start == Instant(rfc3339: "2022-11-10T11:37:29.443Z"))
  }

  @Test("a log without uptime has its times from the wall clock")
  func withoutUptime() throws {
    let log = try gcLog("gctoolkit-mit/unified_g1gc_gc-no-age-timestamp.log")
    #expect(log.collections == [.youngNormal: 1, .youngConcurrentStart: 1])
    #expect(abs(log.duration - 4.55) < 1e-6)
    #expect(log.points.map(\.after) == [.mebibytes(40), .mebibytes(42)])
  }

  @Test("Serial: 13 young and 4 full")
  func serial() throws {
    let log = try gcLog("gctoolkit-mit/unified_serial_factorization-serialgc-tip.log")
    #expect(log.collector == .serial)
    #expect(log.collections == [.young: 13, .full: 4])
    #expect(log.cpus == 2)
    #expect(log.memory == .mebibytes(2_048))
    #expect(log.heapMax == .gibibytes(2))
    #expect(log.jdk == "24-internal-adhoc.saint.jdk")
  }

  @Test("Parallel of JDK 9: 4 young and 4 full")
  func parallel() throws {
    let log = try gcLog("gcviewer-lgpl21/sample-ujl-parallel-gc-all,safepoint,os+cpu.txt")
    #expect(log.collector == .parallel)
    #expect(log.collections == [.young: 4, .full: 4])
    #expect(log.heapMax == .mebibytes(128))
  }

  @Test("one concurrent cycle of G1 in 11 events")
  func cycle() throws {
    let log = try gcLog(
      "gcviewer-lgpl21/sample-ujl-jdk17-full-concurrent-cycle-g1-gc-all-safepont,os-cpu.txt"
    )
    #expect(log.collections[.concurrentCycle] == 1)
    #expect(abs(log.concurrentSeconds - 0.077704) < 1e-9)
    // The line that announces the cycle is the eleventh.
    #expect(log.collections == [.youngNormal: 7, .remark: 1, .cleanup: 1, .concurrentCycle: 1])
    #expect(abs(log.duration - 0.078) < 1e-9)
  }

  @Test("Shenandoah of JDK 8: 20 events, 7 kinds of pauses, no full collection, one degenerated")
  func shenandoah8() throws {
    let log = try gcLog("gcviewer-lgpl21/SampleOpenJdk1_8_0-332.txt")
    #expect(log.collector == .shenandoah)
    #expect(log.phases.values.reduce(0, +) == 20)
    #expect(log.phases.keys.count { $0.hasPrefix("Pause") } == 7)
    #expect(log.collections[.full] == nil)
    #expect(log.collections[.degenerated] == 1)
    #expect(log.heapMax == Memory(bytes: 4_184_705_024))
    #expect(log.jdk?.hasPrefix("1.8.0") == true)
  }

  @Test("Shenandoah of JDK 17: its configuration")
  func shenandoah17() throws {
    let log = try gcLog("gcviewer-lgpl21/Sample-ujl-shenandoah-jdk17.txt")
    #expect(log.cpus == 12)
    #expect(log.heapMax == .mebibytes(3_953))
    #expect(log.jdk == "17.0.4+8")
    #expect(log.collections == [.concurrentCycle: 1])
  }

  @Test("ZGC cut out of a longer log: stalls, what is alive, capacity")
  func z() throws {
    let log = try gcLog("gcviewer-lgpl21/sample-ujl-zgc-gc-other.txt")
    #expect(log.collector == .z)
    #expect(log.collections == [.cycle: 1])
    #expect(log.troubles == [.allocationStall: 7])
    #expect(log.points.map(\.live) == [.mebibytes(1_359)])
    #expect(log.heapMax == .mebibytes(3_954))
    #expect(log.heapCommitted == .mebibytes(3_884))
  }

  @Test("Parallel with stopped times between: 21 young and 1 full")
  func longPause() throws {
    let log = try gcLog("gctoolkit-mit/preunified_ps_details_long_pause.log")
    #expect(log.isLegacy)
    #expect(log.collections == [.young: 21, .full: 1])
    #expect(abs(log.duration - 3_611.761) < 0.001)
  }

  @Test("flags of the header")
  func header() throws {
    let log = try gcLog("gctoolkit-mit/preunified_ps_details_tenuring_gccause_180_1398331617.vgc")
    #expect(log.collector == .parallel)
    #expect(log.jdk == "1.8.0-b132")
    #expect(log.heapInitial == .mebibytes(256))
    #expect(log.heapMax == .gibibytes(2))
    #expect(log.memory == .gibibytes(16))
  }

  @Test(
    "every collection of older logs is found, however its lines are split",
    arguments: [
      "preunified_serial_defnew_details_tenuring_180_serial180.log",
      "preunified_ps_details_memoryleak2.log", "preunified_cms_815_gc.log",
      "preunified_g1gc_details_g1.details.cause.log",
    ]
  )
  func counted(file: String) throws {
    let path = SharedData.file("gclogs/gctoolkit-mit/\(file)")
    let text = String(decoding: try Data(contentsOf: path), as: UTF8.self)
    let lines = text.split(separator: "\n")
    // Independent of the reader: events begin with a stamp and `[GC` or `[Full GC`.
    let begins = lines.filter { line in
      guard line.first?.isNumber == true, let bracket = line.firstIndex(of: "[") else {
        return false
      }
      let rest = line[bracket...]
      return (rest.hasPrefix("[GC") && !rest.hasPrefix("[GC concurrent"))
        || rest.hasPrefix("[Full GC")
    }
    let log = try gcLog("gctoolkit-mit/\(file)")
    let events = log.collections.filter { $0.key != .concurrentCycle }.values.reduce(0, +)
    #expect(events == begins.count)
    #expect(log.pauses.count == begins.count)
  }

  @Test("plain -verbose:gc: the last full collection leaves 2,327 K")
  func plain() throws {
    let log = try gcLog("gctoolkit-mit/preunified_cms_815_gc.log")
    let last = try #require(log.points.last { $0.kind == .full })
    #expect(last.after == .kibibytes(2_327))
    #expect(abs(log.duration - 48_800.423) < 0.001)
  }

  @Test("G1 of JDK 7 states the heap on lines of its own")
  func g1Legacy() throws {
    let log = try gcLog("gctoolkit-mit/preunified_g1gc_details_g1.details.cause.log")
    #expect(log.collector == .g1)
    let first = try #require(log.points.first)
    #expect(first.kind == .full)
    #expect(first.after == Memory.kibibytes(3_758))
    let young = try #require(log.points.first { $0.kind == .youngNormal })
    #expect(young.capacity != nil)
    #expect(young.survivors != nil)
  }
}
