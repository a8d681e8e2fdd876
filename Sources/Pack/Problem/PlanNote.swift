public import PodfitModel

/// Something that a node plan leaves out or takes for granted, with how much it concerns.
public enum PlanNote: Hashable, Sendable {
  /// Pods that are spread together with those of other workloads, which is not modelled.
  case topologySpread(pods: Int)
  /// Pods that must be near other pods, which is not modelled.
  case podAffinity(pods: Int)
  /// Pods that must keep away from other workloads within a zone: not modelled.
  case otherAntiAffinity(pods: Int)
  /// Pods that must keep away from pods of namespaces chosen by labels, which lists do not state.
  case namespacesByLabels(pods: Int)
  /// Pods that are to be spread over so many nodes at least: not modelled.
  case fewestNodes(pods: Int)
  /// Pods that run beside a DaemonSet or static pod which takes their host port or keeps away from them.
  case besideDaemons(pods: Int)
  /// Pods that wait for a node and are not counted.
  case pendingPods(pods: Int)
  /// Pods whose owner is not known.
  case unownedPods(pods: Int)
  /// Pods on a node that is not in the list of nodes.
  case unknownNodes(pods: Int)
  /// Pods whose rules admit no node, taken as allowed where they run.
  case runsAgainstRules(pods: Int)
  /// Pods with pod-level requests, which recommendations per container do not change.
  case podLevelRequests(pods: Int)
  /// Nodes that are cordoned, counted like any other.
  case cordonedNodes(nodes: Int)
  /// Nodes whose allocatable differs a little from their like; the smallest counts.
  case mergedNodes(nodes: Int)
  /// Nodes of a pool that do not say how many pods they take.
  case unknownPodLimit(pool: String)
  /// A DaemonSet whose rules fit a pool where it does not run; counted there.
  case daemonNotSeen(WorkloadID, pool: String)
  /// A DaemonSet that runs in a pool its rules do not fit; counted there.
  case daemonUnexpected(WorkloadID, pool: String)
  /// A pool whose DaemonSets and static pods alone ask for more than a node hands out.
  case poolFullOfDaemons(pool: String, resource: String)
  /// A resource that pods ask for and no kind of node states.
  case notOffered(resource: String)
  /// Columns of a list that nothing reads, such as ones with typing errors.
  case unreadColumns(list: String, names: [String])
  /// Pods with today's requests that fit nowhere.
  case unschedulableNow(pods: Int)
}
