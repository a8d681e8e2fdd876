/// An Event that says something about capacity: a kill, an eviction, a pod that does not start.
public struct ClusterEvent: Hashable, Sendable, Codable {
  /// The event's own reference.
  public var id: ObjectReference
  /// `metadata.resourceVersion` as a number, 0 where it is missing or no number.
  public var resourceVersion: Int64
  /// What happened, such as `Evicted`.
  public var reason: String
  /// What happened, in words.
  public var message: String
  /// The object it happened to.
  public var subject: ObjectReference
  /// The container it happened to, where the event names one.
  public var container: String?
  /// How often it happened.
  public var count: Int64
  /// When it first happened, where the event says.
  public var firstAt: Instant?
  /// When it last happened, where the event says.
  public var lastAt: Instant?

  /// Makes an event.
  public init(
    id: ObjectReference,
    resourceVersion: Int64 = 0,
    reason: String,
    message: String = "",
    subject: ObjectReference,
    container: String? = nil,
    count: Int64 = 1,
    firstAt: Instant? = nil,
    lastAt: Instant? = nil
  ) {
    self.id = id
    self.resourceVersion = resourceVersion
    self.reason = reason
    self.message = message
    self.subject = subject
    self.container = container
    self.count = count
    self.firstAt = firstAt
    self.lastAt = lastAt
  }
}

extension ClusterEvent {
  /// The reasons of events about a pod by which a container was ended for want of memory.
  ///
  /// The kubelet writes none; programs that watch pods or the kernel's log do. `SystemOOM` is about a
  /// node and names a process.
  public static let killReasons: Set<String> = [
    "OOMKilled", "OOMKilling", "PreviousContainerWasOOMKilled",
  ]

  /// The reason of events about a pod that the kubelet threw off its node.
  public static let eviction = "Evicted"
}
