public import PodfitModel

/// A workload, or one of its containers, as a user names it.
public struct ContainerSelector: Hashable, Sendable {
  /// Why a text names nothing.
  public struct FormError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The text.
    public var text: String
    /// What is wrong and what would be right.
    public var description: String {
      "not a container: \"\(text)\" (write NAMESPACE/WORKLOAD or NAMESPACE/WORKLOAD/CONTAINER)"
    }
  }

  /// The namespace.
  public var namespace: String
  /// The workload's name.
  public var workload: String
  /// The container's name, nil for all of the workload.
  public var container: String?
  /// The workload's kind, in any case; nil for any.
  public var kind: String?
  /// The cluster, nil for any.
  public var cluster: String?

  /// Reads `NAMESPACE/WORKLOAD[/CONTAINER]`.
  ///
  /// - Throws: ``FormError`` for any other text
  public init(_ text: String, kind: String? = nil, cluster: String? = nil) throws(FormError) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard (2...3).contains(parts.count), !parts.contains("") else { throw FormError(text: text) }
    namespace = parts[0]
    workload = parts[1]
    container = parts.count == 3 ? parts[2] : nil
    self.kind = kind
    self.cluster = cluster
  }

  /// Whether it names `id`.
  public func matches(_ id: ContainerID) -> Bool {
    id.workload.namespace == namespace && id.workload.name == workload
      && (container ?? id.container) == id.container
      && (kind ?? id.workload.kind.rawValue).lowercased() == id.workload.kind.rawValue.lowercased()
      && (cluster ?? id.workload.cluster) == id.workload.cluster
  }
}
