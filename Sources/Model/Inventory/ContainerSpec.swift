/// Requests and limits of a container or pod, `nil` where they are not set.
public struct ContainerResources: Hashable, Sendable, Codable {
  /// The CPU request.
  public var cpuRequest: CPU?
  /// The CPU limit.
  public var cpuLimit: CPU?
  /// The memory request.
  public var memoryRequest: Memory?
  /// The memory limit.
  public var memoryLimit: Memory?
  /// Requests of other resources by name, such as `nvidia.com/gpu`, in whole units or bytes.
  public var extendedRequests: [String: Int64]

  /// Makes a set of requests and limits.
  public init(
    cpuRequest: CPU? = nil,
    cpuLimit: CPU? = nil,
    memoryRequest: Memory? = nil,
    memoryLimit: Memory? = nil,
    extendedRequests: [String: Int64] = [:]
  ) {
    self.cpuRequest = cpuRequest
    self.cpuLimit = cpuLimit
    self.memoryRequest = memoryRequest
    self.memoryLimit = memoryLimit
    self.extendedRequests = extendedRequests
  }

  /// The CPU that the scheduler sets aside: the request, else the limit, else nothing.
  public var effectiveCPURequest: CPU { cpuRequest ?? cpuLimit ?? .zero }

  /// The memory that the scheduler sets aside: the request, else the limit, else nothing.
  public var effectiveMemoryRequest: Memory { memoryRequest ?? memoryLimit ?? .zero }
}

/// A variable of a container's environment.
public struct EnvironmentVariable: Hashable, Sendable, Codable {
  /// The variable's name.
  public var name: String
  /// Its value, or nil when it comes from elsewhere (a secret, a field, a config map).
  public var value: String?

  /// Makes a variable.
  public init(name: String, value: String?) {
    self.name = name
    self.value = value
  }
}

/// A port that a container takes on its node.
public struct HostPort: Hashable, Sendable, Codable {
  /// The port's number.
  public var number: Int
  /// `TCP`, `UDP` or `SCTP`.
  public var transport: String
  /// The address of the node; empty for all of them.
  public var address: String

  /// Makes a port.
  public init(number: Int, transport: String = "TCP", address: String = "") {
    self.number = number
    self.transport = transport
    self.address = address
  }
}

/// A container as a pod template or pod specifies it.
public struct ContainerSpec: Hashable, Sendable, Codable {
  /// The container's name.
  public var name: String
  /// The image reference.
  public var image: String
  /// The entry point, empty where the image decides.
  public var command: [String]
  /// The arguments.
  public var arguments: [String]
  /// The environment in the order of the spec.
  public var environment: [EnvironmentVariable]
  /// Requests and limits.
  public var resources: ContainerResources
  /// Whether this is an init container that keeps running (`restartPolicy: Always`).
  public var isRestartableInit: Bool
  /// Ports taken on the node itself.
  public var hostPorts: [Int]
  /// The same with protocol and address; nil where all are of TCP and of every address.
  public var hostBindings: [HostPort]?
  /// What becomes of the container when a resource is resized in place, by resource: `NotRequired` or
  /// `RestartContainer`; nil where the source does not say.
  public var resizePolicy: [String: String]?

  /// Makes a container spec.
  public init(
    name: String,
    image: String = "",
    command: [String] = [],
    arguments: [String] = [],
    environment: [EnvironmentVariable] = [],
    resources: ContainerResources = ContainerResources(),
    isRestartableInit: Bool = false,
    hostPorts: [Int] = []
  ) {
    self.name = name
    self.image = image
    self.command = command
    self.arguments = arguments
    self.environment = environment
    self.resources = resources
    self.isRestartableInit = isRestartableInit
    self.hostPorts = hostPorts
  }
}
