internal import PodfitModel

/// The last seven days of one container by the hour, in ``ExplainDocument``.
public struct MeasuredWeek: Codable, Hashable, Sendable {
  /// Use by the hour; a place is null where nothing was measured.
  public struct Band: Codable, Hashable, Sendable {
    /// The median of each hour.
    public var p50: [Double?]
    /// The 95th percentile of each hour.
    public var p95: [Double?]
    /// The largest value of each hour.
    public var max: [Double?]

    init(_ band: ContainerDetail.Band, scale: Double) {
      func scaled(_ values: [Int64]) -> [Double?] {
        values.map { $0 < 0 ? nil : Double($0) / scale }
      }
      p50 = scaled(band.p50)
      p95 = scaled(band.p95)
      max = scaled(band.max)
    }
  }

  /// Something that happened in one hour.
  public struct Marker: Codable, Hashable, Sendable {
    /// `oom-kill`, `restart` or `spec-change`.
    public var kind: String
    /// The hour, as a place in the bands.
    public var hour: Int
    /// How often, over all pods.
    public var count: Int64
  }

  enum CodingKeys: String, CodingKey {
    case cluster, namespace, kind, workload, container, start, markers
    case cpu = "cpu_cores"
    case memory = "memory_bytes"
    case heapUsed = "heap_used_bytes"
  }

  /// The cluster.
  public var cluster: String
  /// The namespace.
  public var namespace: String
  /// The workload's kind.
  public var kind: String
  /// The workload's name.
  public var workload: String
  /// The container's name.
  public var container: String
  /// The hour that the first value is of, RFC 3339; nil where nothing was measured in these days.
  @ExplicitNull public var start: String?
  /// CPU.
  @ExplicitNull public var cpu: Band?
  /// Memory.
  @ExplicitNull public var memory: Band?
  /// The largest heap use of each hour; nil where it is no JVM or nothing tells.
  @ExplicitNull public var heapUsed: [Double?]?
  /// What happened, in the order of time.
  public var markers: [Marker]

  init(_ recommendation: Recommendation, _ detail: ContainerDetail?) {
    let id = recommendation.id
    cluster = id.workload.cluster
    namespace = id.workload.namespace
    kind = id.workload.kind.rawValue
    workload = id.workload.name
    container = id.container
    start = (detail?.cpuBand ?? detail?.memoryBand)?.start.rfc3339
    cpu = detail?.cpuBand.map { Band($0, scale: 1e9) }
    memory = detail?.memoryBand.map { Band($0, scale: 1) }
    heapUsed = detail?.heap.map { heap in heap.used.map { $0 < 0 ? nil : Double($0) } }
    markers = (detail?.markers ?? []).map {
      Marker(kind: $0.kind.rawValue, hour: $0.hour, count: $0.count)
    }
  }
}
