/// One of the requests and limits that a container's spec has for CPU and memory.
public enum ResourceField: String, Hashable, Sendable, Codable, CaseIterable {
  /// `resources.requests.cpu`
  case cpuRequest = "requests.cpu"
  /// `resources.requests.memory`
  case memoryRequest = "requests.memory"
  /// `resources.limits.cpu`
  case cpuLimit = "limits.cpu"
  /// `resources.limits.memory`
  case memoryLimit = "limits.memory"

  /// Whether it is a limit.
  public var isLimit: Bool { self == .cpuLimit || self == .memoryLimit }

  /// The key of its group: `requests` or `limits`.
  public var group: String { isLimit ? "limits" : "requests" }

  /// The key of its resource: `cpu` or `memory`.
  public var resource: String {
    self == .cpuRequest || self == .cpuLimit ? CPU.resourceName : Memory.resourceName
  }

  /// The limit of a request and the request of a limit.
  public var counterpart: ResourceField {
    switch self {
    case .cpuRequest: .cpuLimit
    case .cpuLimit: .cpuRequest
    case .memoryRequest: .memoryLimit
    case .memoryLimit: .memoryRequest
    }
  }

  /// Its value among requests and limits, in nanocores or bytes; nil where it is not set.
  public func baseUnits(in resources: ContainerResources) -> Int64? {
    switch self {
    case .cpuRequest: resources.cpuRequest?.baseUnits
    case .cpuLimit: resources.cpuLimit?.baseUnits
    case .memoryRequest: resources.memoryRequest?.baseUnits
    case .memoryLimit: resources.memoryLimit?.baseUnits
    }
  }

  /// Its value among requests and limits as a Kubernetes quantity; nil where it is not set.
  public func quantity(in resources: ContainerResources) -> String? {
    switch self {
    case .cpuRequest: resources.cpuRequest?.quantity
    case .cpuLimit: resources.cpuLimit?.quantity
    case .memoryRequest: resources.memoryRequest?.quantity
    case .memoryLimit: resources.memoryLimit?.quantity
    }
  }

  /// A quantity of this field's resource in nanocores or bytes; nil for text that is none.
  public func baseUnits(of quantity: String) -> Int64? {
    resource == CPU.resourceName
      ? (try? CPU(quantity: quantity))?.baseUnits : (try? Memory(quantity: quantity))?.baseUnits
  }
}
