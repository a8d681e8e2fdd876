/// The values of the last blocks in ascending order, moved on block by block.
///
/// Usual use: 28 blocks of 288 values. Moving on is one pass over the values that takes the oldest
/// block out and the newest in, where sorting anew would cost thirteen times as much.
struct SortedWindow {
  /// How many blocks count.
  let length: Int
  /// The values of the blocks before ``end``, at most ``length`` of them, in ascending order.
  private(set) var values: [Int64] = []
  /// The first block that is not in it.
  private(set) var end = 0
  private var spare: [Int64] = []

  init(length: Int) { self.length = length }

  /// Takes in all blocks before `past`; `run` gives a block's values in ascending order.
  mutating func advance(to past: Int, run: (Int) -> ArraySlice<Int64>) {
    if end + length < past { reset(to: past - length) }
    while end < past {
      let old = end >= length ? run(end - length) : []
      merge(adding: run(end), removing: old)
      end += 1
    }
  }

  /// The blocks before `past` that count where nothing is held yet, to ``begin(with:to:)`` with; nil where
  /// something is.
  func missing(to past: Int) -> Range<Int>? {
    values.isEmpty && end < past ? max(end, past - length)..<past : nil
  }

  /// Takes the values of all ``missing(to:)`` blocks in, in ascending order.
  mutating func begin(with values: [Int64], to past: Int) {
    if end + length < past { reset(to: past - length) }
    self.values = values
    end = past
  }

  private mutating func reset(to block: Int) {
    values.removeAll(keepingCapacity: true)
    end = block
    // What was never taken in must not be taken out.
    skipped = block
  }

  /// Blocks before this one were passed over.
  private var skipped = 0

  private mutating func merge(adding new: ArraySlice<Int64>, removing old: ArraySlice<Int64>) {
    let leaves = end - length >= skipped ? old : []
    guard !new.isEmpty || !leaves.isEmpty else { return }
    spare.removeAll(keepingCapacity: true)
    spare.reserveCapacity(values.count + new.count)
    var out = leaves.startIndex
    var into = new.startIndex
    for value in values {
      if out < leaves.endIndex, leaves[out] == value {
        out += 1
        continue
      }
      while into < new.endIndex && new[into] <= value {
        spare.append(new[into])
        into += 1
      }
      spare.append(value)
    }
    spare.append(contentsOf: new[into...])
    swap(&values, &spare)
  }
}

/// Which values a ``SortedWindow`` of a history is made of.
enum WindowKind: Hashable {
  /// CPU samples of all pods.
  case cpu
  /// CPU samples of one pod.
  case cpuOfPod(Int)
  /// The largest CPU sample of any pod in each quarter of an hour.
  case cpuPeaks
}
