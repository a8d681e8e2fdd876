import PodfitModel

/// Columns of one UTC day that look like exports, and ones that no export would hold.
enum ColumnGenerator {
  enum Times: CaseIterable { case regular, gaps, jitter, sparse, single, dayEdges }

  enum Values: CaseIterable {
    case pages, microcores, counter, counterReset, constant, extremes, wide, nearlyWide, negative
    case bursts, levels
  }

  static let day: Int64 = 20_777

  static func column(_ times: Times, _ values: Values, _ random: inout Seeded) -> SampleColumn {
    let start = day * 86_400_000
    var moments: [Int64] = []
    let count = Int64.random(in: 2...300, using: &random)
    let first = start + Int64.random(in: 0..<1_000, using: &random)
    switch times {
    case .regular: moments = (0..<count).map { first + $0 * 280_000 }
    case .gaps:
      moments = (0..<count).map { first + $0 * 60_000 }
        .filter { _ in Int.random(in: 0..<5, using: &random) > 0 }
    case .jitter:
      moments = (0..<count).map { first + $0 * 60_000 + Int64.random(in: 0..<900, using: &random) }
    case .sparse:
      moments = (0..<86_000).filter { _ in Int.random(in: 0..<2_000, using: &random) == 0 }
        .map { start + $0 * 1_000 }
    case .single: moments = [first]
    case .dayEdges: moments = [start, start + 1, start + 86_399_999]
    }
    if moments.isEmpty { moments = [start] }
    return SampleColumn(times: moments, values: self.values(values, moments.count, &random))
  }

  private static func values(_ kind: Values, _ count: Int, _ random: inout Seeded) -> [Int64] {
    var sum = Int64.random(in: 0...1 << 50, using: &random)
    let constant = Int64.random(in: .min ... .max, using: &random)
    return (0..<count).map { index in
      switch kind {
      case .pages: return Int64.random(in: 100_000...200_000, using: &random) * 4_096
      case .microcores: return Int64.random(in: 0...2_000_000, using: &random) * 1_000
      case .counter:
        sum += Int64.random(in: 0...60_000_000_000, using: &random)
        return sum
      case .counterReset:
        sum = Int.random(in: 0..<20, using: &random) == 0 ? 0 : sum + 1_000_000
        return sum
      case .constant: return constant
      case .extremes:
        return [.min, .max, 0, -1, 1, .min + 1, .max - 1].randomElement(using: &random) ?? 0
      case .wide: return Int64.random(in: .min ... .max, using: &random)
      case .nearlyWide:
        return Int64.random(in: (1 << 55) - 3...(1 << 56) + 3, using: &random)
      // What blocks of their own width are for: few values, and few steps, are far from the others.
      case .bursts:
        let isBurst = Int.random(in: 0..<60, using: &random) == 0
        return Int64.random(in: 20_000...21_000, using: &random) * (isBurst ? 3_000_000 : 1_000)
      case .levels:
        let level = Int64(index / 70 * 7_919 % 5) * 30_000
        return (level + Int64.random(in: 100_000...100_060, using: &random)) * 4_096
      case .negative: return -Int64.random(in: 0...1_000, using: &random)
      }
    }
  }
}
