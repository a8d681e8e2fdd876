public import PodfitModel

/// What `podfit jvm explain --format json` writes.
public struct JVMChoiceDocument: Document {
  /// The schema's name.
  public static let schemaName = "jvm-explain"

  /// A flag's value: a number, a share or a switch.
  public enum Value: Codable, Hashable, Sendable {
    case number(UInt64)
    case signed(Int64)
    case share(Double)
    case on(Bool)

    /// Reads whichever of the forms is there.
    public init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let value = try? container.decode(Bool.self) {
        self = .on(value)
      } else if let value = try? container.decode(UInt64.self) {
        self = .number(value)
      } else if let value = try? container.decode(Int64.self) {
        self = .signed(value)
      } else {
        self = .share(try container.decode(Double.self))
      }
    }

    /// Writes the plain value.
    public func encode(to encoder: any Encoder) throws {
      var container = encoder.singleValueContainer()
      switch self {
      case .number(let value): try container.encode(value)
      case .signed(let value): try container.encode(value)
      case .share(let value): try container.encode(value)
      case .on(let value): try container.encode(value)
      }
    }
  }

  enum CodingKeys: String, CodingKey {
    case schemaVersion = "schema_version"
    case starts, refusals
    case availableProcessors = "available_processors"
    case runtimeMaxMemory = "runtime_max_memory_bytes"
    case flags, notes
  }

  /// The version of this form.
  public var schemaVersion = 1
  /// Whether the process starts.
  public var starts: Bool
  /// Why it does not; empty where it starts.
  public var refusals: [String]
  /// The CPUs the JVM believes in.
  public var availableProcessors: Int
  /// What `Runtime.maxMemory` says.
  public var runtimeMaxMemory: Int64
  /// Flags by HotSpot's names, in its units.
  public var flags: [String: Value]
  /// Guesses and warnings.
  public var notes: [String]

  /// The document of a choice.
  public init(_ choice: JVMChoice) {
    starts = choice.starts
    refusals = choice.refusals
    availableProcessors = choice.availableProcessors
    runtimeMaxMemory = choice.reportedMaxMemory.bytes
    flags = Dictionary(
      choice.flags.map { ($0.name, Value($0.value)) },
      uniquingKeysWith: { first, _ in first }
    )
    notes = choice.notes
  }
}

extension JVMChoiceDocument.Value {
  fileprivate init(_ value: JVMChoice.Value) {
    switch value {
    case .number(let number): self = .number(number)
    case .signed(let number): self = .signed(number)
    case .percentage(let share): self = .share(share)
    case .on(let isOn): self = .on(isOn)
    }
  }
}
