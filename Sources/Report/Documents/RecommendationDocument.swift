public import PodfitModel

/// What `podfit recommend --format json` writes and `podfit check --recommendations` reads.
public struct RecommendationDocument: Document {
  /// The schema's name.
  public static let schemaName = "recommendations"
  /// The version of the form; it grows when a reader of the last one would misread it.
  public static let currentSchemaVersion = 1

  /// A time range.
  public struct Window: Codable, Hashable, Sendable {
    /// Its start, RFC 3339 in UTC; nil without samples.
    @ExplicitNull public var start: String?
    /// Its end, RFC 3339 in UTC; nil without samples.
    @ExplicitNull public var end: String?
  }

  /// Requests and limits.
  public struct Resources: Codable, Hashable, Sendable {
    enum CodingKeys: String, CodingKey {
      case cpuRequest = "cpu_request_cores"
      case cpuLimit = "cpu_limit_cores"
      case memoryRequest = "memory_request_bytes"
      case memoryLimit = "memory_limit_bytes"
    }
    /// The CPU request in cores.
    @ExplicitNull public var cpuRequest: Double?
    /// The CPU limit in cores.
    @ExplicitNull public var cpuLimit: Double?
    /// The memory request in bytes.
    @ExplicitNull public var memoryRequest: Int64?
    /// The memory limit in bytes.
    @ExplicitNull public var memoryLimit: Int64?
  }

  /// Heap settings.
  public struct JVM: Codable, Hashable, Sendable {
    enum CodingKeys: String, CodingKey {
      case heapMax = "heap_max_bytes"
      case flags, variable, collector
    }
    /// The largest heap in bytes.
    public var heapMax: Int64
    /// Flags to set; empty when nothing changes.
    public var flags: [String]
    /// Where to set them.
    @ExplicitNull public var variable: String?
    /// The collector at the recommended limit.
    public var collector: String
  }

  /// How often the number was exceeded.
  public struct Confidence: Codable, Hashable, Sendable {
    enum CodingKeys: String, CodingKey {
      case exceedanceRatio = "exceedance_ratio"
      case samples, comparable
    }
    /// The share of comparable periods above the number.
    public var exceedanceRatio: Double
    /// The samples the number rests on.
    public var samples: Int
    /// What was compared.
    public var comparable: String
  }

  /// One container.
  public struct Entry: Codable, Hashable, Sendable {
    enum CodingKeys: String, CodingKey {
      case cluster, namespace, kind, workload, container, replicas, current, recommended, jvm
      case status, reason, confidence, explanation, risks
      case isOwnerGuessed = "guessed_owner"
      case autoscalerTargets = "autoscaler_targets"
      case findings
      case setAt = "set_at"
      case conflicts, wave
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
    /// The pods that the totals count.
    public var replicas: Int
    /// Requests and limits in force.
    public var current: Resources
    /// Requests and limits advised.
    public var recommended: Resources
    /// Heap settings for a JVM.
    @ExplicitNull public var jvm: JVM?
    /// `lower`, `raise`, `keep` or `withheld`.
    public var status: RecommendationStatus
    /// Why.
    public var reason: String
    /// How often the number was exceeded.
    @ExplicitNull public var confidence: Confidence?
    /// The way to the numbers; empty where a reader left it out.
    @ExplanationSteps public var explanation: [ExplanationStep]
    /// Whether the workload was guessed from a pod's name.
    public var isOwnerGuessed: Bool
    /// What went wrong in the window.
    public var risks: [String]
    /// Targets of an autoscaler that go with the requests; left out where there are none.
    public var autoscalerTargets: [AutoscalerTarget]?
    /// What is wasteful beside requests and limits; left out where nothing is.
    public var findings: [DeviceFinding]?
    /// Where the numbers are to be set; left out where that is the workload's own template.
    public var setAt: String?
    /// What does not fit a rule; left out where there is nothing.
    public var conflicts: [Conflict]?
    /// The wave it changes in; left out where changes are not divided, and where it does not change.
    public var wave: Int?
  }

  /// Something that is wasteful beside requests and limits, such as an idle GPU.
  public struct DeviceFinding: Codable, Hashable, Sendable {
    /// The rule's id.
    public var id: String
    /// `error`, `warning` or `info`.
    public var severity: Severity
    /// The numbers in a sentence.
    public var message: String
    /// What to do about it.
    public var advice: String
    /// What it rests on.
    public var evidence: [String]
  }

  /// Something that is wrong with a node.
  public struct NodeEntry: Codable, Hashable, Sendable {
    /// The cluster.
    public var cluster: String
    /// The node's name.
    public var node: String
    /// The rule's id.
    public var id: String
    /// `error`, `warning` or `info`.
    public var severity: Severity
    /// The numbers in a sentence.
    public var message: String
    /// What to do about it.
    public var advice: String
    /// What it rests on.
    public var evidence: [String]
  }

  /// A number and a rule that do not fit each other.
  public struct Conflict: Codable, Hashable, Sendable {
    /// The kind of rule.
    public var rule: PolicyConflict.Rule
    /// Who makes it.
    public var source: String
    /// `cpu`, `memory`, or the line of a quota.
    public var resource: String
    /// What is needed or in force: cores, bytes, or a ratio.
    public var found: Double
    /// What is allowed, in the same unit.
    public var allowed: Double
    /// Both in words.
    public var message: String
  }

  /// A target of a horizontal autoscaler that goes with changed requests.
  public struct AutoscalerTarget: Codable, Hashable, Sendable {
    enum CodingKeys: String, CodingKey {
      case kind, name, metric, container, position, target
      case targetNow = "target_now"
      case scalePointNow = "scale_point_now"
      case scalePoint = "scale_point"
    }
    /// `HorizontalPodAutoscaler` or `ScaledObject`.
    public var kind: String
    /// The autoscaler's name; it is in the workload's namespace.
    public var name: String
    /// `cpu` or `memory`.
    public var metric: String
    /// The container whose use counts; left out where that of all containers does.
    public var container: String?
    /// Where it stands among the metrics or triggers, from 0; left out where no list shows it.
    public var position: Int?
    /// The share of the requests aimed at now.
    public var targetNow: Double
    /// The share to aim at.
    public var target: Double
    /// Use per pod at which it scales now, in cores or bytes.
    public var scalePointNow: Double
    /// The same afterwards.
    public var scalePoint: Double
  }

  /// Requests summed over all containers and replicas.
  public struct Sum: Codable, Hashable, Sendable {
    enum CodingKeys: String, CodingKey {
      case cpuRequest = "cpu_request_cores"
      case memoryRequest = "memory_request_bytes"
    }
    /// CPU requests in cores.
    public var cpuRequest: Double
    /// Memory requests in bytes.
    public var memoryRequest: Int64
  }

  /// Sums before and after.
  public struct Totals: Codable, Hashable, Sendable {
    /// The requests in force.
    public var current: Sum
    /// The requests advised.
    public var recommended: Sum
    /// What both cost; left out where nobody said what a core and a GiB do.
    public var price: Price?
  }

  /// What the requests cost at prices of the user's own, in the user's money.
  public struct Price: Codable, Hashable, Sendable {
    enum CodingKeys: String, CodingKey {
      case core = "per_core"
      case gibibyte = "per_gibibyte"
      case current, recommended
    }
    /// The price of a core.
    public var core: Double
    /// The price of a GiB of memory.
    public var gibibyte: Double
    /// The price of the requests in force.
    public var current: Double
    /// The price of the requests advised.
    public var recommended: Double
  }

  enum CodingKeys: String, CodingKey {
    case schemaVersion = "schema_version"
    case strategy, window, recommendations, totals, conflicts
    case nodeFindings = "node_findings"
  }

  /// The version of the form.
  public var schemaVersion: Int
  /// The strategy's id.
  public var strategy: String
  /// The time the samples cover.
  public var window: Window
  /// One entry per container.
  public var recommendations: [Entry]
  /// Sums before and after.
  public var totals: Totals
  /// What is wrong with nodes, the worst first; left out where nothing is.
  public var nodeFindings: [NodeEntry]?
  /// Quotas that would be exceeded; left out where none would.
  public var conflicts: [Conflict]?
}
