public import PodfitModel

/// What is to be changed in which workload, and what is not and why: the one model behind every
/// ready-to-apply output.
///
/// The rules are in docs/guide/applying.md.
public struct ChangePlan: Sendable {
  /// The change of one container.
  public struct Container: Hashable, Sendable {
    /// The container.
    public var id: ContainerID
    /// Whether it stands among the init containers (a sidecar that is restarted).
    public var isInit: Bool
    /// Its place in its list of the template; nil where no list of workloads shows the template.
    public var index: Int?
    /// What the template says today, where it is known, else what the newest pod says.
    public var current: ContainerResources
    /// What it shall say.
    public var target: ContainerResources
    /// What was advised; differs from the target where one step does not go all the way.
    public var advised: ContainerResources

    /// Whether a further step is needed afterwards.
    public var isPartial: Bool { target != advised }
  }

  /// The change of one workload: one rollout.
  public struct Workload: Hashable, Sendable {
    /// The workload.
    public var id: WorkloadID
    /// Its containers that change.
    public var containers: [Container]
    /// How much could go wrong: larger is later (docs/guide/applying.md#waves).
    public var risk: Double
    /// The wave it belongs to, from 1.
    public var wave: Int
  }

  /// Something that is not changed.
  public struct LeftOut: Hashable, Sendable {
    /// The container.
    public var id: ContainerID
    /// Why.
    public var reason: String
  }

  /// The strategy that the values are from.
  public var strategy: String
  /// The changes in the order of the workloads.
  public var workloads: [Workload]
  /// What is not changed, in the order of the containers.
  public var leftOut: [LeftOut]
  /// All recommendations, for what is made per namespace.
  public var set: RecommendationSet
  /// How it was made.
  public var options: ChangeOptions

  /// Makes the plan.
  ///
  /// - Parameters:
  ///   - set: The recommendations.
  ///   - templates: The pod templates of listed workloads.
  ///   - options: How.
  public init(
    _ set: RecommendationSet,
    templates: [WorkloadID: PodTemplate] = [:],
    options: ChangeOptions = ChangeOptions()
  ) {
    self.set = set
    self.options = options
    strategy = set.strategy
    workloads = []
    leftOut = []
    for each in set.recommendations where each.status == .lower || each.status == .raise {
      let template = templates[each.id.workload]
      if let reason = Self.obstacle(each, template: template, options) {
        leftOut.append(LeftOut(id: each.id, reason: reason))
        continue
      }
      let container = Self.container(each, template: template, options)
      guard container.target != container.current else { continue }
      let risk = Self.risk(of: each, container)
      if let last = workloads.indices.last, workloads[last].id == each.id.workload {
        workloads[last].containers.append(container)
        workloads[last].risk = max(workloads[last].risk, risk)
      } else {
        workloads.append(
          Workload(id: each.id.workload, containers: [container], risk: risk, wave: 1)
        )
      }
    }
    assignWaves()
  }

  /// The clusters that change, sorted.
  public var clusters: [String] { Set(workloads.map(\.id.cluster)).sorted() }

  /// The changes by wave; every wave has some.
  public var waves: [[Workload]] {
    Set(workloads.map(\.wave)).sorted().map { wave in workloads.filter { $0.wave == wave } }
  }
}

extension ChangePlan {
  /// Why a recommendation cannot be applied by a patch; nil where it can.
  private static func obstacle(
    _ each: Recommendation,
    template: PodTemplate?,
    _ options: ChangeOptions
  ) -> String? {
    let kind = each.id.workload.kind
    guard TemplatePlace(of: kind) != nil else {
      return kind == .job || kind == .pod
        ? "a \(kind.rawValue) cannot be changed once it runs; change what makes it"
        : "\(kind.rawValue) is not a kind that kubectl patches by the names of containers; change its source"
    }
    if each.isOwnerGuessed {
      return "the workload was guessed from pod names; check, and change it by hand"
    }
    if let jvm = each.jvm, !jvm.flags.isEmpty, !options.flagsAreSet {
      return
        "first set \(jvm.flags.joined(separator: " ")) in \(jvm.variable ?? "the command line");"
        + " the memory advised relies on it (then --flags-set)"
    }
    if let advice = each.autoscaling.first {
      return
        "it goes together with a target of \(Int64(saturating: (advice.target * 100).rounded())) %"
        + " instead of \(Int64(saturating: (advice.targetNow * 100).rounded())) % on \(advice.metric) of \(advice.autoscaler.kind.rawValue)"
        + " \(advice.autoscaler.name); change both at once"
    }
    guard let template else { return nil }
    let known = template.containers + template.initContainers
    return known.contains { $0.name == each.id.container }
      ? nil
      : "the workload's template has no such container: something puts it into pods, and its settings"
        + " belong there (for Istio, annotations sidecar.istio.io/proxyCPU and others)"
  }

  private static func container(
    _ each: Recommendation,
    template: PodTemplate?,
    _ options: ChangeOptions
  ) -> Container {
    let name = each.id.container
    let initIndex = template?.initContainers.firstIndex { $0.name == name }
    let index = initIndex ?? template?.containers.firstIndex { $0.name == name }
    var current = each.current
    if let template, let index {
      let list = initIndex == nil ? template.containers : template.initContainers
      current = list[index].resources
    }
    var advised = each.recommended
    advised.extendedRequests = current.extendedRequests
    let isFixed = options.neverLower.contains { $0.matches(each.id) }
    let target = StepRule(current: current, advised: advised, isFixed: isFixed, options.maxStep)
      .target
    return Container(
      id: each.id,
      isInit: initIndex != nil,
      index: index,
      current: current,
      target: target,
      advised: isFixed ? target : advised
    )
  }
}
