public import PodfitModel

/// A request or limit as a manifest has it.
public enum ManifestAmount<Amount: ResourceAmount>: Hashable, Sendable {
  /// It is set.
  case value(Amount, text: String, place: SourceRange)
  /// It is set to something that is no quantity; without error when it is no text at all.
  case invalid(QuantityError?, place: SourceRange)
  /// It is not set; the place is the nearest thing it would stand in or beside.
  case missing(at: SourceRange)

  /// The amount where there is a valid one.
  public var amount: Amount? {
    if case .value(let amount, _, _) = self { amount } else { nil }
  }

  /// Where it stands or would stand.
  public var place: SourceRange {
    switch self {
    case .value(_, _, let place), .invalid(_, let place), .missing(let place): place
    }
  }
}

/// Where the settings of a container stand; what is missing has no place.
struct SettingPlaces: Hashable, Sendable {
  /// The value of `image`.
  var image: SourceRange?
  /// The first item of `command`.
  var command: SourceRange?
  /// The first item of `args`.
  var arguments: SourceRange?
  /// The values of `env` by name.
  var variables: [String: SourceRange] = [:]
}

/// The names of Deployments that Knative makes; few containers have one, and this keeps the others small.
indirect enum KnativeRevision: Hashable, Sendable {
  /// `NAME-00001-deployment` and so on, for an object called so.
  case numbered(of: String)
  /// `NAME-deployment`, for a revision that has a name of its own.
  case named(String)
}

/// A container of a workload in a manifest, with the places of what concerns its size.
public struct ContainerManifest: Hashable, Sendable {
  /// When a container runs.
  public enum Role: Hashable, Sendable {
    /// As long as its pod.
    case main
    /// Before the others, once.
    case initial
    /// Started before the others and running beside them (`restartPolicy: Always`).
    case sidecar
  }

  /// The workload; its cluster is empty, its namespace `default` where the manifest names none.
  public var workload: WorkloadID
  /// Whether the manifest names a namespace.
  public var hasNamespace: Bool
  /// The container's name; empty where it has none.
  public var name: String
  /// When it runs.
  public var role: Role
  /// Whether an image is missing: a patch that is merged into another file, which may hold the rest.
  public var isPatch: Bool
  /// Where the container stands.
  public var place: SourceRange
  /// The template that Helm made it from, by its `# Source:` comment.
  public var helmSource: String?
  /// The pods that the manifest asks for; 1 where it does not say.
  public var replicas = 1
  /// The number of its object in the file, from 0.
  var object = 0
  /// The number of its pod template in the file, from 0.
  var pod = 0
  /// The workload whose recommendation counts, where an annotation names one.
  var matchedWorkload: String?
  /// The container whose recommendation counts, where an annotation names one.
  var matchedContainer: String?
  /// What Knative calls the Deployments that it makes of its Service or Configuration.
  var revision: KnativeRevision?
  /// How its resources are written.
  var layout: ResourceLayout
  /// Requests of the whole pod, where the pod template has them.
  var podResources: ContainerResources?
  /// Image, command, arguments and environment; resources are those below.
  public var spec = ContainerSpec(name: "")
  /// Where image, command, arguments and variables stand.
  var settings = SettingPlaces()
  /// The CPU request.
  public var cpuRequest: ManifestAmount<CPU>
  /// The CPU limit.
  public var cpuLimit: ManifestAmount<CPU>
  /// The memory request.
  public var memoryRequest: ManifestAmount<Memory>
  /// The memory limit.
  public var memoryLimit: ManifestAmount<Memory>

  /// Its identity, without cluster.
  public var id: ContainerID { ContainerID(workload: workload, container: name) }
}
