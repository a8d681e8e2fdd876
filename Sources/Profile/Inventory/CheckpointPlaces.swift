internal import PodfitModel

/// Finds the workloads that checkpoints of vertical autoscalers are of.
///
/// The autoscaler says so. Where it is not listed its name is a guess: autoscalers are mostly called like
/// their workload, with `-vpa`, `vpa-` or `goldilocks-` beside it. In a cluster that was listed the
/// guess must be the name of exactly one workload; else the name stands for a workload of unknown kind.
///
/// - Source: docs/formulas/vpa.md#checkpoint
struct CheckpointPlaces {
  /// Checkpoints by workload and container; of two of one container the later one counts, the first by
  /// name where they are of one time, and a guessed one only where there is no other.
  private(set) var index: [WorkloadID: [String: ObjectReference]] = [:]
  /// Checkpoints that were placed by a name only.
  private(set) var guessed: Set<ObjectReference> = []

  private let checkpoints: [ObjectReference: AutoscalerCheckpoint]

  /// Places all checkpoints.
  ///
  /// - Parameters:
  ///   - facts: the checkpoints and autoscalers
  ///   - scaled: autoscalers by what they size
  ///   - workloads: workloads that are listed, or that listed pods belong to
  ///   - listedClusters: clusters of which any workload or pod is listed
  init(
    _ facts: ClusterFacts,
    scaled: [ObjectReference: ObjectReference],
    workloads: Set<WorkloadID>,
    listedClusters: Set<String>
  ) {
    checkpoints = facts.checkpoints
    var stated: [ObjectReference: WorkloadID] = [:]
    for (workload, autoscaler) in scaled { stated[autoscaler] = WorkloadID(workload) }
    var named: [OwnerGraph.Name: Set<WorkloadID>] = [:]
    if !checkpoints.isEmpty {
      for id in workloads { named[OwnerGraph.Name(ObjectReference(id)), default: []].insert(id) }
    }
    var guesses: [(checkpoint: ObjectReference, workload: WorkloadID)] = []
    for id in checkpoints.keys.sorted(by: { $0.name < $1.name }) {
      guard let checkpoint = checkpoints[id] else { continue }
      var autoscaler = id
      autoscaler.kind = WorkloadKind(rawValue: "VerticalPodAutoscaler")
      autoscaler.name = checkpoint.autoscaler
      if let workload = stated[autoscaler] {
        place(id, checkpoint, at: workload)
      } else if facts.verticalAutoscalers[autoscaler] == nil, !checkpoint.autoscaler.isEmpty {
        let guess = Self.guess(autoscaler, named, isListed: listedClusters.contains(id.cluster))
        if let guess { guesses.append((id, guess)) }
      }
    }
    for (id, workload) in guesses {
      guard let checkpoint = checkpoints[id],
        index[workload]?[checkpoint.container].map({ guessed.contains($0) }) ?? true
      else { continue }
      guessed.insert(id)
      place(id, checkpoint, at: workload)
    }
  }

  private mutating func place(
    _ id: ObjectReference,
    _ checkpoint: AutoscalerCheckpoint,
    at workload: WorkloadID
  ) {
    let known = index[workload]?[checkpoint.container].flatMap { checkpoints[$0] }
    if let known, known.age >= checkpoint.age { return }
    index[workload, default: [:]][checkpoint.container] = id
  }

  /// The workload that an autoscaler's name suggests.
  private static func guess(
    _ autoscaler: ObjectReference,
    _ named: [OwnerGraph.Name: Set<WorkloadID>],
    isListed: Bool
  ) -> WorkloadID? {
    let names = names(in: autoscaler.name)
    for name in names {
      var reference = autoscaler
      reference.name = name
      let found = named[OwnerGraph.Name(reference)] ?? []
      if found.count == 1, let only = found.first { return only }
    }
    guard !isListed, let name = names.last else { return nil }
    return WorkloadID(
      cluster: autoscaler.cluster,
      namespace: autoscaler.namespace,
      kind: .unknown,
      name: name
    )
  }

  /// The name as it is, then without what autoscalers' names have beside the workload's.
  private static func names(in autoscaler: String) -> [String] {
    for prefix in ["goldilocks-", "vpa-"] where autoscaler.hasPrefix(prefix) {
      let rest = String(autoscaler.dropFirst(prefix.count))
      return rest.isEmpty ? [autoscaler] : [autoscaler, rest]
    }
    guard autoscaler.hasSuffix("-vpa"), autoscaler.count > 4 else { return [autoscaler] }
    return [autoscaler, String(autoscaler.dropLast(4))]
  }
}

extension AutoscalerCheckpoint {
  /// Which of two checkpoints of one container was written later.
  fileprivate var age: (Int64, Int64) { (updatedAt?.milliseconds ?? .min, resourceVersion) }
}
