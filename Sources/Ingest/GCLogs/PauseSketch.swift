import PodfitModel

/// Lengths of pauses in classes of less than 0.1 % width, so that memory does not grow with a log.
struct PauseSketch {
  /// Pauses by class: the power of two and ten bits behind its leading one, of nanoseconds.
  private var classes: [Int32: Int] = [:]
  private(set) var summary = GCPauses()

  /// Counts a pause.
  mutating func add(seconds: Double) {
    guard seconds.isFinite, seconds >= 0, seconds < 1e9 else { return }
    summary.count += 1
    summary.total += seconds
    summary.longest = max(summary.longest ?? 0, seconds)
    classes[Self.place(of: UInt64((seconds * 1e9).rounded())), default: 0] += 1
  }

  /// The summary with its quantile.
  func finished() -> GCPauses {
    var result = summary
    // Nearest rank: the smallest value with at least 99 % of the pauses at or below it.
    var left = (summary.count * 99 + 99) / 100
    for (place, count) in classes.sorted(by: { $0.key < $1.key }) {
      left -= count
      guard left <= 0 else { continue }
      result.p99 = min(Self.value(at: place), summary.longest ?? .infinity)
      break
    }
    return result
  }

  private static func place(of nanoseconds: UInt64) -> Int32 {
    guard nanoseconds >= 1 << 11 else { return Int32(nanoseconds) }
    let shift = 63 - nanoseconds.leadingZeroBitCount - 10
    return Int32(shift) << 11 | Int32(truncatingIfNeeded: nanoseconds >> UInt64(shift))
  }

  /// The middle of a class in seconds.
  private static func value(at place: Int32) -> Double {
    guard place >= 1 << 11 else { return Double(place) / 1e9 }
    let shift = place >> 11
    let low = Double(place & 0x7FF) * Double(sign: .plus, exponent: Int(shift), significand: 1)
    return (low + Double(sign: .plus, exponent: Int(shift) - 1, significand: 1)) / 1e9
  }
}

/// How often each phase was named, for at most so many names.
struct PhaseCounts {
  private static let limit = 128
  private var names: [[UInt8]] = []
  private var counts: [Int] = []

  /// Counts the name in `range`.
  mutating func add(_ bytes: Span<UInt8>, _ range: Range<Int>) {
    guard !range.isEmpty, range.count < 100, range.upperBound <= bytes.count else { return }
    search: for index in names.indices where names[index].count == range.count {
      for offset in 0..<range.count where names[index][offset] != bytes[range.lowerBound + offset] {
        continue search
      }
      counts[index] += 1
      return
    }
    guard names.count < Self.limit else { return }
    names.append(range.map { bytes[$0] })
    counts.append(1)
  }

  /// The counts by name.
  var byName: [String: Int] {
    var result: [String: Int] = [:]
    for (name, count) in zip(names, counts) {
      result[String(decoding: name, as: UTF8.self), default: 0] += count
    }
    return result
  }
}
