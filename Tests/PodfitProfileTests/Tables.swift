import Foundation
import PodfitModel
import TestSupport

/// Reads the worked tables of `docs/formulas`.
enum Tables {
  /// The cells of all rows below a header line; empty cells are empty strings.
  static func rows(in page: String, after header: String) throws -> [[String]] {
    let url = SharedData.packageRoot.appending(path: "docs/formulas/\(page)")
    let lines = try String(contentsOf: url, encoding: .utf8).split(
      separator: "\n",
      omittingEmptySubsequences: false
    )
    guard let start = lines.firstIndex(where: { $0 == header }) else { return [] }
    return lines[(start + 2)...].prefix { $0.hasPrefix("|") }.map { line in
      line.dropFirst().dropLast().split(separator: "|", omittingEmptySubsequences: false)
        .map { $0.trimmingCharacters(in: .whitespaces) }
    }
  }

  /// The numbers of a cell.
  static func numbers(_ cell: String) -> [Double] {
    cell.split(separator: " ").compactMap { Double($0) }
  }
}

/// A small seeded generator (SplitMix64), so that a failure can be repeated.
struct Seeded: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

/// Short ways to columns.
extension SampleColumn {
  /// Samples at minutes.
  init(minutes: [Double], values: [Int64]) {
    self.init(times: minutes.map { Int64($0 * 60_000) }, values: values)
  }
}
