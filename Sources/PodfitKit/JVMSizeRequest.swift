public import PodfitJVM
public import PodfitModel

/// What `podfit jvm size` is asked: files of evidence and what to size for.
public struct JVMSizeRequest: Sendable {
  /// A GC log, in one or more files.
  public var gcLog: [String] = []
  /// A table of the JVM's readings.
  public var metrics: String?
  /// A table of the container's working set.
  public var workingSet: String?
  /// The output of `jcmd VM.native_memory summary`.
  public var nativeMemory: String?
  /// The output of `jcmd GC.heap_info`.
  public var heapInfo: String?
  /// The output of `-XX:+PrintFlagsFinal`.
  public var finalFlags: String?
  /// Who is to collect; nil for who does now.
  public var collector: GarbageCollector?
  /// The JDK's version; nil for the one of the log.
  public var version: String?
  /// The CPU limit; nil for none.
  public var cpuLimit: CPU?
  /// CPU use under other heaps, where it was tried.
  public var points: [CollectorCost.Point] = []
  /// What a core costs against memory.
  public var prices = ResourcePrices.standard
  /// What to size for.
  public var goal = SizingGoal.cost
  /// The server that lives on page cache.
  public var pageCacheServer: String?
  /// What becomes of page cache.
  public var pageCache = PageCachePolicy.keep
  /// The flags of the command line as they are.
  public var flags: [String] = []

  /// An empty request.
  public init() {}

  /// Why a request cannot be answered.
  public enum Fault: Error, Sendable {
    /// A file could not be read.
    case input(PodfitError)
    /// Neither the request nor a file says who collects.
    case collectorUnknown
    /// Neither the request nor a file says which JDK.
    case versionUnknown
    /// No file says what stays alive.
    case liveSetUnknown(String)
    /// What is known leads to no size.
    case sizing(JVMSizer.Fault)
  }
}
