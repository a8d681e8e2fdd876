public import PodfitModel

/// Everything a report says, computed once; each renderer only puts it into words.
public struct ReportModel: Sendable {
  /// One JVM of the fleet.
  public struct JVMEntry: Sendable {
    /// The container it runs in.
    public var id: ContainerID
    /// The limit in force.
    public var memoryLimit: Memory?
    /// What is known of it.
    public var profile: JVMProfile
    /// What is advised for it.
    public var recommendation: JVMRecommendation?

    /// Makes an entry.
    public init(
      id: ContainerID,
      memoryLimit: Memory?,
      profile: JVMProfile,
      recommendation: JVMRecommendation?
    ) {
      self.id = id
      self.memoryLimit = memoryLimit
      self.profile = profile
      self.recommendation = recommendation
    }
  }

  /// What the database holds and how far it can be trusted.
  public struct DataQuality: Hashable, Sendable {
    /// Files ingested.
    public var files: Int
    /// Samples read from them.
    public var samples: Int
    /// Readings refused.
    public var rejected: Int
    /// Series stored.
    public var series: Int
    /// Containers of pods measured or listed.
    public var podContainers: Int
    /// Warnings of all files, each with the file's name, in file order.
    public var warnings: [String]

    /// Makes a summary.
    public init(
      files: Int,
      samples: Int,
      rejected: Int,
      series: Int,
      podContainers: Int,
      warnings: [String]
    ) {
      self.files = files
      self.samples = samples
      self.rejected = rejected
      self.series = series
      self.podContainers = podContainers
      self.warnings = warnings
    }
  }

  /// Mean use summed over containers and replicas, for those that have both samples and a request.
  public struct Usage: Hashable, Sendable {
    /// CPU.
    public var cpu: CPU
    /// Memory working set.
    public var memory: Memory

    /// Makes a sum.
    public init(cpu: CPU, memory: Memory) {
      self.cpu = cpu
      self.memory = memory
    }
  }

  /// The version of podfit.
  public var toolVersion: String
  /// When the report was made, as told by the caller.
  public var now: Instant
  /// The recommendations.
  public var recommendations: RecommendationSet
  /// The node plan; nil where no node was listed.
  public var plan: NodePlan?
  /// Mean use, for comparison with the requests.
  public var usage: Usage
  /// The JVMs, in the order of their containers.
  public var jvms: [JVMEntry]
  /// The data behind it.
  public var data: DataQuality
  /// What a weekly report has beside the advice.
  public var weekly = WeeklyFacts()

  /// Makes a report model.
  public init(
    toolVersion: String,
    now: Instant,
    recommendations: RecommendationSet,
    plan: NodePlan?,
    usage: Usage,
    jvms: [JVMEntry],
    data: DataQuality
  ) {
    self.toolVersion = toolVersion
    self.now = now
    self.recommendations = recommendations
    self.plan = plan
    self.usage = usage
    self.jvms = jvms
    self.data = data
  }
}
