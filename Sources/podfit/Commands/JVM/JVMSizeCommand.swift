import ArgumentParser
import PodfitKit

/// `podfit jvm size`: heap, limit, request and flags for one JVM.
struct JVMSizeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "size",
    abstract: "Heap, limit, request and flags for one JVM, from what stays alive in it.",
    discussion: """
      podfit jvm size --gclog gc.log --collector G1 --jdk 21 --cpu-limit 2 -- -XX:MaxRAMPercentage=75
      Evidence is a GC log or a table of metrics; working set, native memory tracking, heap info and
      final flags make the areas exact. Flags of today stand behind --. No database is needed.
      """
  )

  @Option(name: .long, parsing: .singleValue, help: "A GC log; once per file of a rotated log.")
  var gclog: [String] = []

  @Option(name: .long, help: "A CSV of the JVM's metrics over time.", completion: .file())
  var metrics: String?

  @Option(name: .long, help: "A CSV of the container's working set.", completion: .file())
  var workingSet: String?

  @Option(name: .long, help: "Output of jcmd PID VM.native_memory summary.", completion: .file())
  var nmt: String?

  @Option(name: .long, help: "Output of jcmd PID GC.heap_info.", completion: .file())
  var heapInfo: String?

  @Option(name: .long, help: "Output of java -XX:+PrintFlagsFinal.", completion: .file())
  var flagsFinal: String?

  @Option(name: .long, help: "Serial, Parallel, G1, ZGC or Shenandoah (default: today's).")
  var collector: String?

  @Option(name: .long, help: "The JDK's version, such as 17 or 21.0.8 (default: the log's).")
  var jdk: String?

  @Option(name: .long, help: "The container's CPU limit, such as 1.5 or 1500m.")
  var cpuLimit: String?

  @OptionGroup var prices: JVMPriceOptions

  @Option(
    name: .customLong("point"),
    parsing: .singleValue,
    help: "CPU seen under a heap, such as 750Mi=0.27; two or more give the curve."
  )
  var points: [String] = []

  @Option(name: .long, help: "The server that lives on page cache: kafka, cassandra …")
  var pageCacheOf: String?

  @Option(name: .long, help: "text or json.")
  var format = "text"

  @OptionGroup var output: OutputOptions

  @Argument(parsing: .postTerminator, help: "Flags of the JVM as they are, behind --.")
  var flags: [String] = []

  func validate() throws {
    guard format == "text" || format == "json" else {
      throw ValidationError("--format: no format \"\(format)\"; there are: text, json")
    }
    guard !gclog.isEmpty || metrics != nil else {
      throw ValidationError("name --gclog or --metrics: something must tell what stays alive")
    }
  }

  func run() throws {
    let request = try request()
    let document: JVMSizeDocument
    do throws(JVMSizeRequest.Fault) {
      document = try Podfit.jvmSize(request)
    } catch {
      throw Self.told(error)
    }
    let files = gclog + [metrics, workingSet, nmt, heapInfo, flagsFinal].compactMap { $0 }
    try output.deliver(
      format == "json" ? try document.json() : JVMSizeText.text(document),
      sparing: files
    )
  }

  private func request() throws -> JVMSizeRequest {
    var request = JVMSizeRequest()
    request.gcLog = gclog
    request.metrics = metrics
    request.workingSet = workingSet
    request.nativeMemory = nmt
    request.heapInfo = heapInfo
    request.finalFlags = flagsFinal
    request.version = jdk
    let prices = try prices.options()
    request.prices = prices.prices
    request.goal = prices.goal
    request.pageCache = prices.pageCache
    request.pageCacheServer = pageCacheOf
    request.flags = flags
    if let collector {
      let all: [GarbageCollector] = [.serial, .parallel, .g1, .z, .shenandoah]
      guard
        let found = all.first(where: { $0.rawValue.lowercased() == collector.lowercased() })
      else {
        throw ValidationError(
          "--collector: no collector \"\(collector.printable)\"; there are: "
            + all.map(\.rawValue).joined(separator: ", ")
        )
      }
      request.collector = found
    }
    if let cpuLimit { request.cpuLimit = try Self.amount(cpuLimit, "--cpu-limit") }
    request.points = try points.map { text in
      let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
      guard parts.count == 2 else {
        throw ValidationError("--point: write HEAP=CORES, such as 750Mi=0.27")
      }
      return CollectorCost.Point(
        heap: try Self.amount(parts[0], "--point"),
        cpu: try Self.amount(parts[1], "--point")
      )
    }
    return request
  }

  private static func amount<Amount: ResourceAmount>(
    _ text: String,
    _ option: String
  ) throws -> Amount {
    let amount: Amount
    do {
      amount = try Amount(quantity: text)
    } catch {
      throw ValidationError("\(option): \(error)")
    }
    guard amount > .zero else { throw ValidationError("\(option): must be above zero") }
    return amount
  }

  private static func span(days: Double) -> String {
    if days >= 1 { return "\(days.text(decimals: 1)) days" }
    let minutes = days * 24 * 60
    return minutes >= 60
      ? "\((minutes / 60).text(decimals: 1)) hours" : "\(minutes.text(decimals: 1)) minutes"
  }

  private static func told(_ fault: JVMSizeRequest.Fault) -> any Error {
    switch fault {
    case .input(let error): return error
    case .collectorUnknown: return ValidationError("no file tells the collector: name --collector")
    case .versionUnknown: return ValidationError("no file tells the JDK's version: name --jdk")
    case .liveSetUnknown(let reason): return ValidationError(reason)
    case .sizing(let fault):
      switch fault {
      case .badVersion(let text):
        return ValidationError(
          "--jdk: no version of the JDK: \"\(text.printable)\"; write 17, 17.0.9 or 8u392"
        )
      case .leaking(let days):
        let left = days.map { ", full in \(span(days: $0))" } ?? ""
        return ValidationError(
          "the live set grows without end\(left): no size is enough, mend the leak"
        )
      case .freesNothing: return ValidationError("this collector frees nothing: no heap follows")
      case .contradictoryFlags:
        return ValidationError("no flags give the heap beside those in force; leave out heap flags")
      case .badPrices: return ValidationError("--price-cpu, --price-memory: must be above zero")
      }
    }
  }
}

/// The document as text.
enum JVMSizeText {
  /// The numbers, what the limit is made of, and the curve.
  static func text(_ size: JVMSizeDocument) -> String {
    var text = "heap \(mebibytes(size.heapMax)): \(size.reason.printable)\n"
    text += "memory limit \(mebibytes(size.limit)), request \(mebibytes(size.request))"
    if let use = size.expectedUse { text += ", working set to expect \(mebibytes(use))" }
    text += "\n"
    let flags = size.flags.joined(separator: " ").printable
    text += "flags: \(flags.isEmpty ? "as they are" : flags)\n"
    let live = size.liveSet
    text += "live set \(mebibytes(live.estimate)) "
    text += "(\(mebibytes(live.low)) to \(mebibytes(live.high))), "
    text += "\(live.trend), \(live.source)\n\n"
    var areas = TextTable([
      ("AREA", .left), ("MIB", .right), ("FROM", .right), ("TO", .right), ("BASIS", .left),
    ])
    for (name, area) in size.areas.sorted(by: { $0.value.order < $1.value.order }) {
      areas.append([name, number(area.bytes), number(area.low), number(area.high), area.basis])
    }
    areas.append(["limit", number(size.limit), "", "", ""])
    text += areas.text
    if !size.curve.isEmpty {
      text += "\nCPU of \(size.curveCounts == "process" ? "the process" : "collections") by heap, "
      text += "from \(size.costSource ?? "nothing"):\n"
      var curve = TextTable([
        ("HEAP MIB", .right), ("CORES", .right), ("LOW", .right), ("HIGH", .right), ("", .left),
      ])
      for point in size.curve {
        curve.append([
          number(point.heapMax), point.cpu.text(decimals: 3), point.low.text(decimals: 3),
          point.high.text(decimals: 3), point.heapMax == size.heapMax ? "<- advised" : "",
        ])
      }
      text += curve.text
    }
    for change in size.changes { text += "change: \(change.printable)\n" }
    for note in size.notes + size.ergonomics.notes { text += "note: \(note.printable)\n" }
    return text
  }

  private static func number(_ bytes: Int64) -> String {
    Memory(bytes: bytes).mebibytes.text(decimals: 1)
  }

  private static func mebibytes(_ bytes: Int64) -> String { number(bytes) + " MiB" }
}
