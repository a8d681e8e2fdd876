/// A part of a JVM's memory and what is known of its size.
public struct JVMArea: Hashable, Sendable {
  /// How the size came about.
  public enum Basis: String, Hashable, Sendable {
    /// Read off this JVM.
    case measured
    /// By the model of what was seen in others.
    case model
    /// Decided here.
    case advised
    /// What is left over.
    case remainder
  }

  /// What it is for.
  public var name: String
  /// The size to reckon with.
  public var bytes: Memory
  /// The least it is likely to be.
  public var low: Memory
  /// The most it is likely to be.
  public var high: Memory
  /// How the size came about.
  public var basis: Basis

  /// Makes an area; without ends, of a size that is known.
  public init(
    name: String,
    bytes: Memory,
    low: Memory? = nil,
    high: Memory? = nil,
    basis: Basis
  ) {
    self.name = name
    self.bytes = bytes
    self.low = low ?? bytes
    self.high = high ?? bytes
    self.basis = basis
  }
}
