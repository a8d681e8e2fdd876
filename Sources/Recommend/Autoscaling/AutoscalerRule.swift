/// What becomes of requests that a horizontal autoscaler measures use against.
public enum AutoscalerRule: String, Hashable, Sendable, CaseIterable {
  /// Requests stay as they are.
  case keep
  /// Requests change and the target with them: it scales at the same use per pod as before.
  case samePoint = "same-point"
  /// Requests change and the target stays: it scales at another use per pod, on purpose.
  case sameTarget = "same-target"
}
