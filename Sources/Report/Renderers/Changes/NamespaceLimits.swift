import PodfitModel

/// A LimitRange and a ResourceQuota suggested for each namespace.
///
/// They must never block a pod, neither of today nor of the change that the plan writes nor while both are
/// there: bounds go by what stays in force (docs/guide/applying.md).
public struct NamespaceLimits: ChangeRenderer {
  /// The format's name.
  public static let id = "limitrange"
  /// What the format is.
  public static let summary = "a LimitRange and a ResourceQuota for each namespace"

  /// Makes the renderer.
  public init() {}

  private struct Place: Hashable, Comparable {
    var cluster: String
    var namespace: String

    static func < (a: Self, b: Self) -> Bool {
      (a.cluster, a.namespace) < (b.cluster, b.namespace)
    }
  }

  /// One file per namespace.
  public func files(_ plan: ChangePlan) -> [ChangeFile] {
    let groups = Dictionary(grouping: plan.standings()) {
      Place(cluster: $0.id.cluster, namespace: $0.id.namespace)
    }
    let hasClusters = Set(groups.keys.map(\.cluster)).count > 1
    return groups.sorted { $0.key < $1.key }.map { place, list in
      let folder = hasClusters ? "\(place.cluster.fileName)/" : ""
      let cpu = Bounds(
        list,
        request: { $0.effectiveRequest(\.cpuRequest, \.cpuLimit) },
        limit: \.cpuLimit,
        grid: .millicores(100)
      )
      let memory = Bounds(
        list,
        request: { $0.effectiveRequest(\.memoryRequest, \.memoryLimit) },
        limit: \.memoryLimit,
        grid: .mebibytes(64)
      )
      let objects = [limitRange(place, cpu, memory), quota(place, cpu, memory)].compactMap { $0 }
      return ChangeFile(
        path: "\(folder)\(place.namespace.fileName).yaml",
        text: remarks(cpu, memory) + objects.map(\.yaml).joined(separator: "---\n")
      )
    }
  }

  /// What is not bounded, and why.
  private func remarks(_ cpu: Bounds<CPU>, _ memory: Bounds<Memory>) -> String {
    [("CPU", cpu.limits == nil, cpu.isCounted), ("memory", memory.limits == nil, memory.isCounted)]
      .map { name, isOpen, isCounted in
        (isOpen
          ? "# No \(name) limit is given or bounded: containers without one would get it.\n" : "")
          + (isCounted
            ? ""
            : "# No quota of \(name): nothing asks for any, and pods that say nothing are refused.\n")
      }.joined()
  }

  private func metadata(_ place: Place) -> TreeNode {
    .object(["name": "podfit", "namespace": .text(place.namespace)])
  }

  private func limitRange(
    _ place: Place,
    _ cpu: Bounds<CPU>,
    _ memory: Bounds<Memory>
  ) -> TreeNode? {
    let request = TreeNode.object([
      "cpu": cpu.request.map { .text($0.quantity) },
      "memory": memory.request.map { .text($0.quantity) },
    ])
    // A default CPU limit would throttle; the server takes the largest for it where there is one.
    let limit = TreeNode.object(["memory": memory.limits.map { .text($0.usual.quantity) }])
    let most = TreeNode.object([
      "cpu": cpu.limits.map { .text($0.most.quantity) },
      "memory": memory.limits.map { .text($0.most.quantity) },
    ])
    guard !(request.isEmpty && limit.isEmpty && most.isEmpty) else { return nil }
    return .object([
      "apiVersion": "v1", "kind": "LimitRange", "metadata": metadata(place),
      "spec": .object([
        "limits": .list([
          .object([
            "type": "Container", "defaultRequest": request.isEmpty ? nil : request,
            "default": limit.isEmpty ? nil : limit, "max": most.isEmpty ? nil : most,
          ])
        ])
      ]),
    ])
  }

  private func quota(_ place: Place, _ cpu: Bounds<CPU>, _ memory: Bounds<Memory>) -> TreeNode? {
    let hard = TreeNode.object([
      "requests.cpu": cpu.isCounted ? .text(cpu.quota.quantity) : nil,
      "requests.memory": memory.isCounted ? .text(memory.quota.quantity) : nil,
    ])
    guard !hard.isEmpty else { return nil }
    return .object([
      "apiVersion": "v1", "kind": "ResourceQuota", "metadata": metadata(place),
      "spec": .object(["hard": hard]),
    ])
  }
}

/// What one resource of a namespace may be bounded by without blocking a pod.
private struct Bounds<Amount: ResourceAmount> {
  /// What a container that says nothing asks for: the median of what stays; nil where nothing asks for any.
  let request: Amount?
  /// The usual and the largest limit; nil where a container has none, which would be given one.
  let limits: (usual: Amount, most: Amount)?
  /// What all pods may ask for.
  let quota: Amount

  /// Whether a quota can be: every pod has to ask for something then.
  var isCounted: Bool { request != nil }

  init(
    _ standings: [ChangePlan.Standing],
    request: (ContainerResources) -> Amount?,
    limit: (ContainerResources) -> Amount?,
    grid: Amount
  ) {
    let containers = standings.flatMap(\.containers)
    let states = containers.flatMap(\.states)
    let stays = containers.filter { !$0.isInit }.compactMap(\.states.last)
    let usual = Self.median(stays.compactMap(request))
    self.request = usual
    let all = states.compactMap(limit)
    let largest = (all + states.compactMap(request)).max()
    if all.count == states.count, let largest {
      // The server refuses a default limit that is below the default request.
      let middle = Self.median(stays.compactMap(limit)) ?? largest
      limits = (max(middle, usual ?? middle), largest)
    } else {
      limits = nil
    }
    var sum = Amount.zero
    var atOnce = Amount.zero
    for standing in standings {
      var running = request(standing.overhead) ?? .zero
      var starting = Amount.zero
      for container in standing.containers {
        let most = container.states.map { request($0) ?? usual ?? .zero }.max() ?? .zero
        if container.isInit { starting = max(starting, most) } else { running += most }
      }
      let pod = max(running, starting)
      sum += pod * standing.replicas
      atOnce += pod * standing.pods
    }
    quota = max(sum.scaledUp(by: 1.25), atOnce).roundedUp(toMultipleOf: grid)
  }

  /// The lower median.
  private static func median(_ values: [Amount]) -> Amount? {
    values.isEmpty ? nil : values.sorted()[(values.count - 1) / 2]
  }
}

extension ContainerResources {
  /// The request, or the limit where only that is set, as the API server has it.
  fileprivate func effectiveRequest<Amount>(
    _ request: (ContainerResources) -> Amount?,
    _ limit: (ContainerResources) -> Amount?
  ) -> Amount? { request(self) ?? limit(self) }
}
