internal import PodfitModel

/// What events tell of containers ended for want of memory and of pods thrown off their node.
///
/// One kill is often told twice: by the kubelet in the pod's status, and as an event by a program that
/// watches for it, or by two such programs. Events of one reason that are about one container add up;
/// of several reasons the one with the most counts, never their sum.
///
/// - Source: docs/formats/kubernetes.md#kills-and-evictions
struct KillEvents: Sendable {
  /// Kills that one event tells of.
  struct Kill: Hashable, Sendable {
    var count: Int64
    /// When the last of them was; nil where the event does not say.
    var at: Instant?
  }

  /// The kills of each container, those without a time first, then in the order of time.
  private(set) var kills: [PodContainerID: [Kill]] = [:]
  /// Pods that the kubelet evicted.
  private(set) var evicted: Set<PodID> = []

  /// Reads events.
  ///
  /// - Parameters:
  ///   - events: each event once, as it was last seen
  ///   - containers: the names of a pod's containers; empty where nothing tells
  init(_ events: some Sequence<ClusterEvent>, containers: (PodID) -> [String]) {
    var found: [PodContainerID: [String: [Kill]]] = [:]
    for event in events where event.subject.kind == .pod && !event.subject.name.isEmpty {
      let pod = PodID(
        cluster: event.subject.cluster,
        namespace: event.subject.namespace,
        name: event.subject.name
      )
      if event.reason == ClusterEvent.eviction { evicted.insert(pod) }
      guard ClusterEvent.killReasons.contains(event.reason),
        let container = event.container ?? event.named(among: containers(pod))
      else { continue }
      let id = PodContainerID(pod: pod, container: container)
      found[id, default: [:]][event.reason, default: []]
        .append(Kill(count: max(event.count, 1), at: event.lastAt))
    }
    kills = found.mapValues { reasons in
      let best = reasons.max { (Self.sum($0.value), $0.key) < (Self.sum($1.value), $1.key) }
      return (best?.value ?? []).sorted {
        ($0.at?.milliseconds ?? .min, $0.count) < ($1.at?.milliseconds ?? .min, $1.count)
      }
    }
  }

  /// How often a container was killed, as far as events tell.
  func count(of id: PodContainerID) -> Int64 { Self.sum(kills[id] ?? []) }

  private static func sum(_ kills: [Kill]) -> Int64 {
    kills.reduce(0) { $0.addingSaturated($1.count) }
  }
}

extension ClusterEvent {
  /// The container it is about where it has no field that says so: the only one of the pod, or the only
  /// one whose name is a word of the message.
  fileprivate func named(among names: [String]) -> String? {
    if names.count == 1 { return names[0] }
    // Names of containers consist of letters, digits and dashes.
    let words = Set(message.split { !$0.isLetter && !$0.isNumber && $0 != "-" }.map(String.init))
    let found = names.filter(words.contains)
    return found.count == 1 ? found[0] : nil
  }
}
