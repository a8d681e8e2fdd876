/// Numbers as GC logs write them: sizes with a unit, decimals, changes of the heap.
///
/// None of these can overflow: a number of more than fifteen digits is no number here.
extension Span<UInt8> {
  /// A decimal number at `start`: its value in units of 10⁻⁹, and where it ends.
  func nanos(at start: Int) -> (value: Int64, end: Int)? {
    var whole: Int64 = 0
    var position = start
    while position < count, self[position].isDigit {
      guard position - start < 10 else { return nil }
      whole = whole * 10 + Int64(self[position] - 0x30)
      position += 1
    }
    guard position > start else { return nil }
    var fraction: Int64 = 0
    // A comma where the locale writes one.
    if position + 1 < count, self[position] == 0x2E || self[position] == 0x2C,
      self[position + 1].isDigit
    {
      position += 1
      var scale: Int64 = 100_000_000
      while position < count, self[position].isDigit {
        fraction += Int64(self[position] - 0x30) * scale
        scale /= 10
        position += 1
      }
    }
    // At most ten digits times 10⁹ is below 10¹⁹; what passes Int64 is refused.
    let (scaled, overflow) = whole.multipliedReportingOverflow(by: 1_000_000_000)
    let (value, carry) = scaled.addingReportingOverflow(fraction)
    return overflow || carry ? nil : (value, position)
  }

  /// A whole number at `start`, and where it ends.
  func integer(at start: Int) -> (value: Int64, end: Int)? {
    var value: Int64 = 0
    var position = start
    while position < count, self[position].isDigit {
      guard position - start < 15 else { return nil }
      value = value * 10 + Int64(self[position] - 0x30)
      position += 1
    }
    return position > start ? (value, position) : nil
  }

  /// A size such as `44M`, `8192K`, `1024.0K`, `0.0B`, `2G` at `start`: bytes, the unit's bytes, and
  /// where it ends.
  func size(at start: Int) -> (bytes: Int64, unit: Int64, end: Int)? {
    guard let (number, after) = nanos(at: start), after < count else { return nil }
    let unit: Int64
    switch self[after] {
    case UInt8(ascii: "B"): unit = 1
    case UInt8(ascii: "K"): unit = 1 << 10
    case UInt8(ascii: "M"): unit = 1 << 20
    case UInt8(ascii: "G"): unit = 1 << 30
    case UInt8(ascii: "T"): unit = 1 << 40
    default: return nil
    }
    let whole = number / 1_000_000_000
    let rest = number % 1_000_000_000
    // Ten digits of gigabytes and more are no heap.
    let (bytes, overflow) = whole.multipliedReportingOverflow(by: unit)
    guard !overflow, bytes < 1 << 60 else { return nil }
    let fraction = Double(rest) / 1e9 * Double(unit)
    return (bytes + Int64(fraction), unit, after + 1)
  }
}

/// A change of the heap, `a->b(c)`.
struct HeapChange: Hashable {
  var before: Int64
  var after: Int64
  var capacity: Int64?
  /// The unit the log rounds `after` to.
  var unit: Int64

  /// Reads the change around the first `->` in `start..<end`; shares in per cent behind the sizes,
  /// as ZGC writes them, are passed over.
  init?(_ bytes: Span<UInt8>, from start: Int, to end: Int) {
    guard let arrow = bytes.find("->", from: start, to: end), arrow > start else { return nil }
    self.init(bytes, around: arrow, notBefore: start)
  }

  /// Reads the change around the `->` at `arrow`.
  init?(_ bytes: Span<UInt8>, around arrow: Int, notBefore start: Int) {
    var last = arrow - 1
    if last > start, bytes[last] == UInt8(ascii: ")") {
      while last > start, bytes[last] != UInt8(ascii: "(") { last -= 1 }
      last -= 1
    }
    // JDK 8 G1 states the capacity before, `17.2M(256.0M)->…`.
    var first = last
    while first > start, bytes[first - 1].isDigit || bytes[first - 1] == UInt8(ascii: ".") {
      first -= 1
    }
    guard first >= start, let from = bytes.size(at: first), from.end == last + 1,
      let to = bytes.size(at: arrow + 2)
    else { return nil }
    before = from.bytes
    after = to.bytes
    unit = to.unit
    capacity = nil
    if to.end < bytes.count, bytes[to.end] == UInt8(ascii: "("),
      let total = bytes.size(at: to.end + 1), total.end < bytes.count,
      bytes[total.end] == UInt8(ascii: ")")
    {
      capacity = total.bytes
    }
  }
}

extension Span<UInt8> {
  /// The length of time that ends a line, `7.101ms` or `0.225s`, in seconds.
  func trailingSeconds(to end: Int) -> Double? {
    var last = end
    while last > 0, self[last - 1] == 0x20 || self[last - 1] == 0x0D { last -= 1 }
    guard last > 2, self[last - 1] == UInt8(ascii: "s") else { return nil }
    let isMilli = self[last - 2] == UInt8(ascii: "m")
    let stop = isMilli ? last - 2 : last - 1
    var first = stop
    while first > 0, self[first - 1].isDigit || self[first - 1] == 0x2E || self[first - 1] == 0x2C {
      first -= 1
    }
    guard first > 0, let number = nanos(at: first), number.end == stop else { return nil }
    return Double(number.value) / (isMilli ? 1e12 : 1e9)
  }
}
