public import PodfitModel

/// What `podfit nodes --format json` writes.
public struct NodesDocument: Document {
  /// The schema's name.
  public static let schemaName = "nodes"

  /// What packed nodes hand out but no pod uses.
  public struct Stranded: Codable, Hashable, Sendable {
    enum CodingKeys: String, CodingKey {
      case cpu = "cpu_cores"
      case memory = "memory_bytes"
      case pods
    }
    /// CPU in cores.
    public var cpu: Double
    /// Memory in bytes.
    public var memory: Int64
    /// Pods; nil where the nodes do not say how many they take.
    @ExplicitNull public var pods: Int64?
  }

  /// One node pool.
  public struct Pool: Codable, Hashable, Sendable {
    enum CodingKeys: String, CodingKey {
      case name
      case instanceType = "instance_type"
      case nodesNow = "nodes_now"
      case nodesNeeded = "nodes_needed"
      case bindingResource = "binding_resource"
      case stranded, daemons
      case daemonShare = "daemon_share"
    }
    /// The pool's name.
    public var name: String
    /// Its machine type.
    public var instanceType: String
    /// Nodes now.
    public var nodesNow: Int
    /// Nodes a checked packing needs.
    public var nodesNeeded: Int
    /// What stops it from being smaller.
    @ExplicitNull public var bindingResource: String?
    /// What is left over on its nodes.
    public var stranded: Stranded
    /// What DaemonSets and static pods take of each node.
    public var daemons: Stranded
    /// That as a part of what a node hands out, of the resource of which it is most.
    public var daemonShare: Double
  }

  /// A workload that keeps the count from being smaller.
  public struct Blocker: Codable, Hashable, Sendable {
    enum CodingKeys: String, CodingKey {
      case workload, reason
      case freedNodes = "freed_nodes"
    }
    /// It, as `cluster/namespace/kind/name`.
    public var workload: String
    /// What holds it.
    public var reason: String
    /// Nodes that go with the rule, or with the pods.
    public var freedNodes: Int
  }

  /// Pods that fit nowhere.
  public struct Unschedulable: Codable, Hashable, Sendable {
    /// Their workload, as `cluster/namespace/kind/name`.
    public var workload: String
    /// How many.
    public var pods: Int
    /// Why.
    public var reason: String
  }

  /// The hosts before the migration, and how many times as many there are.
  public struct Baseline: Codable, Hashable, Sendable {
    enum CodingKeys: String, CodingKey {
      case hosts
      case ratioNow = "ratio_now"
      case ratioNeeded = "ratio_needed"
      case sizeRatioNow = "size_ratio_now"
      case sizeRatioNeeded = "size_ratio_needed"
    }
    /// How many there were.
    public var hosts: Int
    /// Nodes now over those.
    public var ratioNow: Double
    /// Nodes needed over those.
    public var ratioNeeded: Double
    /// What nodes hand out now over their size, in cores and GiB over 7.5; nil where it is not known.
    @ExplicitNull public var sizeRatioNow: Double?
    /// What the nodes needed hand out over their size.
    @ExplicitNull public var sizeRatioNeeded: Double?
  }

  /// What would free nodes, each change alone.
  public struct Stranding: Codable, Hashable, Sendable {
    /// A request that frees nodes when it is lower.
    public struct Request: Codable, Hashable, Sendable {
      enum CodingKeys: String, CodingKey {
        case workload, resource, pods
        case cpu = "cpu_cores"
        case cpuTo = "cpu_cores_to"
        case memory = "memory_bytes"
        case memoryTo = "memory_bytes_to"
        case cut = "cut_ratio"
        case freedNodes = "freed_nodes"
      }
      /// The workload, as `cluster/namespace/kind/name`.
      public var workload: String
      /// `cpu` or `memory`.
      public var resource: String
      /// Its pods.
      public var pods: Int
      /// What one of them asks for; absent where it is memory.
      public var cpu: Double?
      /// What it would ask for.
      public var cpuTo: Double?
      /// What one of them asks for; absent where it is CPU.
      public var memory: Int64?
      /// What it would ask for.
      public var memoryTo: Int64?
      /// The change as a part of the request.
      public var cut: Double
      /// Nodes that go with it.
      public var freedNodes: Int
    }

    /// A pool as it is, or with nodes of another shape.
    public struct Shape: Codable, Hashable, Sendable {
      enum CodingKeys: String, CodingKey {
        case pool, machine
        case cpu = "cpu_cores"
        case memory = "memory_bytes"
        case daemonShare = "daemon_share"
        case nodes, size
        case sizeRatio = "size_ratio"
      }
      /// The pool.
      public var pool: String
      /// A machine of the catalogue that is so, or empty.
      public var machine: String
      /// What one node hands out.
      public var cpu: Double
      /// What one node hands out.
      public var memory: Int64
      /// What DaemonSets and static pods take of it.
      public var daemonShare: Double
      /// Nodes of all pools that a checked packing needs.
      public var nodes: Int
      /// What those hand out, in cores and GiB over 7.5.
      public var size: Double
      /// That over the size with the pool as it is.
      public var sizeRatio: Double
    }

    /// Requests that free nodes when they are lower.
    public var requests: [Request]
    /// Pools with nodes of other shapes.
    public var shapes: [Shape]
  }

  /// What the default scheduler would make of the nodes needed: an estimate.
  public struct Scheduler: Codable, Hashable, Sendable {
    enum CodingKeys: String, CodingKey {
      case pendingPods = "pending_pods"
      case nodes
    }
    /// Pods that would find no node of these.
    public var pendingPods: Int
    /// Nodes with those that would have to come.
    public var nodes: Int
  }

  enum CodingKeys: String, CodingKey {
    case schemaVersion = "schema_version"
    case pools
    case nodesNow = "nodes_now"
    case nodesNeeded = "nodes_needed"
    case lowerBound = "lower_bound"
    case gapRatio = "gap_ratio"
    case nodesForCurrentRequests = "nodes_for_current_requests"
    case costNow = "cost_now"
    case costNeeded = "cost_needed"
    case costLowerBound = "cost_lower_bound"
    case costGapRatio = "cost_gap_ratio"
    case costUnit = "cost_unit"
    case method, checked
    case truncatedByTime = "truncated_by_time"
    case seconds, assignment, baseline, blockers, stranding, scheduler
    case unschedulable, notes
    case findings = "node_findings"
  }

  /// The version of the form.
  public var schemaVersion: Int
  /// The pools.
  public var pools: [Pool]
  /// Nodes now.
  public var nodesNow: Int
  /// Nodes a checked packing needs.
  public var nodesNeeded: Int
  /// The proven minimum.
  public var lowerBound: Int
  /// How far the packing is above it.
  public var gapRatio: Double
  /// Nodes that today's requests need when packed well.
  @ExplicitNull public var nodesForCurrentRequests: Int?
  /// What the nodes there are cost; this and the next four are absent where all nodes count alike.
  public var costNow: Double?
  /// What the nodes of the packing cost.
  public var costNeeded: Double?
  /// The proven least cost.
  public var costLowerBound: Double?
  /// How far the packing's cost is above it.
  public var costGapRatio: Double?
  /// What cost is counted in.
  public var costUnit: String?
  /// What made the packing.
  public var method: String
  /// Always true: a packing that the independent checker refuses is never written.
  public var checked: Bool
  /// Whether a limit of time or a signal ended the search.
  public var truncatedByTime: Bool
  /// How long it took; absent unless asked for, so that the same input gives the same bytes.
  public var seconds: Double?
  /// The file with the pods of each node; absent unless asked for.
  public var assignment: String?
  /// The hosts before the migration; absent where they were not given.
  public var baseline: Baseline?
  /// Workloads that keep the count from being smaller.
  public var blockers: [Blocker]
  /// What would free nodes; nil where it was not worked out.
  @ExplicitNull public var stranding: Stranding?
  /// What the default scheduler would leave; nil where it was not worked out.
  @ExplicitNull public var scheduler: Scheduler?
  /// Pods that fit nowhere.
  public var unschedulable: [Unschedulable]
  /// What the plan leaves out.
  public var notes: [String]
  /// What is wrong with the nodes there are; left out where nothing is.
  public var findings: [RecommendationDocument.NodeEntry]?
}

extension NodesDocument {
  /// Makes the document of a plan.
  public init(_ plan: NodePlan) {
    schemaVersion = 1
    pools = plan.pools.map {
      Pool(
        name: $0.name,
        instanceType: $0.instanceType,
        nodesNow: $0.nodesNow,
        nodesNeeded: $0.nodesNeeded,
        bindingResource: $0.bindingResource,
        stranded: Stranded(
          cpu: $0.stranded.cpu.cores,
          memory: $0.stranded.memory.bytes,
          pods: $0.stranded.pods
        ),
        daemons: Stranded(
          cpu: $0.daemons.cpu.cores,
          memory: $0.daemons.memory.bytes,
          pods: $0.daemons.pods
        ),
        daemonShare: $0.daemonShare
      )
    }
    nodesNow = plan.nodesNow
    nodesNeeded = plan.nodesNeeded
    lowerBound = plan.lowerBound
    gapRatio = plan.gapRatio
    nodesForCurrentRequests = plan.nodesForCurrentRequests
    costNow = plan.cost?.now
    costNeeded = plan.cost?.needed
    costLowerBound = plan.cost?.lowerBound
    costGapRatio = plan.cost?.gapRatio
    costUnit = plan.cost?.unit
    method = plan.method
    checked = true
    truncatedByTime = plan.isTruncatedByTime
    seconds = plan.seconds
    assignment = plan.assignment
    baseline = plan.baseline.map { before in
      Baseline(
        hosts: before.hosts,
        ratioNow: Double(plan.nodesNow) / Double(before.hosts),
        ratioNeeded: Double(plan.nodesNeeded) / Double(before.hosts),
        sizeRatioNow: before.size.flatMap { $0 > 0 ? plan.size.now / $0 : nil },
        sizeRatioNeeded: before.size.flatMap { $0 > 0 ? plan.size.needed / $0 : nil }
      )
    }
    blockers = plan.blockers.map {
      Blocker(workload: $0.workload.path, reason: $0.reason, freedNodes: $0.freedNodes)
    }
    stranding = plan.stranding.map(Stranding.init)
    scheduler = plan.scheduler.map {
      Scheduler(pendingPods: $0.pendingPods, nodes: $0.nodes)
    }
    unschedulable = plan.unschedulable.map {
      Unschedulable(workload: $0.workload.path, pods: $0.pods, reason: $0.reason)
    }
    notes = plan.notes
    findings = RecommendationDocument.NodeEntry.entries(plan.findings)
  }
}

extension NodesDocument.Stranding {
  /// The form of advice.
  fileprivate init(_ stranding: NodePlan.Stranding) {
    requests = stranding.requests.map { each in
      let isCPU = each.resource == CPU.resourceName
      return Request(
        workload: each.workload.path,
        resource: each.resource,
        pods: each.pods,
        cpu: isCPU ? CPU(nanocores: each.amount).cores : nil,
        cpuTo: isCPU ? CPU(nanocores: each.reduced).cores : nil,
        memory: isCPU ? nil : each.amount,
        memoryTo: isCPU ? nil : each.reduced,
        cut: each.cut,
        freedNodes: each.freedNodes
      )
    }
    shapes = stranding.shapes.map {
      Shape(
        pool: $0.pool,
        machine: $0.machine,
        cpu: $0.cpu.cores,
        memory: $0.memory.bytes,
        daemonShare: $0.daemonShare,
        nodes: $0.nodes,
        size: $0.size,
        sizeRatio: $0.sizeRatio
      )
    }
  }
}
