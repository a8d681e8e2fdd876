extension InventoryFact: Codable {
  private enum CodingKeys: String, CodingKey {
    case kind, value, pod, workload, node, cluster, labels, count, at
  }

  /// Reads the form that ``encode(to:)`` writes; an unknown kind is an error.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    func value<T: Decodable>(_ key: CodingKeys = .value) throws -> T {
      try container.decode(T.self, forKey: key)
    }
    let kind = try container.decode(String.self, forKey: .kind)
    switch kind {
    case "pod": self = .pod(try value())
    case "workload": self = .workload(try value())
    case "node": self = .node(try value())
    case "autoscaler": self = .autoscaler(try value())
    case "limit_range": self = .limitRange(try value())
    case "resource_quota": self = .resourceQuota(try value())
    case "disruption_budget": self = .disruptionBudget(try value())
    case "scaled_object": self = .scaledObject(try value())
    case "vertical_autoscaler": self = .verticalAutoscaler(try value())
    case "vpa_checkpoint": self = .checkpoint(try value())
    case "event": self = .event(try value())
    case "coarse": self = .coarse(try value())
    case "owner": self = .owner(try value())
    case "stated_owner": self = .statedOwner(pod: try value(.pod), workload: try value(.workload))
    case "pod_node": self = .podNode(pod: try value(.pod), node: try value(.node))
    case "container_resource": self = .containerResource(try value())
    case "node_resource": self = .nodeResource(try value())
    case "node_labels":
      self = .nodeLabels(
        cluster: try value(.cluster),
        node: try value(.node),
        labels: try value(.labels)
      )
    case "restarts": self = .restarts(try value())
    case "termination": self = .termination(try value())
    case "replicas":
      self = .replicas(
        workload: try value(.workload),
        count: try value(.count),
        at: try value(.at)
      )
    default:
      throw DecodingError.dataCorruptedError(
        forKey: .kind,
        in: container,
        debugDescription: "unknown inventory fact \"\(kind)\""
      )
    }
  }

  /// Writes the kind and the fields of the fact.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(kind, forKey: .kind)
    switch self {
    case .pod(let value): try container.encode(value, forKey: .value)
    case .workload(let value): try container.encode(value, forKey: .value)
    case .node(let value): try container.encode(value, forKey: .value)
    case .autoscaler(let value): try container.encode(value, forKey: .value)
    case .limitRange(let value): try container.encode(value, forKey: .value)
    case .resourceQuota(let value): try container.encode(value, forKey: .value)
    case .disruptionBudget(let value): try container.encode(value, forKey: .value)
    case .scaledObject(let value): try container.encode(value, forKey: .value)
    case .verticalAutoscaler(let value): try container.encode(value, forKey: .value)
    case .checkpoint(let value): try container.encode(value, forKey: .value)
    case .event(let value): try container.encode(value, forKey: .value)
    case .coarse(let value): try container.encode(value, forKey: .value)
    case .owner(let value): try container.encode(value, forKey: .value)
    case .containerResource(let value): try container.encode(value, forKey: .value)
    case .nodeResource(let value): try container.encode(value, forKey: .value)
    case .restarts(let value): try container.encode(value, forKey: .value)
    case .termination(let value): try container.encode(value, forKey: .value)
    case .statedOwner(let pod, let workload):
      try container.encode(pod, forKey: .pod)
      try container.encode(workload, forKey: .workload)
    case .podNode(let pod, let node):
      try container.encode(pod, forKey: .pod)
      try container.encode(node, forKey: .node)
    case .nodeLabels(let cluster, let node, let labels):
      try container.encode(cluster, forKey: .cluster)
      try container.encode(node, forKey: .node)
      try container.encode(labels, forKey: .labels)
    case .replicas(let workload, let count, let at):
      try container.encode(workload, forKey: .workload)
      try container.encode(count, forKey: .count)
      try container.encode(at, forKey: .at)
    }
  }
}
