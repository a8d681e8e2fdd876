import PodfitModel
import PodfitPack
import PodfitProfile
import PodfitReport

/// What the nodes hand out and who takes it, from lists and the advice.
struct NodePictures {
  let inventory: Inventory
  let nodes: [NodeSpec]
  let recommended: [ContainerID: ContainerResources]

  /// The pods that count.
  let pods: [PodSpec]

  init(_ analysis: Analysis, _ scope: NodeScope) {
    inventory = analysis.inventory
    nodes = scope.nodes
    pods = scope.placed.pods
    recommended = analysis.advisedResources
  }

  /// The sums for the waterfall; `used` is the mean use of everything but DaemonSets.
  func ledger(used: CapacityLedger.Amounts) -> CapacityLedger {
    var ledger = CapacityLedger(used: used)
    var capacity = CapacityLedger.Amounts()
    var isComplete = true
    for node in nodes {
      ledger.allocatable.cpu += node.allocatable.cpu
      ledger.allocatable.memory += node.allocatable.memory
      capacity.cpu += node.capacity?.cpu ?? .zero
      capacity.memory += node.capacity?.memory ?? .zero
      isComplete = isComplete && node.capacity != nil
    }
    if isComplete { ledger.capacity = capacity }
    for pod in pods where pod.occupiesNode {
      let workload = inventory.owners.owner(of: pod.id).workload
      let now = EffectiveRequest(of: pod.template)
      if workload.kind == .daemonSet {
        ledger.daemons.cpu += now.cpu
        ledger.daemons.memory += now.memory
        continue
      }
      let then = EffectiveRequest(of: pod.template, replacing: replacements(for: workload, pod))
      ledger.requests.cpu += now.cpu
      ledger.requests.memory += now.memory
      ledger.advised.cpu += then.cpu
      ledger.advised.memory += then.memory
    }
    return ledger
  }

  private func replacements(
    for workload: WorkloadID,
    _ pod: PodSpec
  ) -> [String: ContainerResources] {
    var found: [String: ContainerResources] = [:]
    for container in pod.template.containers + pod.template.initContainers {
      let id = ContainerID(workload: workload, container: container.name)
      if let resources = recommended[id] { found[container.name] = resources }
    }
    return found
  }

  /// Nodes as listed and as a checked packing has them.
  func strips(_ solution: PackingSolution?) -> NodeStrips {
    NodeStrips(now: now, planned: solution.map(planned) ?? [])
  }

  private var now: [NodeStrips.Node] {
    var onNode: [String: [PodSpec]] = [:]
    for pod in pods where pod.occupiesNode {
      guard let node = pod.node else { continue }
      onNode["\(pod.id.cluster)\u{1F}\(node)", default: []].append(pod)
    }
    return nodes.map { node in
      var shares: [WorkloadID: (Double, Double)] = [:]
      for pod in onNode["\(node.cluster)\u{1F}\(node.name)"] ?? [] {
        let request = EffectiveRequest(of: pod.template)
        let workload = inventory.owners.owner(of: pod.id).workload
        let old = shares[workload] ?? (0, 0)
        shares[workload] = (
          old.0 + share(request.cpu, of: node.allocatable.cpu),
          old.1 + share(request.memory, of: node.allocatable.memory)
        )
      }
      return NodeStrips.Node(name: node.name, pool: node.pool, segments: segments(shares))
    }.sorted { ($0.pool, $0.name) < ($1.pool, $1.name) }
  }

  private func planned(_ solution: PackingSolution) -> [NodeStrips.Node] {
    let problem = solution.problem
    guard let cpuIndex = problem.resources.firstIndex(of: CPU.resourceName),
      let memoryIndex = problem.resources.firstIndex(of: Memory.resourceName)
    else { return [] }
    var nodes: [NodeStrips.Node] = []
    for packed in solution.packing.nodes where problem.pools.indices.contains(packed.pool) {
      let pool = problem.pools[packed.pool]
      let cpu = CPU(nanocores: pool.allocatable.amounts[cpuIndex])
      let memory = Memory(bytes: pool.allocatable.amounts[memoryIndex])
      var shares: [WorkloadID: (Double, Double)] = [:]
      func add(_ workload: WorkloadID, _ request: ResourceVector, _ count: Int) {
        let old = shares[workload] ?? (0, 0)
        shares[workload] = (
          old.0 + Double(count) * share(CPU(nanocores: request.amounts[cpuIndex]), of: cpu),
          old.1 + Double(count) * share(Memory(bytes: request.amounts[memoryIndex]), of: memory)
        )
      }
      for daemon in problem.daemons where daemon.observedPools.contains(packed.pool) {
        add(daemon.workload, daemon.request, 1)
      }
      for content in packed.contents where problem.items.indices.contains(content.item) {
        let item = problem.items[content.item]
        add(item.workload, item.request, content.count)
      }
      let node = NodeStrips.Node(name: "", pool: pool.name, segments: segments(shares))
      nodes += Array(repeating: node, count: packed.copies)
    }
    nodes.sort { $0.pool < $1.pool }
    return nodes
  }

  private func share<Amount: ResourceAmount>(_ part: Amount, of whole: Amount) -> Double {
    whole.isZero ? 0 : part.ratio(to: whole)
  }

  private func segments(_ shares: [WorkloadID: (Double, Double)]) -> [NodeStrips.Segment] {
    shares.map { workload, share in
      NodeStrips.Segment(workload: workload, cpuShare: share.0, memoryShare: share.1)
    }.sorted { a, b in
      let daemons = (a.workload.kind == .daemonSet, b.workload.kind == .daemonSet)
      if daemons.0 != daemons.1 { return daemons.0 }
      let sizes = (a.cpuShare + a.memoryShare, b.cpuShare + b.memoryShare)
      return sizes.0 == sizes.1 ? a.workload < b.workload : sizes.0 > sizes.1
    }
  }
}
