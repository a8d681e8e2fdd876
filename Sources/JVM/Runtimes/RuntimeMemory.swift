internal import PodfitModel
internal import Synchronization

/// Remembers containers in which nothing points to a language runtime.
///
/// Most containers of a cluster are the same few sidecars, and to find nothing takes as long as to find
/// something. What is remembered are image, command, arguments and environment, on which alone the
/// search depends; requests and limits differ from place to place.
public final class RuntimeMemory: Sendable {
  private struct Signs: Hashable {
    var image: String
    var command: [String]
    var arguments: [String]
    var environment: [EnvironmentVariable]

    init(_ spec: ContainerSpec) {
      image = spec.image
      command = spec.command
      arguments = spec.arguments
      environment = spec.environment
    }
  }

  private let known = Mutex<Set<Signs>>([])

  /// Remembers nothing yet.
  public init() {}

  /// Whether a container is known to have none.
  func hasNone(_ spec: ContainerSpec) -> Bool {
    let signs = Signs(spec)
    return known.withLock { $0.contains(signs) }
  }

  /// Remembers that a container has none.
  func noteNone(in spec: ContainerSpec) {
    let signs = Signs(spec)
    known.withLock { _ = $0.insert(signs) }
  }
}
