/// Resources whose requests and limits may rise and must not fall.
public enum NeverLower: String, Hashable, Sendable, CaseIterable {
  /// None: both may fall.
  case none
  /// CPU.
  case cpu
  /// Memory.
  case memory
  /// Both.
  case all
}

/// Which containers keep whole CPUs, as the static policy of the kubelet's CPU manager gives them to one
/// container alone.
public enum WholeCPURule: String, Hashable, Sendable, CaseIterable {
  /// Those of Guaranteed pods with whole CPUs, on nodes labelled `cpumanager=true`.
  case labelled
  /// Those of all Guaranteed pods with whole CPUs.
  case keep
  /// None.
  case off
}

/// What becomes of the quality-of-service class of pods.
public enum ServiceClassRule: String, Hashable, Sendable, CaseIterable {
  /// It follows from the numbers; a change of it is told.
  case free
  /// Guaranteed pods stay so: limits are requests.
  case keep
}
