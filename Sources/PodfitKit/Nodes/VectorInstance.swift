import PodfitModel
import PodfitPack

/// An instance of vector bin packing in the form of VPSolver: dimensions, capacities, number of rows,
/// then per row the sizes and how many there are.
///
/// - Source: docs/formats/vbp.md
struct VectorInstance {
  let problem: PackingProblem

  /// The most dimensions and rows read.
  static let dimensionLimit = 64
  static let rowLimit = 1_000_000

  init(path: String) throws(PodfitError) {
    let text = try ListTable.text(of: path)
    var numbers: [(value: Int64, line: Int)] = []
    var line = 0
    for row in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
      line += 1
      for word in row.split(whereSeparator: \.isWhitespace) {
        guard let value = Int64(word) else {
          throw ListTable.error(path, line, .badAmount(String(word), expected: "a whole number"))
        }
        guard value >= 0, value <= 1 << 61 else {
          throw ListTable.error(path, line, .outOfRange(String(word), allowed: "0 to 2^61"))
        }
        numbers.append((value, line))
      }
    }
    var next = numbers.makeIterator()
    var rows = 0
    var found = 0
    func take(_ range: ClosedRange<Int64> = 0...(1 << 61)) throws(PodfitError) -> Int64 {
      guard let number = next.next() else {
        throw ListTable.error(path, 0, .truncated(expected: rows, found: found))
      }
      guard range.contains(number.value) else {
        throw ListTable.error(
          path,
          number.line,
          .outOfRange("\(number.value)", allowed: "\(range.lowerBound) to \(range.upperBound)")
        )
      }
      return number.value
    }
    let dimensions = Int(try take(1...Int64(Self.dimensionLimit)))
    var capacity: [Int64] = []
    for _ in 0..<dimensions { capacity.append(try take(1...(1 << 61))) }
    rows = Int(try take(1...Int64(Self.rowLimit)))
    var items: [PackItem] = []
    while found < rows {
      var sizes: [Int64] = []
      for _ in 0..<dimensions { sizes.append(try take()) }
      let count = Int(try take(0...Int64(PackingProblem.podLimit)))
      found += 1
      guard count > 0 else { continue }
      items.append(
        PackItem(
          workload: WorkloadID(
            cluster: "",
            namespace: "",
            kind: .unknown,
            name: "item \(found)"
          ),
          count: count,
          request: ResourceVector(sizes)
        )
      )
    }
    if let extra = next.next() {
      throw ListTable.error(
        path,
        extra.line,
        .outOfRange("\(extra.value)", allowed: "nothing behind the last row")
      )
    }
    do {
      problem = try PackingProblem(
        resources: (1...dimensions).map { "dimension \($0)" },
        pools: [PackPool(name: "bin", nodesNow: 0, allocatable: ResourceVector(capacity))],
        items: items
      )
    } catch {
      throw .pack(error)
    }
  }
}
