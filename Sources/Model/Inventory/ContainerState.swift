/// The end of a container.
public struct Termination: Hashable, Sendable, Codable {
  /// Why it ended, such as `OOMKilled`, `Error`, `Completed`.
  public var reason: String?
  /// The exit status, 137 after a kill.
  public var exitCode: Int64?
  /// When it had started.
  public var startedAt: Instant?
  /// When it ended.
  public var finishedAt: Instant?

  /// Makes an end.
  public init(
    reason: String? = nil,
    exitCode: Int64? = nil,
    startedAt: Instant? = nil,
    finishedAt: Instant? = nil
  ) {
    self.reason = reason
    self.exitCode = exitCode
    self.startedAt = startedAt
    self.finishedAt = finishedAt
  }
}

/// What happened to one container of a pod, from the pod's status.
public struct ContainerState: Hashable, Sendable, Codable {
  /// The container's name.
  public var name: String
  /// How often it was restarted.
  public var restarts: Int64
  /// Why it ended the last time, such as `OOMKilled`.
  public var lastTerminationReason: String?
  /// When it ended the last time.
  public var lastTerminatedAt: Instant?
  /// Why it waits now, such as `CrashLoopBackOff`.
  public var waitingReason: String?
  /// Whether it is an init container; nil where the source does not say.
  public var isInit: Bool?
  /// `running`, `waiting` or `terminated`; nil where the source does not say.
  public var phase: String?
  /// Whether it answers; nil where the source does not say.
  public var isReady: Bool?
  /// Since when it has been running, nil unless it does.
  public var runningSince: Instant?
  /// The end it came to and stays at, nil unless it has ended.
  public var termination: Termination?
  /// The end it came to before it was started again, nil where it never was.
  public var lastTermination: Termination?

  /// Makes a state.
  public init(
    name: String,
    restarts: Int64 = 0,
    lastTerminationReason: String? = nil,
    lastTerminatedAt: Instant? = nil,
    waitingReason: String? = nil
  ) {
    self.name = name
    self.restarts = restarts
    self.lastTerminationReason = lastTerminationReason
    self.lastTerminatedAt = lastTerminatedAt
    self.waitingReason = waitingReason
  }
}

extension ContainerState {
  /// Why it waits when it is started again and again, and ends each time.
  public static let crashLoop = "CrashLoopBackOff"

  /// Whether it is started again and again, and ends each time.
  public var isInCrashLoop: Bool { waitingReason == Self.crashLoop }
}
