public import PodfitModel

/// How recommendations become changes.
public struct ChangeOptions: Hashable, Sendable {
  /// The most that one change may take from a value, as a share of it; nil for all at once.
  public var maxStep: Double?
  /// Into how many waves the changes are divided.
  public var waves: Int
  /// Workloads and containers whose values may rise and must not fall.
  public var neverLower: [WorkloadPattern]
  /// Whether the advised JVM flags are set already, so that limits that rely on them may be applied.
  public var flagsAreSet: Bool
  /// What a kustomization patches, as a path from its folder.
  public var base: String
  /// Where charts keep the resources of a container.
  public var valuePaths: [ValuePath]

  /// Makes options.
  public init(
    maxStep: Double? = nil,
    waves: Int = 1,
    neverLower: [WorkloadPattern] = [],
    flagsAreSet: Bool = false,
    base: String = "../base",
    valuePaths: [ValuePath] = []
  ) {
    self.maxStep = maxStep
    self.waves = waves
    self.neverLower = neverLower
    self.flagsAreSet = flagsAreSet
    self.base = base
    self.valuePaths = valuePaths
  }
}

/// `NAMESPACE/WORKLOAD[/CONTAINER]` with `*` for any text, such as `shop/*` or `*/postgres/db`.
public struct WorkloadPattern: Hashable, Sendable {
  /// Why a text is no pattern.
  public struct FormError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The text.
    public var text: String
    /// What is wrong and what would be right.
    public var description: String {
      "not a pattern: \"\(text.printable)\" (write NAMESPACE/WORKLOAD or NAMESPACE/WORKLOAD/CONTAINER,"
        + " * for any text)"
    }
  }

  /// The pattern as it was written.
  public let text: String
  private let parts: [[Character]]

  /// Reads a pattern.
  ///
  /// - Throws: ``FormError`` for other text
  public init(_ text: String) throws(FormError) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(Array.init)
    guard (2...3).contains(parts.count), parts.allSatisfy({ !$0.isEmpty }) else {
      throw FormError(text: text)
    }
    self.text = text
    self.parts = parts
  }

  /// Whether it names the container.
  public func matches(_ id: ContainerID) -> Bool {
    let names = [id.workload.namespace, id.workload.name, id.container].map(Array.init)
    return zip(parts, names).allSatisfy { Self.matches($1[...], $0[...]) }
  }

  /// Greedy, with one step back to the last star: O(name · pattern).
  private static func matches(_ name: ArraySlice<Character>, _ pattern: ArraySlice<Character>)
    -> Bool
  {
    var name = name
    var pattern = pattern
    var back: (name: ArraySlice<Character>, pattern: ArraySlice<Character>)?
    while let first = name.first {
      if pattern.first == "*" {
        pattern = pattern.dropFirst()
        back = (name, pattern)
      } else if pattern.first == first {
        name = name.dropFirst()
        pattern = pattern.dropFirst()
      } else if let last = back {
        name = last.name.dropFirst()
        pattern = last.pattern
        back = (name, pattern)
      } else {
        return false
      }
    }
    return pattern.allSatisfy { $0 == "*" }
  }
}

/// Where the values of a chart keep the resources of containers.
public struct ValuePath: Hashable, Sendable {
  /// Which containers.
  public var pattern: WorkloadPattern
  /// The keys down to the resources.
  public var keys: [String]

  /// Why a text is no mapping.
  public struct FormError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The text.
    public var text: String
    /// What is wrong and what would be right.
    public var description: String {
      "not a mapping: \"\(text.printable)\" (write PATTERN=KEY.KEY…, such as"
        + " shop/web/istio-proxy=proxy.resources)"
    }
  }

  /// Reads `PATTERN=KEY.KEY…`.
  ///
  /// - Throws: ``FormError`` for other text
  public init(_ text: String) throws(FormError) {
    let sides = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let keys =
      sides.last?.split(separator: ".", omittingEmptySubsequences: false).map(String.init) ?? []
    guard sides.count == 2, let pattern = try? WorkloadPattern(String(sides[0])),
      !keys.contains("")
    else { throw FormError(text: text) }
    self.pattern = pattern
    self.keys = keys
  }

  /// The mapping as it is written.
  public var text: String { "\(pattern.text)=\(keys.joined(separator: "."))" }
}
