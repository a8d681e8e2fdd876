internal import PodfitIngest
internal import PodfitJVM
internal import PodfitModel
public import PodfitReport

extension Podfit {
  /// The heap, limit, request and flags for one JVM, from files about it; no database is needed.
  ///
  /// - Throws: `JVMSizeRequest.Fault`
  public static func jvmSize(
    _ request: JVMSizeRequest
  ) throws(JVMSizeRequest.Fault) -> JVMSizeDocument {
    let files = try JVMSizeFiles(request)
    let evidence = try files.evidence(request)
    do throws(JVMSizer.Fault) {
      return JVMSizeDocument(try JVMSizer.size(evidence))
    } catch {
      throw .sizing(error)
    }
  }
}

/// The files of a request, read.
private struct JVMSizeFiles {
  private var log: GCLog?
  private var readings: [JVMReadings] = []
  private var workingSets: [JVMReadings] = []
  private var native: NativeMemoryReport?
  private var heap: HeapReport?
  private var flags: FinalFlags?

  init(_ request: JVMSizeRequest) throws(JVMSizeRequest.Fault) {
    if !request.gcLog.isEmpty {
      do throws(PodfitError) {
        log = try Podfit.gcLog(of: request.gcLog)
      } catch {
        throw .input(error)
      }
    }
    readings = try Self.readings(request.metrics)
    workingSets = try Self.readings(request.workingSet)
    if let path = request.workingSet, workingSets.allSatisfy({ $0.largest(\.workingSet) == nil }) {
      // RSS alone will not do: of ZGC it leaves out the heap.
      throw .input(
        .ingest(
          IngestError(.missingColumn("memory_working_set_bytes"), at: .init(file: path, line: 1))
        )
      )
    }
    native = try Self.read(request.nativeMemory, NativeMemoryReader.read)
    heap = try Self.read(request.heapInfo, HeapReportReader.read)
    flags = try Self.read(request.finalFlags, FinalFlagsReader.read)
  }

  /// From a table of readings, else from any export that is ingested.
  private static func readings(_ path: String?) throws(JVMSizeRequest.Fault) -> [JVMReadings] {
    guard let path else { return [] }
    let fault: JVMSizeRequest.Fault
    do throws(JVMSizeRequest.Fault) {
      return try read(path, JVMReadingsReader.read) ?? []
    } catch {
      fault = error
    }
    // A table with an error in it is not tried as something else; nor can a pipe be read twice.
    guard case .input(.ingest(let reason)) = fault, reason.place.line ?? 1 <= 1, path != "-" else {
      throw fault
    }
    let found: [JVMReadings]
    do throws(IngestError) {
      found = try JVMExport.readings(of: path)
    } catch {
      if case .notReadable = error.code { throw fault }
      throw .input(.ingest(error))
    }
    guard found.contains(where: { !$0.times.isEmpty }) else { throw fault }
    return found
  }

  private static func read<Value>(
    _ path: String?,
    _ body: (ByteReader) throws(IngestError) -> Value
  ) throws(JVMSizeRequest.Fault) -> Value? {
    guard let path else { return nil }
    do throws(IngestError) {
      let source: ByteSource = path == "-" ? .standardInput : try .file(path)
      return try body(ByteReader(source, named: path == "-" ? "standard input" : path))
    } catch {
      throw .input(.ingest(error))
    }
  }

  /// What the files say together.
  func evidence(_ request: JVMSizeRequest) throws(JVMSizeRequest.Fault) -> JVMSizeEvidence {
    let seen =
      flags?.collector ?? heap?.collector ?? log?.collector
      ?? readings.lazy.compactMap(\.collector).first
    guard let collector = request.collector ?? seen else { throw .collectorUnknown }
    guard let version = request.version ?? log?.jdk else { throw .versionUnknown }
    var evidence = JVMSizeEvidence(
      liveSet: try liveSet(seen ?? collector),
      collector: collector,
      version: version
    )
    evidence.cpuLimit = request.cpuLimit
    evidence.flags = request.flags
    evidence.prices = request.prices
    evidence.goal = request.goal
    evidence.points = request.points
    evidence.pageCacheServer = request.pageCacheServer
    evidence.pageCache = request.pageCache
    evidence.native = native
    func largest(_ column: KeyPath<JVMReadings, [Int64?]>, of all: [JVMReadings]) -> Memory? {
      all.compactMap { $0.largest(column) }.max()
    }
    func fastest(_ column: KeyPath<JVMReadings, [Int64?]>) -> Double? {
      readings.compactMap { $0.rate(of: column) }.max()
    }
    let tracked = native?.committed(of: "Java Heap")
    evidence.heapMax =
      flags?.memory("MaxHeapSize") ?? log?.heapMax ?? heap?.maximum
      ?? largest(\.heapMax, of: readings).map {
        JVMSizeEvidence.maxHeap(reported: $0, collector: seen ?? collector)
      }
    evidence.heapCommitted =
      [largest(\.heapCommitted, of: readings), heap?.committed, tracked, log?.heapCommitted]
      .compactMap { $0 }.max()
    evidence.nonHeapUsed =
      largest(\.nonHeapCommitted, of: readings) ?? largest(\.nonHeapUsed, of: readings)
    evidence.codeUsed = largest(\.codeUsed, of: readings)
    evidence.directUsed = largest(\.directUsed, of: readings)
    evidence.threads =
      readings.flatMap { $0.threads.compactMap { $0 } }.max() ?? native?.threads
    evidence.workingSetMax = largest(\.workingSet, of: readings + workingSets)
    evidence.allocationRate = log?.allocationRate ?? fastest(\.allocated)
    // What another collector would cost is not in the times of this one.
    if seen == collector {
      // One thread works in a pause of Serial; with others the pauses' length tells no CPU.
      let paused = collector == .serial ? fastest(\.pauses).map { $0 / 1000 } : nil
      evidence.pauseCPU = (log?.cpuRatio ?? paused).map { .cores($0) }
      evidence.collectorCPU = fastest(\.collectorCPU).map { .cores($0 / 1e9) }
      evidence.isThrashing = log.map(Self.thrashes) ?? false
    }
    evidence.cpuInUse =
      fastest(\.cpuTotal).map { .cores($0 / 1e9) } ?? mean(\.cpuUsage)
    return evidence
  }

  private static func thrashes(_ log: GCLog) -> Bool {
    var live: LiveSetEstimate?
    if case .value(let known) = LiveSetEstimator.estimate(of: log) { live = known }
    return GCLogFindings.all(in: log, live: live).contains { $0.id == "gc-thrash" }
  }

  private func mean(_ column: KeyPath<JVMReadings, [Int64?]>) -> CPU? {
    let values = readings.flatMap { $0[keyPath: column].compactMap { $0 } }
    guard !values.isEmpty else { return nil }
    let sum = values.reduce(0.0) { $0 + Double($1) }
    return CPU(nanocores: Int64(saturating: sum / Double(values.count)))
  }

  /// From the log where there is one, else from the metrics: the largest of all JVMs, a leak before all.
  private func liveSet(
    _ collector: GarbageCollector
  ) throws(JVMSizeRequest.Fault) -> LiveSetEstimate {
    var reason = "no file tells what stays alive"
    if let log {
      switch LiveSetEstimator.estimate(of: log) {
      case .value(let live): return live
      case .unavailable(let why): reason = "the log does not tell what stays alive: \(why)"
      }
    }
    let all = readings.compactMap { MetricLevel($0)?.liveSet(under: collector) }
    if let leak = all.first(where: { !$0.isSizeable }) { return leak }
    guard let largest = all.max(by: { $0.estimate < $1.estimate }) else {
      if log == nil, !readings.isEmpty {
        reason = "the table has fewer than \(MetricLevel.fewest) readings of a heap"
      }
      throw .liveSetUnknown(reason)
    }
    return largest
  }
}
