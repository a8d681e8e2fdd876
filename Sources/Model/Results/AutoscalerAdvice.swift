/// A target of a horizontal autoscaler that goes with changed requests.
public struct AutoscalerAdvice: Hashable, Sendable {
  /// The autoscaler.
  public var autoscaler: ObjectReference
  /// The resource it watches: `cpu` or `memory`.
  public var metric: String
  /// The container whose use counts; nil where that of all containers of the pod does.
  public var container: String?
  /// Where the target stands among the autoscaler's metrics or triggers, from 0; nil where no list shows it.
  public var position: Int?
  /// The share of the requests aimed at now.
  public var targetNow: Double
  /// The share of the requests to aim at.
  public var target: Double
  /// Use per pod at which it neither adds nor takes pods now, in nanocores or bytes.
  public var scalePointNow: Int64
  /// The same with the new requests and the new target.
  public var scalePoint: Int64

  /// Makes an advice.
  public init(
    autoscaler: ObjectReference,
    metric: String,
    container: String? = nil,
    position: Int? = nil,
    targetNow: Double,
    target: Double,
    scalePointNow: Int64,
    scalePoint: Int64
  ) {
    self.autoscaler = autoscaler
    self.metric = metric
    self.container = container
    self.position = position
    self.targetNow = targetNow
    self.target = target
    self.scalePointNow = scalePointNow
    self.scalePoint = scalePoint
  }
}
