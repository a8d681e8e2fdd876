internal import PodfitModel

/// Verifies a packing against its problem, by itself.
///
/// Shares no code with packers, bounds or their tables: placement rules, daemons and sums are
/// worked out here a second time, from the problem alone, and in wider numbers.
public struct PackingChecker: Sendable {
  private let problem: PackingProblem

  /// Makes a checker of packings of `problem`.
  public init(_ problem: PackingProblem) { self.problem = problem }

  /// Returns when every pod is placed once on a node that may take it and no node is overfull.
  ///
  /// - Throws: ``PackingError`` with what is wrong first.
  public func verify(_ packing: Packing) throws(PackingError) {
    if let failure = failure(in: packing) {
      throw PackingError(.checkFailed(failure), subject: .packing(packing.packer))
    }
  }

  private func failure(in packing: Packing) -> CheckFailure? {
    var placed = [Int](repeating: 0, count: problem.items.count)
    var nodes = [Int](repeating: 0, count: problem.pools.count)
    for (number, node) in packing.nodes.enumerated() {
      if let failure = failure(of: node, number: number) { return failure }
      nodes[node.pool] += node.copies
      for each in node.contents { placed[each.item] += each.count * node.copies }
    }
    for (pool, count) in nodes.enumerated() where count > problem.pools[pool].nodeLimit ?? count {
      return .tooManyNodes(pool: pool)
    }
    for (number, item) in problem.items.enumerated() {
      let left = packing.leftOut[number] ?? 0
      if left < 0 || placed[number] + left != item.count {
        return .wrongCount(item: number, placed: placed[number], expected: item.count)
      }
      // Pods that must be with others may have to stay away with them.
      let isTied = problem.affinities.contains { $0.item == number || $0.partners.contains(number) }
      guard left > 0, !isTied else { continue }
      // Only a pool that may not grow can be open to a pod that was left out.
      let open = problem.pools.indices.filter { allows(item, on: $0) && fitsAlone(item, on: $0) }
      let growing = open.filter { problem.pools[$0].nodeLimit == nil }
      if !growing.isEmpty, isSpreadOver(growing, item), hasRoom(for: item, packing) {
        return .wronglyLeftOut(item: number)
      }
    }
    for rule in problem.affinities where !isKept(rule, packing) { return .apart(item: rule.item) }
    return (unevenItem(packing) ?? unevenOverNodes(packing)).map { .uneven(item: $0) }
  }

  /// Whether pods are where pods of others are, or, with a rule about their like, in one place together.
  private func isKept(_ rule: ItemAffinity, _ packing: Packing) -> Bool {
    var own: [String: Int] = [:]
    var others: Set<String> = []
    for (number, node) in packing.nodes.enumerated() {
      let place =
        rule.label.map { problem.pools[node.pool].labels[$0] ?? "node \(number)" }
        ?? "node \(number)"
      for each in node.contents {
        if each.item == rule.item { own[place, default: 0] += rule.label == nil ? node.copies : 1 }
        if each.item != rule.item, rule.partners.contains(each.item) { others.insert(place) }
      }
    }
    if own.keys.allSatisfy(others.contains) { return true }
    let nodes = rule.label == nil ? own.values.reduce(0, +) : own.count
    return rule.partners.contains(rule.item) && nodes <= 1
  }

  /// The first item with more pods on one node than on another that it may use, by more than its rule allows.
  private func unevenOverNodes(_ packing: Packing) -> Int? {
    for (number, item) in problem.items.enumerated() {
      guard let skew = item.nodeSkew else { continue }
      var most = 0
      var fewest = Int.max
      for node in packing.nodes where allows(item, on: node.pool) {
        let count = node.contents.reduce(0) { $1.item == number ? $0 + $1.count : $0 }
        most = max(most, count)
        fewest = min(fewest, count)
      }
      if fewest < .max, most - fewest > skew { return number }
    }
    return nil
  }

  /// Whether pools are in every place that an item is spread over; of one without a rule, always.
  ///
  /// A place without room holds up the pods of the others.
  private func isSpreadOver(_ growing: [Int], _ item: PackItem) -> Bool {
    guard let rule = item.spread else { return true }
    let places = problem.pools.indices.filter { allows(item, on: $0) }
      .compactMap { problem.pools[$0].labels[rule.label] }
    return Set(places).subtracting(growing.compactMap { problem.pools[$0].labels[rule.label] })
      .isEmpty
  }

  /// Whether a place could take a pod more of an item's workload, as far as its rule goes.
  private func hasRoom(for item: PackItem, _ packing: Packing) -> Bool {
    guard let rule = item.spread, let most = rule.most else { return true }
    let own = problem.pools.indices.filter { allows(item, on: $0) }
    let pods = podsByPlace(of: item.workload, rule.label, packing)
    return own.contains { pool in
      problem.pools[pool].labels[rule.label].map { pods[$0, default: 0] < most } ?? false
    }
  }

  private func podsByPlace(
    of workload: WorkloadID,
    _ label: String,
    _ packing: Packing
  ) -> [String: Int] {
    var pods: [String: Int] = [:]
    for node in packing.nodes {
      guard let place = problem.pools[node.pool].labels[label] else { continue }
      for each in node.contents where problem.items[each.item].workload == workload {
        pods[place, default: 0] += each.count * node.copies
      }
    }
    return pods
  }

  /// The first item with more pods in one place than in another by more than its rule allows.
  ///
  /// An item of which pods are left out is not looked at: which places they would go to is open.
  private func unevenItem(_ packing: Packing) -> Int? {
    for (number, item) in problem.items.enumerated() {
      if let rule = item.spread, let most = rule.most {
        let pods = podsByPlace(of: item.workload, rule.label, packing)
        if pods.values.contains(where: { $0 > most }) { return number }
      }
      guard let rule = item.spread, (packing.leftOut[number] ?? 0) == 0 else { continue }
      var pods: [String: Int] = [:]
      for (index, pool) in problem.pools.enumerated() where allows(item, on: index) {
        if let value = pool.labels[rule.label] { pods[value] = pods[value] ?? 0 }
      }
      guard !pods.isEmpty else { continue }
      for node in packing.nodes {
        for each in node.contents where each.item == number {
          guard let value = problem.pools[node.pool].labels[rule.label] else { return number }
          pods[value, default: 0] += each.count * node.copies
        }
      }
      if (pods.values.max() ?? 0) - (pods.values.min() ?? 0) > rule.maxSkew { return number }
    }
    return nil
  }

  private func failure(of node: PackedNode, number: Int) -> CheckFailure? {
    guard problem.pools.indices.contains(node.pool), node.copies > 0 else {
      return .badNode(node: number)
    }
    var items: Set<Int> = []
    var sums = daemonSums(on: node.pool)
    for each in node.contents {
      guard problem.items.indices.contains(each.item), each.count > 0,
        items.insert(each.item).inserted,
        each.count <= problem.items[each.item].count,
        node.copies <= problem.items[each.item].count
      else { return .badContents(node: number) }
      let item = problem.items[each.item]
      if !allows(item, on: node.pool) { return .forbidden(node: number, item: each.item) }
      if let most = item.maxPerNode, each.count > most {
        return .tooManyOnNode(node: number, item: each.item)
      }
      for resource in sums.indices {
        sums[resource] += Int128(item.request.amounts[resource]) * Int128(each.count)
      }
    }
    if let resource = overfull(sums, on: node.pool) {
      return .overfull(node: number, resource: resource)
    }
    for pair in problem.conflicts
    where pair.first != pair.second && items.contains(pair.first) && items.contains(pair.second) {
      return .conflict(node: number, items: [pair.first, pair.second])
    }
    return holdsDevices(node) ? nil : .devicesOverfull(node: number)
  }

  /// Whether whole devices and shares of one find their devices, by trying.
  private func holdsDevices(_ node: PackedNode) -> Bool {
    guard let devices = problem.devices else { return true }
    var taken = Int64(clamping: daemonSums(on: node.pool)[devices.resource])
    var parts: [Int64] = []
    for each in node.contents {
      let amount = problem.items[each.item].request.amounts[devices.resource]
      if amount >= devices.unit {
        taken += amount * Int64(each.count)
      } else if amount > 0 {
        parts += [Int64](repeating: amount, count: each.count)
      }
    }
    let offered = problem.pools[node.pool].allocatable.amounts[devices.resource]
    let whole = (taken + devices.unit - 1) / devices.unit
    var room = [Int64](
      repeating: devices.unit,
      count: max(0, min(parts.count, Int(offered / devices.unit - whole)))
    )
    parts.sort(by: >)
    var tries = 100_000
    func place(_ next: Int) -> Bool {
      guard next < parts.count else { return true }
      var seen: Set<Int64> = []
      for device in room.indices.sorted(by: { room[$0] < room[$1] })
      where room[device] >= parts[next] && seen.insert(room[device]).inserted {
        tries -= 1
        if tries < 0 { return false }
        room[device] -= parts[next]
        if place(next + 1) { return true }
        room[device] += parts[next]
      }
      return false
    }
    return place(0)
  }

  /// The first resource of which `sums` take more than a node of `pool` hands out.
  private func overfull(_ sums: [Int128], on pool: Int) -> String? {
    for (resource, sum) in sums.enumerated() {
      let offered = problem.pools[pool].allocatable.amounts[resource]
      if offered != Int64.max, sum > Int128(offered) { return problem.resources[resource] }
    }
    return nil
  }

  private func fitsAlone(_ item: PackItem, on pool: Int) -> Bool {
    let sums = zip(daemonSums(on: pool), item.request.amounts).map { $0 + Int128($1) }
    return overfull(sums, on: pool) == nil
  }

  private func daemonSums(on pool: Int) -> [Int128] {
    var sums = [Int128](repeating: 0, count: problem.resources.count)
    for daemon in problem.daemons {
      let isSeen = daemon.observedPools.contains(pool)
      let isMeant = daemon.placement.map {
        !isBarred(daemon.workload.cluster, $0, from: problem.pools[pool])
      }
      guard isSeen || isMeant == true else { continue }
      for (resource, amount) in daemon.request.amounts.enumerated() {
        sums[resource] += Int128(amount)
      }
    }
    return sums
  }

  // MARK: Placement rules

  private func allows(_ item: PackItem, on pool: Int) -> Bool {
    if item.barredPools.contains(pool) { return false }
    if let fixed = item.fixedPools { return fixed.contains(pool) }
    func rulesAllow(_ pool: PackPool) -> Bool {
      !isBarred(item.workload.cluster, item.placement, from: pool)
    }
    return rulesAllow(problem.pools[pool])
      || item.fallbackPools.contains(pool) && !problem.pools.contains(where: rulesAllow)
  }

  /// Whether something keeps pods with `rules` off `pool`; looks for an objection, one by one.
  private func isBarred(_ cluster: String, _ rules: PlacementRules, from pool: PackPool) -> Bool {
    if cluster != pool.cluster { return true }
    for (key, value) in rules.nodeSelector where pool.labels[key] != value { return true }
    for taint in pool.taints where ["NoSchedule", "NoExecute"].contains(taint.effect) {
      var isTolerated = false
      for each in rules.tolerations where each.effect == "" || each.effect == taint.effect {
        let isSameKey = each.key == taint.key
        if each.operation == "Exists" && (isSameKey || each.key == "") { isTolerated = true }
        let isEqual = each.operation == "Equal" || each.operation == ""
        if isEqual && isSameKey && each.value == taint.value { isTolerated = true }
      }
      if !isTolerated { return true }
    }
    if rules.requiredNodeTerms.isEmpty { return false }
    for term in rules.requiredNodeTerms where !(term.expressions + term.fields).isEmpty {
      var objections = 0
      for each in term.expressions where isViolated(each, by: pool.labels[each.key]) {
        objections += 1
      }
      for each in term.fields
      where each.key != "metadata.name" || isViolated(each, by: pool.nodeName ?? "") {
        objections += 1
      }
      if objections == 0 { return false }
    }
    return true
  }

  private func isViolated(_ rule: LabelRequirement, by value: String?) -> Bool {
    let isListed = rule.values.contains { $0 == value }
    if rule.operation == "In" { return !isListed }
    if rule.operation == "NotIn" { return isListed }
    if rule.operation == "Exists" { return value == nil }
    if rule.operation == "DoesNotExist" { return value != nil }
    guard rule.values.count == 1, let text = value, let number = Int64(text),
      let bound = Int64(rule.values[0])
    else { return true }
    if rule.operation == "Gt" { return number <= bound }
    return rule.operation == "Lt" ? number >= bound : true
  }
}
