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
    /// The object whose template is patched: the workload itself, or the Deployment that a Rollout takes its
    /// pods from.
    public var object: WorkloadID
    /// Its containers that change.
    public var containers: [Container]
    /// Targets of autoscalers that change with them.
    public var autoscalers: [AutoscalerChange] = []
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
  /// What each recommendation that is no `keep` comes to in one step, also of those that are left out.
  private(set) var steps: [ContainerID: Container] = [:]
  /// The pod templates of listed workloads.
  let templates: [WorkloadID: PodTemplate]
  /// For workloads whose pods are made from the template of another one, that one.
  let holders: [WorkloadID: WorkloadID]
  /// The most pods that an autoscaler may make of a workload.
  let mostPods: [WorkloadID: Int]

  /// Makes the plan.
  ///
  /// - Parameters:
  ///   - set: The recommendations.
  ///   - templates: The pod templates of listed workloads.
  ///   - holders: For workloads whose pods are made from the template of another one, that one; others may
  ///     be there too, with themselves.
  ///   - mostPods: The most pods that an autoscaler may make of a workload.
  ///   - options: How.
  public init(
    _ set: RecommendationSet,
    templates: [WorkloadID: PodTemplate] = [:],
    holders: [WorkloadID: WorkloadID] = [:],
    mostPods: [WorkloadID: Int] = [:],
    options: ChangeOptions = ChangeOptions()
  ) {
    self.set = set
    self.templates = templates
    self.holders = holders
    self.mostPods = mostPods
    self.options = options
    strategy = set.strategy
    workloads = []
    leftOut = []
    var rest = set.recommendations[...]
    while let id = rest.first?.id.workload {
      // They are in the order of their identities, so that a workload's stand together.
      let own = rest.prefix { $0.id.workload == id }
      rest = rest[own.endIndex...]
      add(
        own.filter { $0.status == .lower || $0.status == .raise },
        of: id,
        object: holders[id] ?? id,
        template: templates[holders[id] ?? id]
      )
    }
    assignWaves()
  }

  /// Adds the changes of one workload.
  private mutating func add(
    _ recommendations: [Recommendation],
    of id: WorkloadID,
    object: WorkloadID,
    template: PodTemplate?
  ) {
    var changes: [(from: Recommendation, to: Container)] = []
    var reasons: [ContainerID: String] = [:]
    for each in recommendations {
      let container = Self.container(each, template: template, options)
      changes.append((each, container))
      steps[each.id] = container
      reasons[each.id] =
        Self.obstacle(each, object: object, template: template, options)
        ?? Self.obstacle(toTargetOf: each, container)
    }
    // A target is of the whole pod: what goes with it goes with it together or not at all.
    let coupled = recommendations.filter { !$0.autoscaling.isEmpty }
    if let stopped = coupled.first(where: { reasons[$0.id] != nil }) {
      for each in coupled where reasons[each.id] == nil {
        reasons[each.id] =
          "its requests go with a target that container \(stopped.id.container) goes with, too, which is"
          + " left out"
      }
    }
    leftOut += recommendations.compactMap { each in
      reasons[each.id].map { LeftOut(id: each.id, reason: $0) }
    }
    changes.removeAll { reasons[$0.from.id] != nil || $0.to.target == $0.to.current }
    guard !changes.isEmpty else { return }
    var workload = Workload(
      id: id,
      object: object,
      containers: changes.map(\.to),
      risk: 0,
      wave: 1
    )
    workload.autoscalers = AutoscalerChange.changes(of: changes.map(\.from))
    workload.risk = changes.map { Self.risk(of: $0.from, $0.to) }.max() ?? 0
    workloads.append(workload)
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
    object: WorkloadID,
    template: PodTemplate?,
    _ options: ChangeOptions
  ) -> String? {
    if let place = each.setAt { return place }
    let kind = object.kind
    guard let place = TemplatePlace(of: kind) else {
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
    guard let template else {
      return place.mergesByName
        ? nil
        : "a merge would replace the whole list of containers of a \(kind.rawValue), and no list of workloads"
          + " shows the places that JSON patches need"
    }
    let known = template.containers + template.initContainers
    return known.contains { $0.name == each.id.container }
      ? nil
      : "the workload's template has no such container: something puts it into pods, and its settings"
        + " belong there (for Istio, annotations sidecar.istio.io/proxyCPU and others)"
  }

  /// Why a target that goes with the requests of a container cannot be patched, or not with these.
  private static func obstacle(toTargetOf each: Recommendation, _ container: Container) -> String? {
    guard let advice = each.autoscaling.first(where: { $0.percent != $0.percentNow }) else {
      return nil
    }
    let name = "\(advice.autoscaler.kind.rawValue) \(advice.autoscaler.name)"
    let change =
      "it goes together with a target of \(advice.percent) % instead of \(advice.percentNow) % on"
      + " \(advice.metric) of \(name)"
    if each.autoscaling.contains(where: { $0.position == nil }) {
      return
        "\(change); change both at once, no list shows where in the autoscaler the target stands"
    }
    let isWhole =
      container.target.cpuRequest == each.recommended.cpuRequest
      && container.target.memoryRequest == each.recommended.memoryRequest
    return isWhole ? nil : "\(change), which is for the whole change and not for a step of it"
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
