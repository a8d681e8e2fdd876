internal import PodfitModel

/// What a change adds to the requests of pods.
struct ChangedRequests {
  /// What one workload asks for, over all its pods.
  struct Sum {
    var cpu = CPU.zero
    var memory = Memory.zero
    var container: ContainerManifest?
  }

  private var sums: [String: (before: Sum, after: Sum)] = [:]

  /// Compares workloads of the changed files before and after.
  init(before: [ContainerManifest], after: [ContainerManifest]) {
    for (key, sum) in Self.sums(before) { sums[key, default: (Sum(), Sum())].before = sum }
    for (key, sum) in Self.sums(after) { sums[key, default: (Sum(), Sum())].after = sum }
  }

  private static func sums(_ containers: [ContainerManifest]) -> [String: Sum] {
    var sums: [String: Sum] = [:]
    for pod in containers.podGroups {
      let members = containers[pod]
      guard let first = members.first else { continue }
      let context = PodContext(members, advice: members.map { _ in nil })
      let key = "\(first.place.file)\n\(first.workload.shortPath)"
      var sum = sums[key] ?? Sum()
      sum.cpu += context.cpu * first.replicas
      sum.memory += context.memory * first.replicas
      sum.container = sum.container ?? members.last
      sums[key] = sum
    }
    return sums
  }

  /// What is added in all; negative where the change asks for less.
  var added: (cpu: CPU, memory: Memory) {
    sums.values.reduce((.zero, .zero)) {
      ($0.0 + $1.after.cpu - $1.before.cpu, $0.1 + $1.after.memory - $1.before.memory)
    }
  }

  /// The container to point at: of the workload that grows most in CPU, or in memory.
  func largest(cpu isCPU: Bool) -> ContainerManifest? {
    sums.sorted { $0.key < $1.key }.max { a, b in
      let (one, other) = (a.value, b.value)
      return isCPU
        ? one.after.cpu - one.before.cpu < other.after.cpu - other.before.cpu
        : one.after.memory - one.before.memory < other.after.memory - other.before.memory
    }?.value.after.container
  }

  /// A finding where a budget is exceeded, for CPU and for memory.
  func findings(_ budget: ResourceBudget) -> [Finding] {
    let added = added
    var found: [Finding] = []
    if let most = budget.cpu, added.cpu > most, let container = largest(cpu: true) {
      found.append(finding("CPU", "\(added.cpu)", "\(most)", container, container.cpuPlace))
    }
    if let most = budget.memory, added.memory > most, let container = largest(cpu: false) {
      found.append(
        finding("memory", "\(added.memory)", "\(most)", container, container.memoryPlace)
      )
    }
    return found
  }

  private func finding(
    _ resource: String,
    _ added: String,
    _ most: String,
    _ container: ContainerManifest,
    _ place: SourceRange
  ) -> Finding {
    CheckSubject(container: container).finding(
      id: GateCards.budgetExceeded.id,
      remediation: GateCards.budgetExceeded.remediation,
      GateCards.budgetExceeded.severity,
      "the change adds \(added) of \(resource) requests; the budget is \(most)",
      at: place
    )
  }
}

extension [ContainerManifest] {
  /// Ranges of containers that are of one pod template of one file.
  var podGroups: [Range<Int>] {
    var groups: [Range<Int>] = []
    var start = startIndex
    for index in indices {
      let next = index + 1
      guard
        next == endIndex || self[next].pod != self[start].pod
          || self[next].place.file != self[start].place.file
      else { continue }
      groups.append(start..<next)
      start = next
    }
    return groups
  }
}
