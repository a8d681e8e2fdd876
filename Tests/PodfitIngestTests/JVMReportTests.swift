import Foundation
import PodfitModel
import TestSupport
import Testing

@testable import PodfitIngest

private func reader(_ text: String) throws(IngestError) -> ByteReader {
  try ByteReader(.bytes(Array(text.utf8)), named: "report")
}

@Suite("Reports of a JVM")
struct JVMReportTests {
  private static let tracking = """
    1359:

    Native Memory Tracking:

    Total: reserved=1961313KB, committed=491393KB
    -                 Java Heap (reserved=524288KB, committed=420864KB)
                                (mmap: reserved=524288KB, committed=420864KB, at peak)

    -                     Class (reserved=1048718KB, committed=974KB)
                                (classes #1261)
    -                    Thread (reserved=19512KB, committed=900KB)
                                (threads #19)
    -                        GC (reserved=48675KB, committed=46659KB +12KB)
    """

  @Test("native memory tracking: total, areas, classes, threads")
  func native() throws {
    let report = try NativeMemoryReader.read(try reader(Self.tracking))
    #expect(report.committed == .kibibytes(491_393))
    #expect(report.areas.map(\.name) == ["Java Heap", "Class", "Thread", "GC"])
    #expect(report.committed(of: "GC") == .kibibytes(46_659))
    #expect(report.classes == 1261)
    #expect(report.threads == 19)
  }

  @Test("real reports add up to their totals", .enabled(if: SharedData.isPresent))
  func realReports() throws {
    let folder = SharedData.file("gclogs-made-here")
    let runs = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    var count = 0
    for run in runs.sorted() {
      let path = folder.appending(path: "\(run)/nmt.txt").path
      guard FileManager.default.fileExists(atPath: path) else { continue }
      let report = try NativeMemoryReader.read(ByteReader(.file(path), named: path))
      let sum = report.areas.reduce(Memory.zero) { $0 + $1.committed }
      // Each area is rounded down to KiB.
      #expect(abs((sum - report.committed).bytes) <= 64 << 10, "\(run)")
      let info = folder.appending(path: "\(run)/heap_info_before_fullgc.txt").path
      let heap = try HeapReportReader.read(ByteReader(.file(info), named: info))
      let tracked = try #require(report.committed(of: "Java Heap"))
      // One survivor space is not in the report of Serial and Parallel; Parallel's may be large.
      #expect(heap.committed <= tracked, "\(run)")
      #expect(heap.committed >= tracked.scaledUp(by: 0.8), "\(run)")
      #expect(heap.used <= heap.committed)
      count += 1
    }
    #expect(count == 13)
  }

  @Test("final flags with and without origin")
  func flags() throws {
    let text = """
      [Global flags]
         size_t MaxHeapSize                              = 536870912                                 {product} {ergonomic}
           bool UseG1GC                                  = true                                      {product} {command line}
          uintx OldStyle                                := 42                                        {product}
      openjdk version "21.0.8" 2025-07-15
      """
    let flags = try FinalFlagsReader.read(try reader(text))
    #expect(flags.memory("MaxHeapSize") == .mebibytes(512))
    #expect(flags.flags["MaxHeapSize"]?.origin == "ergonomic")
    #expect(flags.collector == .g1)
    #expect(flags.flags["OldStyle"]?.origin == "changed")
    #expect(flags.flags.count == 3)
  }

  @Test("a table of readings: times ascend, missing cells stay missing, pools tell the collector")
  func table() throws {
    let text = """
      t_s,heap_used,pool_coll_used[Tenured Gen],pool_coll_used[Eden Space],gc_ms[Copy],gc_ms[MarkSweepCompact],heap_max
      2.5,200,90,0,5,1,-1
      1.0,100,,0,4,,-1
      """
    let readings = try JVMReadingsReader.read(try reader(text))
    #expect(readings.count == 1)
    let only = try #require(readings.first)
    #expect(only.times == [1000, 2500])
    #expect(only.heapUsed == [100, 200])
    #expect(only.afterCollection == [nil, 90])
    #expect(only.pauses == [4, 6])
    #expect(only.heapMax == [nil, nil])
    #expect(only.collector == .serial)
    let neutral = """
      time,namespace,pod,container,jvm_heap_used_bytes,cpu_usage_cores
      2026-11-20T00:00:00Z,shop,a,app,100,0.5
      2026-11-20T00:00:00Z,shop,b,app,300,0.25
      """
    let both = try JVMReadingsReader.read(try reader(neutral))
    #expect(both.map(\.heapUsed) == [[100], [300]])
    #expect(both.map(\.cpuUsage) == [[500_000_000], [250_000_000]])
  }

  @Test(
    "what is no report is an error with its place, whatever it holds",
    arguments: [
      "", "\0\0\0", "<html>", "Total: reserved=1KB",
      "Total: reserved=99999999999999999999KB, committed=1KB",
      "-  GC (reserved=xKB, committed=", "garbage-first heap total 99999999999999999999K, used 1K",
      "Shenandoah Heap", "bool = = =", "t_s,heap_used\n1,x", "t_s,heap_used\n1", "t_s\n1",
      "heap_used\n1",
      "t_s,heap_used\nnow,1", "t_s,heap_used\n1,1e999", "\"t_s",
    ]
  )
  func hostile(text: String) {
    #expect(throws: IngestError.self) { try NativeMemoryReader.read(try reader(text)) }
    #expect(throws: IngestError.self) { try HeapReportReader.read(try reader(text)) }
    #expect(throws: IngestError.self) { try FinalFlagsReader.read(try reader(text)) }
    #expect(throws: IngestError.self) { try JVMReadingsReader.read(try reader(text)) }
  }

  @Test("a report of gigabytes is refused at its first megabytes")
  func bounded() throws {
    let text = String(repeating: "Total: reserved=1KB, committed=1KB\n", count: 150_000)
    #expect(throws: IngestError.self) { try NativeMemoryReader.read(try reader(text)) }
  }
}
