/// For which five minutes of a day there are samples: one bit for each of 288 slots.
///
/// The text form is 72 hexadecimal digits; the first slot is the highest bit of the first digit.
public struct DayCoverage: Hashable, Sendable {
  /// The number of slots of a day.
  public static let slots = 288
  /// The length of a slot in milliseconds.
  public static let slotMilliseconds: Int64 = 300_000

  /// The slots in 64 bits each, the first one in the highest bit; the last word is half used.
  private var words: [UInt64] = [0, 0, 0, 0, 0]

  /// Makes a coverage of nothing.
  public init() {}

  /// Marks every slot of which some part lies in (`start`, `end`], milliseconds since the day began.
  public mutating func add(from start: Int64, to end: Int64) {
    let length = Self.slotMilliseconds
    let first = max(start, 0) / length
    let last = (min(end, length * Int64(Self.slots)) - 1) / length
    guard end > 0, first <= last else { return }
    for slot in Int(first)...Int(last) where slot < Self.slots {
      words[slot / 64] |= 1 << UInt64(63 - slot % 64)
    }
  }

  /// Adds the slots of another coverage.
  public mutating func merge(_ other: DayCoverage) {
    for index in words.indices { words[index] |= other.words[index] }
  }

  /// The number of slots that are covered.
  public var coveredSlots: Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }

  /// The share of the day that is covered.
  public var ratio: Double { Double(coveredSlots) / Double(Self.slots) }

  /// The text form.
  public var text: String {
    var digits = ""
    for word in words {
      let hexadecimal = String(word, radix: 16)
      digits += String(repeating: "0", count: 16 - hexadecimal.count) + hexadecimal
    }
    return String(digits.prefix(Self.slots / 4))
  }

  /// Reads the text form: 72 digits in small letters; nil for any other text.
  public init?(text: String) {
    let bytes = Array(text.utf8)
    guard bytes.count == Self.slots / 4 else { return nil }
    for (index, byte) in bytes.enumerated() {
      let digit: UInt8
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte - UInt8(ascii: "0")
      case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = byte - UInt8(ascii: "a") + 10
      default: return nil
      }
      words[index / 16] |= UInt64(digit) << UInt64(60 - 4 * (index % 16))
    }
  }
}
