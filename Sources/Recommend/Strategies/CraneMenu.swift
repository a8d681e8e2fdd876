public import PodfitModel

/// The sizes that Crane can round requests up to, machine-like pairs of cores and GiB.
///
/// - Source: docs/formulas/crane-percentile.md, "Menu"
public struct CraneMenu: Hashable, Sendable {
  /// One size.
  public struct Size: Hashable, Sendable {
    /// CPU.
    public var cpu: CPU
    /// Memory.
    public var memory: Memory

    /// Makes a size.
    public init(cpu: CPU, memory: Memory) {
      self.cpu = cpu
      self.memory = memory
    }
  }

  /// The sizes by CPU, then memory.
  public let sizes: [Size]

  /// The menu that Crane has where none is given.
  public static let standard = CraneMenu(
    """
    0.25c0.25g,0.25c0.5g,0.25c1g,0.5c0.5g,0.5c1g,1c1g,1c2g,1c4g,1c8g,2c2g,2c4g,2c8g,2c16g,4c4g,\
    4c8g,4c16g,4c32g,8c8g,8c16g,8c32g,8c64g,16c32g,16c64g,16c128g,32c64g,32c128g,32c256g,64c128g,\
    64c256g
    """
  )

  /// Reads sizes such as `2c4g,0.25c0.25g`; nil for a text with anything else in it.
  public init?(_ text: String) {
    var sizes: [Size] = []
    for item in text.split(separator: ",", omittingEmptySubsequences: false) {
      guard item.last == "g", let middle = item.firstIndex(of: "c"),
        let cores = Self.amount(item[..<middle]),
        let gibibytes = Self.amount(item[item.index(after: middle)...].dropLast())
      else { return nil }
      sizes.append(
        Size(
          cpu: .cores(cores),
          memory: Memory(bytes: Int64(saturating: (gibibytes * 0x1p30).rounded()))
        )
      )
    }
    self.sizes = sizes.sorted { ($0.cpu, $0.memory) < ($1.cpu, $1.memory) }
  }

  /// The first size that holds both amounts; nil where the menu has none as large.
  public func size(for cpu: CPU, _ memory: Memory) -> Size? {
    sizes.first { $0.cpu >= cpu && $0.memory >= memory }
  }

  private static func amount(_ text: Substring) -> Double? {
    guard text.allSatisfy({ $0.isASCII && ($0.isNumber || $0 == ".") }), let value = Double(text),
      value > 0, value < 1e6
    else { return nil }
    return value
  }
}
