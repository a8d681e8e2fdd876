import PodfitModel

/// What `podfit report --format json` writes.
public struct ReportDocument: Document {
  /// The schema's name.
  public static let schemaName = "report"

  /// The headline, each line as a sentence.
  public struct Headline: Codable, Hashable, Sendable {
    /// How many nodes.
    public var answer: String
    /// Why more is asked for than used.
    public var why: String
    /// What to do.
    public var todo: String
    /// How far to trust it.
    public var trust: String
  }

  /// How many containers have which status.
  public struct Counts: Codable, Hashable, Sendable {
    enum CodingKeys: String, CodingKey {
      case lower, raise, keep, withheld
      case guessedOwners = "guessed_owners"
      case changedJVMs = "changed_jvms"
    }
    /// To lower.
    public var lower: Int
    /// To raise.
    public var raise: Int
    /// To keep.
    public var keep: Int
    /// Without advice.
    public var withheld: Int
    /// With a guessed workload.
    public var guessedOwners: Int
    /// JVMs whose flags change.
    public var changedJVMs: Int
  }

  /// Mean use.
  public struct Usage: Codable, Hashable, Sendable {
    enum CodingKeys: String, CodingKey {
      case cpu = "cpu_cores"
      case memory = "memory_bytes"
    }
    /// CPU in cores.
    public var cpu: Double
    /// Memory in bytes.
    public var memory: Int64
  }

  /// One finding about a JVM.
  public struct JVMFinding: Codable, Hashable, Sendable {
    /// The finding's id.
    public var id: String
    /// `error`, `warning` or `info`.
    public var severity: String
    /// The numbers in a sentence.
    public var message: String
    /// What to do about it.
    public var advice: String
    /// What it rests on.
    public var evidence: [String]
  }

  /// One JVM.
  public struct JVM: Codable, Hashable, Sendable {
    enum CodingKeys: String, CodingKey {
      case cluster, namespace, kind, workload, container, collector, findings
      case memoryLimit = "memory_limit_bytes"
      case heapMax = "heap_max_bytes"
      case heapUsed = "heap_used_bytes"
      case liveSet = "live_set_bytes"
      case liveSetSource = "live_set_source"
      case nonHeap = "nonheap_used_bytes"
      case advisedHeapMax = "advised_heap_max_bytes"
      case advisedFlags = "advised_flags"
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
    /// The collector at the limit in force.
    @ExplicitNull public var collector: String?
    /// The limit in force.
    @ExplicitNull public var memoryLimit: Int64?
    /// The largest heap at that limit.
    @ExplicitNull public var heapMax: Int64?
    /// The largest heap use seen.
    @ExplicitNull public var heapUsed: Int64?
    /// The estimate of what stays alive.
    @ExplicitNull public var liveSet: Int64?
    /// The signal the estimate comes from.
    @ExplicitNull public var liveSetSource: String?
    /// The largest non-heap use seen.
    @ExplicitNull public var nonHeap: Int64?
    /// The heap advised.
    @ExplicitNull public var advisedHeapMax: Int64?
    /// The flags advised.
    public var advisedFlags: [String]
    /// What is wrong or wasteful.
    public var findings: [JVMFinding]
  }

  /// The data behind the report.
  public struct Data: Codable, Hashable, Sendable {
    enum CodingKeys: String, CodingKey {
      case files, samples, rejected, series, warnings
      case podContainers = "pod_containers"
    }
    /// Files ingested.
    public var files: Int
    /// Samples read.
    public var samples: Int
    /// Readings refused.
    public var rejected: Int
    /// Series stored.
    public var series: Int
    /// Containers of pods.
    public var podContainers: Int
    /// Warnings of all files.
    public var warnings: [String]
  }

  enum CodingKeys: String, CodingKey {
    case schemaVersion = "schema_version"
    case generatedAt = "generated_at"
    case toolVersion = "tool_version"
    case usage = "mean_usage"
    case data = "data_quality"
    case clusters, headline, counts, nodes, recommendations, jvms, weekly
  }

  /// The version of the form.
  public var schemaVersion: Int
  /// When the report was made, RFC 3339 in UTC.
  public var generatedAt: String
  /// The version of podfit.
  public var toolVersion: String
  /// The clusters.
  public var clusters: [String]
  /// The headline.
  public var headline: Headline
  /// Containers by status.
  public var counts: Counts
  /// Mean use.
  public var usage: Usage
  /// The node plan; nil where no node was listed.
  @ExplicitNull public var nodes: NodesDocument?
  /// The recommendations.
  public var recommendations: RecommendationDocument
  /// The JVMs.
  public var jvms: [JVM]
  /// The data behind it.
  public var data: Data
  /// The week: what became of the advice, groups, trends.
  public var weekly: WeeklyDocument
}

extension ReportDocument {
  /// Makes the document of a report.
  public init(_ model: ReportModel) {
    weekly = WeeklyDocument(model)
    schemaVersion = 1
    generatedAt = model.now.rfc3339
    toolVersion = model.toolVersion
    clusters = model.clusters
    headline = Headline(
      answer: model.answer,
      why: model.why,
      todo: model.todo,
      trust: model.trust
    )
    counts = Counts(
      lower: model.count(.lower),
      raise: model.count(.raise),
      keep: model.count(.keep),
      withheld: model.count(.withheld),
      guessedOwners: model.guessedOwners,
      changedJVMs: model.changedJVMs
    )
    usage = Usage(cpu: model.usage.cpu.cores, memory: model.usage.memory.bytes)
    nodes = model.plan.map { NodesDocument($0) }
    recommendations = RecommendationDocument(model.recommendations)
    jvms = model.jvms.map { JVM($0) }
    data = Data(
      files: model.data.files,
      samples: model.data.samples,
      rejected: model.data.rejected,
      series: model.data.series,
      podContainers: model.data.podContainers,
      warnings: model.data.warnings
    )
  }
}

extension ReportDocument.JVM {
  fileprivate init(_ entry: ReportModel.JVMEntry) {
    let workload = entry.id.workload
    let profile = entry.profile
    self.init(
      cluster: workload.cluster,
      namespace: workload.namespace,
      kind: workload.kind.rawValue,
      workload: workload.name,
      container: entry.id.container,
      collector: profile.configuration?.collector.rawValue,
      memoryLimit: entry.memoryLimit?.bytes,
      heapMax: profile.configuration?.maxHeap.bytes,
      heapUsed: profile.heapUsed?.bytes,
      liveSet: profile.liveSet?.estimate.bytes,
      liveSetSource: profile.liveSet?.source,
      nonHeap: profile.nonHeapUsed?.bytes,
      advisedHeapMax: entry.recommendation?.heapMax.bytes,
      advisedFlags: entry.recommendation?.flags ?? [],
      findings: profile.findings.map {
        ReportDocument.JVMFinding(
          id: $0.id,
          severity: $0.severity.rawValue,
          message: $0.message,
          advice: $0.advice,
          evidence: $0.evidence
        )
      }
    )
  }
}
