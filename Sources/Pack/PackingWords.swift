internal import PodfitModel

extension UnschedulableReason: CustomStringConvertible {
  /// The reason in words with its numbers.
  var description: String {
    switch self {
    case .noNodes:
      "there are no nodes"
    case .notAdmitted(let pools):
      "its node selector, affinity and tolerations allow none of \(pools.counted("node kind"))"
    case .tooLarge(let resource, let request, let offered):
      "requests \(resource.amountText(request, roundedUp: true)), the largest node allowed offers"
        + " \(resource.amountText(offered, roundedUp: false)) after DaemonSets"
    case .noneTogether(let pools):
      "no node of \(pools.counted("allowed node kind")) offers all it requests at once"
    case .spread(let label):
      "its pods are spread by \(label), and one value of it has no node with room"
    case .together:
      "must be with other pods, and no node allowed holds them together"
    case .onePerPlace(let most, let label):
      "at most \(most.counted("pod")) in each \(label), and there are not enough of these"
    case .nodesFull(let nodes):
      "it may only use \(nodes.counted("node")), and there is no room left"
    }
  }
}

extension PlanNote: CustomStringConvertible {
  /// The note as reports print it.
  public var description: String {
    switch self {
    case .topologySpread(let pods):
      "not modelled: topology spread of several workloads together, of"
        + " \(pods.counted("pod"))"
    case .podAffinity(let pods):
      "not modelled: pod affinity, beside other rules of how pods lie or towards pods that are not"
        + " packed, of \(pods.counted("pod"))"
    case .otherAntiAffinity(let pods):
      "not modelled: anti-affinity towards other workloads beyond one node, of"
        + " \(pods.counted("pod"))"
    case .namespacesByLabels(let pods):
      "not modelled: anti-affinity towards namespaces chosen by their labels, which lists of pods do"
        + " not state, of \(pods.counted("pod"))"
    case .fewestNodes(let pods):
      "not modelled: minDomains of a spread over nodes, of \(pods.counted("pod"))"
    case .besideDaemons(let pods):
      "\(pods.counted("pod")) beside DaemonSets whose host port or anti-affinity does not allow it now;"
        + " taken as allowed where they run"
    case .pendingPods(let pods):
      "not counted: \(pods.counted("pod")) without a node yet"
    case .unownedPods(let pods):
      "no owner known for \(pods.counted("pod")); each counts as a workload of its own"
    case .unknownNodes(let pods):
      "\(pods.counted("pod")) on nodes that are not in the list of nodes; counted"
    case .runsAgainstRules(let pods):
      "\(pods.counted("pod")) on nodes that their selector, affinity or tolerations do not allow"
        + " now; taken as allowed where they run"
    case .podLevelRequests(let pods):
      "pod-level requests of \(pods.counted("pod")) replace those of their containers; a"
        + " recommendation for a container does not change them"
    case .cordonedNodes(let nodes):
      "\(nodes.counted("node")) cordoned; counted like the others"
    case .mergedNodes(let nodes):
      "allocatable of \(nodes.counted("node")) is up to 1 % above that of their like; the"
        + " smallest counts"
    case .unknownPodLimit(let pool):
      "nodes of \(pool) do not say how many pods they take; no limit assumed"
    case .daemonNotSeen(let workload, let pool):
      "DaemonSet \(workload.namespace)/\(workload.name) may run on nodes of \(pool) but was not"
        + " seen there; counted on them"
    case .daemonUnexpected(let workload, let pool):
      "DaemonSet \(workload.namespace)/\(workload.name) runs on nodes of \(pool), which its rules"
        + " do not allow now; counted on them"
    case .poolFullOfDaemons(let pool, let resource):
      "DaemonSets and static pods alone request more \(resource) than a node of \(pool) offers;"
        + " nothing else is placed there"
    case .notOffered(let resource):
      "pods ask for \(resource), of which no node type says how much it has; not counted"
    case .unreadColumns(let list, let names):
      "not read of the list of \(list): \(names.count == 1 ? "column" : "columns")"
        + " \(names.joined(separator: ", "))"
    case .unschedulableNow(let pods):
      "with the requests in force \(pods.counted("pod")) would fit on no node; not in that count"
    }
  }
}

extension PackingError: CustomStringConvertible {
  /// The error in words: what it is about and what is wrong.
  public var description: String {
    let about =
      switch subject {
      case .pool(let name): "node pool \(name)"
      case .workload(let id): "workload \(id.namespace)/\(id.name)"
      case .packing(let packer): "packing by \(packer)"
      }
    let what =
      switch code {
      case .negativeAmount(let resource): "an amount of \(resource) below zero"
      case .negativeCount: "a count of nodes below zero or of pods below one"
      case .wrongLength(let found, let expected): "\(found) amounts for \(expected) resources"
      case .nothingToAttribute: "there are no nodes, or nothing is used on them"
      case .noSuchName: "nothing has this name"
      case .tooFewZones(let zones): "needs two zones or more; there are \(zones)"
      case .keptWithLoss:
        "nodes that stay, and the loss of some, are two questions: ask one at a time"
      case .badCost: "a node's cost must be above zero and below a trillion units"
      case .brokenDevice(let name):
        "more than one device of \(name), but not a whole number of them: a share is of one device"
      case .noSuchItem(let index): "no item number \(index)"
      case .noSuchPool(let index): "no pool number \(index)"
      case .tooManyPods(let limit): "more than \(limit) pods in all"
      case .checkFailed(let failure):
        "refused by the checker (\(failure)); this is a defect of podfit, and nothing was printed"
      }
    return "\(about): \(what)"
  }
}

extension CheckFailure: CustomStringConvertible {
  /// The failure in words.
  public var description: String {
    switch self {
    case .badNode(let node): "node \(node) of no pool"
    case .badContents(let node): "node \(node) with contents that make no sense"
    case .overfull(let node, let resource): "node \(node) with too much \(resource)"
    case .forbidden(let node, let item): "node \(node) may not hold pods of item \(item)"
    case .conflict(let node, let items):
      "node \(node) with pods of items \(items) that keep away from each other"
    case .uneven(let item): "pods of item \(item) less evenly spread than its rule allows"
    case .apart(let item): "pods of item \(item) apart from those they must be with"
    case .devicesOverfull(let node): "node \(node) with more shares than its devices hold"
    case .tooManyOnNode(let node, let item): "node \(node) with too many pods of item \(item)"
    case .tooManyNodes(let pool): "too many nodes of pool \(pool)"
    case .wrongCount(let item, let placed, let expected):
      "item \(item) placed \(placed) times instead of \(expected)"
    case .wronglyLeftOut(let item): "item \(item) left out although it fits"
    }
  }
}

extension String {
  /// An amount of the resource of this name: CPU in cores, bytes in GiB, others as they are.
  fileprivate func amountText(_ amount: Int64, roundedUp: Bool) -> String {
    if self == CPU.resourceName {
      return amount.decimal(unit: 1_000_000_000, places: 3, roundedUp: roundedUp) + " cores"
    }
    if hasPrefix("limits.") {
      let own = String(dropFirst("limits.".count))
      return own.amountText(amount, roundedUp: roundedUp) + " in limits"
    }
    if hasSuffix("-bandwidth") {
      return "\(amount.decimal(unit: 1 << 20, places: 2, roundedUp: roundedUp)) MiB/s of \(self)"
    }
    if self == Memory.resourceName || self == "ephemeral-storage" || hasPrefix("hugepages-") {
      return "\(amount.decimal(unit: 1 << 30, places: 2, roundedUp: roundedUp)) GiB of \(self)"
    }
    return "\(amount) \(self)"
  }
}

extension Int64 {
  /// The amount in units, to so many places, without trailing zeros.
  ///
  /// Requests round up and offers down, so that the larger of two never looks the smaller.
  fileprivate func decimal(unit: Int64, places: Int, roundedUp: Bool) -> String {
    let steps = (0..<places).reduce(Int128(1)) { steps, _ in steps * 10 }
    let (quotient, remainder) = (Int128(self) * steps)
      .quotientAndRemainder(dividingBy: Int128(unit))
    let rounded = quotient + (roundedUp && remainder > 0 ? 1 : 0)
    var digits = String(rounded % steps)
    digits = String(repeating: "0", count: places - digits.count) + digits
    while digits.hasSuffix("0") { digits.removeLast() }
    return digits.isEmpty ? "\(rounded / steps)" : "\(rounded / steps).\(digits)"
  }
}
