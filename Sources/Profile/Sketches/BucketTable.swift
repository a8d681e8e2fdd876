import Foundation

/// Tells the bucket of a value of an exponential scheme without taking its logarithm.
///
/// A value `v` counts as `y = v · (ratio − 1) / first + 1`, which grows by `ratio` from one bucket to the
/// next. Exponent and first five bits of the mantissa of `y` name a cell; a cell is narrower than a
/// bucket, so that it holds one border at most:
/// ```
/// cells   |       |       |       |       |
/// buckets ----k----)----------k + 1----------)--
///                 ▲ a value this near to a border is left to the logarithm
/// ```
/// The logarithm is off by some parts in 10¹⁶; what is nearer to a border than one part in 10¹² is not
/// answered, so that no answer differs from the logarithm's. `BucketTableTests` hold the two together.
///
/// Usual use: twenty million values over 180 borders, the table (10 KB) within the first cache.
struct BucketTable: Sendable {
  /// A stretch of `y`: below ``below`` it is in ``bucket``, from ``above`` on in the next one.
  private struct Cell {
    var below: Double
    var above: Double
    var bucket: Int
  }

  /// How near to a border the logarithm is asked.
  private static let doubt = 1e-12
  /// Bits of a number that do not tell its cell.
  private static let shift: UInt64 = 47
  /// Where the cell of 1 lies.
  private static let origin = Int(truncatingIfNeeded: (1.0).bitPattern >> shift)

  private let cells: [Cell]
  private let scale: Double

  /// Makes the table of `count` buckets, the first `first` wide and each next one `ratio` times wider; nil
  /// where buckets are so narrow that a cell may hold two borders.
  init?(first: Double, ratio: Double, count: Int) {
    scale = (ratio - 1) / first
    let logRatio = log(ratio)
    guard ratio > 1.04, scale.isFinite, scale > 0 else { return nil }
    // `y` at which bucket `index` starts.
    func border(_ index: Int) -> Double { exp(Double(index) * logRatio) }
    let last = border(count - 1)
    guard last < 1e30 else { return nil }

    var cells: [Cell] = []
    var bucket = 0
    repeat {
      let bits = UInt64(Self.origin + cells.count) << Self.shift
      let start = Double(bitPattern: bits)
      let end = Double(bitPattern: bits + (1 << Self.shift))
      // The bucket in which all of the cell lies but what is about its border.
      while bucket < count - 1, border(bucket + 1) * (1 + Self.doubt) <= start { bucket += 1 }
      var cell = Cell(below: .infinity, above: .infinity, bucket: bucket)
      if bucket < count - 1, border(bucket + 1) * (1 - Self.doubt) < end {
        cell.below = border(bucket + 1) * (1 - Self.doubt)
        cell.above = border(bucket + 1) * (1 + Self.doubt)
      }
      cells.append(cell)
      if start > last { break }
    } while true
    self.cells = cells
  }

  /// The bucket of a value; nil where only the logarithm tells: next to a border, off the scale, NaN.
  @inline(__always)
  func bucket(of value: Double) -> Int? {
    let y = value * scale + 1
    // Below 1 and for NaN the shifted bits are off the table on either side.
    let place = Int(truncatingIfNeeded: y.bitPattern &>> Self.shift) &- Self.origin
    guard place >= 0, place < cells.count else { return nil }
    let cell = cells[place]
    if y < cell.below { return cell.bucket }
    return y >= cell.above ? cell.bucket + 1 : nil
  }
}
