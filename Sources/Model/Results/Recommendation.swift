/// What to do with a container's requests and limits.
public enum RecommendationStatus: String, Hashable, Sendable, Codable {
  /// Ask for less.
  case lower
  /// Ask for more.
  case raise
  /// Leave as it is.
  case keep
  /// No advice; the reason says why.
  case withheld
}

/// One step of the way from samples to a number.
public struct ExplanationStep: Hashable, Sendable, Codable {
  /// What was done, a short stable phrase, such as `quantile 0.95 of CPU usage`.
  public var step: String
  /// What went in, by name, as text with units.
  public var inputs: [String: String]
  /// What came out, as text with a unit.
  public var value: String

  /// Makes a step.
  public init(step: String, inputs: [String: String] = [:], value: String) {
    self.step = step
    self.inputs = inputs
    self.value = value
  }
}

/// How often the recommended number was exceeded where it could be measured.
public struct Confidence: Hashable, Sendable, Codable {
  /// The share of comparable periods in which use went above the number.
  public var exceedanceRatio: Double
  /// How many samples the number rests on.
  public var samples: Int
  /// What was compared, in words, such as `container-days of this container`.
  public var comparable: String

  /// Makes a confidence.
  public init(exceedanceRatio: Double, samples: Int, comparable: String) {
    self.exceedanceRatio = exceedanceRatio
    self.samples = samples
    self.comparable = comparable
  }
}

/// Requests and limits for one container, and how they came about.
public struct Recommendation: Hashable, Sendable {
  /// The container.
  public var id: ContainerID
  /// The number of pods the totals count.
  public var replicas: Int
  /// Requests and limits in force; all unset where none is known.
  public var current: ContainerResources
  /// Requests and limits advised; equal to `current` where the advice is withheld.
  public var recommended: ContainerResources
  /// Heap settings that go with them, for containers with a JVM.
  public var jvm: JVMRecommendation?
  /// What to do.
  public var status: RecommendationStatus
  /// Why, in one sentence.
  public var reason: String
  /// How often such a number was exceeded, nil where that was not measured.
  public var confidence: Confidence?
  /// The way from samples to the numbers.
  public var explanation: [ExplanationStep]
  /// Whether the workload was guessed from a pod's name.
  public var isOwnerGuessed: Bool
  /// What went wrong in the window, in words: kills for want of memory, a leak; empty for most.
  public var risks: [String]
  /// Targets of a horizontal autoscaler that must change with the requests; empty for most.
  public var autoscaling: [AutoscalerAdvice] = []
  /// What is wrong or wasteful beside requests and limits, such as an idle GPU; empty for most.
  public var findings: [RuntimeFinding] = []
  /// What does not fit a rule of the namespace, the nodes or the policy.
  public var conflicts: [PolicyConflict] = []
  /// Whether the container runs to its end before the others.
  public var isInit = false
  /// Where the numbers are to be set, where that is not the workload's own template.
  public var setAt: String?

  /// Makes a recommendation.
  public init(
    id: ContainerID,
    replicas: Int,
    current: ContainerResources,
    recommended: ContainerResources,
    jvm: JVMRecommendation? = nil,
    status: RecommendationStatus,
    reason: String,
    confidence: Confidence? = nil,
    explanation: [ExplanationStep] = [],
    isOwnerGuessed: Bool = false,
    risks: [String] = []
  ) {
    self.id = id
    self.replicas = replicas
    self.current = current
    self.recommended = recommended
    self.jvm = jvm
    self.status = status
    self.reason = reason
    self.confidence = confidence
    self.explanation = explanation
    self.isOwnerGuessed = isOwnerGuessed
    self.risks = risks
  }
}

/// All recommendations of one run and what they add up to.
public struct RecommendationSet: Hashable, Sendable {
  /// Requests summed over containers, each times its replicas.
  public struct Totals: Hashable, Sendable {
    /// The sum of CPU requests.
    public var cpuRequest: CPU
    /// The sum of memory requests.
    public var memoryRequest: Memory

    /// Makes totals.
    public init(cpuRequest: CPU = .zero, memoryRequest: Memory = .zero) {
      self.cpuRequest = cpuRequest
      self.memoryRequest = memoryRequest
    }

    /// Both in one number that stands for what they cost where no prices are known: cores + GiB/7.5, as
    /// cloud list prices have it about.
    public var size: Double { ResourcePrices.standard.price(of: cpuRequest, memoryRequest) / 7.5 }

    /// What both cost at prices of the user's own.
    public func price(at prices: ResourcePrices) -> Double {
      prices.price(of: cpuRequest, memoryRequest)
    }
  }

  /// The strategy's id.
  public var strategy: String
  /// The time the samples cover; nil when there are none.
  public var window: TimeWindow?
  /// One per container, in the order of their identities.
  public var recommendations: [Recommendation]
  /// What is wrong with the nodes; empty for most.
  public var nodeFindings: [NodeFinding] = []
  /// What all of a namespace together does not fit.
  public var conflicts: [PolicyConflict] = []
  /// What a core and a GiB cost the user; nil where nobody said.
  public var prices: ResourcePrices?
  /// Workloads that are left out because they are gone, sorted; empty where none is known to be.
  public var gone: [WorkloadID] = []
  /// The wave in which each container changes, from 1; empty where changes are not divided.
  public var waves: [ContainerID: Int] = [:]

  /// Makes a set; the recommendations are sorted.
  public init(strategy: String, window: TimeWindow?, recommendations: [Recommendation]) {
    self.strategy = strategy
    self.window = window
    self.recommendations = recommendations.sorted { $0.id < $1.id }
  }

  /// The requests in force, weighted by replicas; an unset request counts as nothing.
  public var currentTotals: Totals { totals { $0.current } }

  /// The requests advised, weighted by replicas; an unset request counts as nothing.
  public var recommendedTotals: Totals { totals { $0.recommended } }

  private func totals(of resources: (Recommendation) -> ContainerResources) -> Totals {
    var sum = Totals()
    for recommendation in recommendations {
      let each = resources(recommendation)
      sum.cpuRequest += (each.cpuRequest ?? .zero) * recommendation.replicas
      sum.memoryRequest += (each.memoryRequest ?? .zero) * recommendation.replicas
    }
    return sum
  }
}
