/// The linear program that spreads clusters of items over pools: columns are nodes per pool and the
/// fraction of each cluster in each of its pools, rows say that clusters are placed in full and
/// that in every view the nodes of a pool hold what is placed there.
struct ClusterProgram {
  let program: LinearProgram
  private let poolCount: Int
  private let viewCount: Int
  /// The pool and view of each row after the clusters' rows.
  private let capacityRows: [(pool: Int, view: Int)]
  private let firstCapacityRow: Int
  /// The column of each cluster in each pool, where it may go there.
  private let columns: [[Int?]]
  /// Amounts are divided by this, so that the solver sees numbers up to about one.
  private let scale: Double

  init(
    _ clusters: [[Int]],
    pools: [Int],
    _ instance: PackingInstance,
    _ shares: NodeShares
  ) {
    poolCount = pools.count
    viewCount = shares.viewCount
    var sums: [[Double]] = []
    for cluster in clusters {
      var sum = [Double](repeating: 0, count: pools.count * shares.viewCount)
      for item in cluster {
        let count = Double(instance.counts[item])
        for (place, pool) in pools.enumerated() {
          for view in 0..<shares.viewCount {
            sum[place * shares.viewCount + view] +=
              count * Double(shares.share(of: item, in: pool, view: view)) * 0x1p-62
          }
        }
      }
      sums.append(sum)
    }
    let largest = sums.reduce(0) { max($0, $1.max() ?? 0) }
    scale = largest > 0 ? largest : 1

    var columnCount = pools.count
    var rows: [LinearProgram.Row] = []
    var columns: [[Int?]] = []
    for cluster in clusters {
      let own = pools.map { pool -> Int? in
        guard instance.fits[cluster[0] * instance.poolCount + pool] else { return nil }
        columnCount += 1
        return columnCount - 1
      }
      columns.append(own)
      rows.append(LinearProgram.Row(own.compactMap { $0 }.map { ($0, 1) }, lower: 1, upper: 1))
    }
    self.columns = columns
    firstCapacityRow = rows.count
    var capacityRows: [(pool: Int, view: Int)] = []
    for place in pools.indices {
      for view in 0..<shares.viewCount {
        var terms = [(column: place, weight: 1.0)]
        for (cluster, own) in columns.enumerated() {
          let sum = sums[cluster][place * shares.viewCount + view]
          if let column = own[place], sum > 0 { terms.append((column, -sum / scale)) }
        }
        guard terms.count > 1 else { continue }
        rows.append(LinearProgram.Row(terms, lower: 0))
        capacityRows.append((place, view))
      }
    }
    self.capacityRows = capacityRows
    program = LinearProgram(
      costs: (0..<columnCount).map { $0 < pools.count ? 1 : 0 },
      rows: rows
    )
  }

  /// Nodes from the program's cost.
  func nodes(from cost: Double) -> Double { cost * scale }

  /// The fraction of each cluster that a solution puts into each pool.
  func fractions(from amounts: [Double]) -> [[Double]] {
    columns.map { own in own.map { $0.map { max(0, amounts[$0]) } ?? 0 } }
  }

  /// Weights of sum one per pool from the duals of the capacity rows.
  ///
  /// Any such weights are valid, whatever the solver's rounding: what is negative counts as
  /// nothing, the sum is made whole, and what rounding leaves goes to the largest.
  func weights(from duals: [Double]) -> [Int64] {
    var raw = [Double](repeating: 0, count: poolCount * viewCount)
    for (index, row) in capacityRows.enumerated() {
      let dual = duals[firstCapacityRow + index]
      raw[row.pool * viewCount + row.view] = dual.isFinite ? max(0, dual) : 0
    }
    var weights = [Int64](repeating: 0, count: raw.count)
    for pool in 0..<poolCount {
      let range = (pool * viewCount)..<((pool + 1) * viewCount)
      let sum = raw[range].reduce(0, +)
      var left = AggregateBound.weightOne
      var largest = range.lowerBound
      for index in range where sum > 0 {
        let share = Int64((raw[index] / sum * Double(AggregateBound.weightOne)).rounded(.down))
        weights[index] = min(share, left)
        left -= weights[index]
        if weights[index] > weights[largest] { largest = index }
      }
      weights[largest] += left
    }
    return weights
  }
}
