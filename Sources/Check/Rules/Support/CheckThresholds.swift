public import PodfitModel

/// From where on a request or limit is far from the need.
public struct CheckThresholds: Hashable, Sendable {
  /// Above this many times the recommended value it is a warning.
  public var warningAbove = 1.5
  /// Above this many times the recommended value it is an error.
  public var errorAbove = 2.0
  /// Below this share of the recommended value it is too little.
  public var below = 0.9
  /// A smaller difference of CPU is not worth a finding.
  public var leastCPU = CPU.millicores(100)
  /// A smaller difference of memory is not worth a finding.
  public var leastMemory = Memory.mebibytes(128)
  /// A memory limit above this many times the request is unsafe.
  public var memoryLimitRatio = 4.0
  /// A CPU limit above this many times the request is unsafe.
  public var cpuLimitRatio = 20.0

  /// The thresholds above.
  public init() {}

  /// The severity of a value that is too large; nil when it is not.
  ///
  /// Nothing is too large against a recommendation of zero by ratio alone; the least difference
  /// decides then.
  func severity<Amount: ResourceAmount>(
    of value: Amount,
    above recommended: Amount,
    least: Amount
  ) -> Severity? {
    guard value - recommended >= least else { return nil }
    let ratio = value.ratio(to: recommended)
    return ratio > errorAbove ? .error : ratio > warningAbove ? .warning : nil
  }

  /// Whether a value is too small.
  func isBelow<Amount: ResourceAmount>(_ value: Amount, _ recommended: Amount) -> Bool {
    !recommended.isZero && value.ratio(to: recommended) < below
  }
}
