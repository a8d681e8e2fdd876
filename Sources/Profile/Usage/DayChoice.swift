internal import PodfitModel

/// Chooses, for each UTC day, whose counter to believe, since rates of several copies of one
/// counter must neither be added nor mixed.
///
/// The source with the most samples of a day counts; of equal ones the first. A container that
/// starts anew often gets a new source each time: sources whose lives do not overlap the chosen
/// ones' by more than a tenth follow each other and count too.
///
/// - Source: docs/formulas/coverage.md#counters
enum DayChoice {
  /// The samples of a day begin after its midnight: a sample covers the window that ends at its
  /// time, so that the one at midnight belongs to the day before.
  static func day(of time: Int64) -> Int64 {
    Instant(milliseconds: time.subtractingSaturated(1)).day
  }

  /// The chosen rates and how often the chosen counters were reset, from sources in the order of
  /// their keys.
  static func chosen(from sources: [CounterRates]) -> (rates: SampleColumn, resets: Int) {
    guard sources.count > 1 else {
      return (sources.first?.rates ?? SampleColumn(), sources.first?.resets.count ?? 0)
    }
    var result = SampleColumn()
    var resets = 0
    var cursors = [Int](repeating: 0, count: sources.count)
    while let day = nextDay(in: sources, after: cursors) {
      var pieces: [Piece] = []
      for index in sources.indices {
        let rates = sources[index].rates
        let start = cursors[index]
        var end = start
        while end < rates.count && Self.day(of: rates.times[end]) == day { end += 1 }
        cursors[index] = end
        if end > start { pieces.append(Piece(source: index, rates: rates.slice(start..<end))) }
      }
      let taken = successive(pieces)
      result.append(DuplicateRule.merged(taken.map(\.rates)))
      for piece in taken {
        resets += sources[piece.source].resets.count { Self.day(of: $0) == day }
      }
    }
    return (result, resets)
  }

  /// The samples of `first`, and of `second` only those of days on which `first` has none.
  static func joined(_ first: SampleColumn, else second: SampleColumn) -> SampleColumn {
    guard !first.isEmpty else { return second }
    guard !second.isEmpty else { return first }
    let days = Set(first.times.map(day))
    var result = SampleColumn()
    result.times.reserveCapacity(first.count + second.count)
    result.values.reserveCapacity(first.count + second.count)
    var i = 0
    for index in second.times.indices where !days.contains(day(of: second.times[index])) {
      while i < first.count && first.times[i] < second.times[index] {
        result.append(time: first.times[i], value: first.values[i])
        i += 1
      }
      result.append(time: second.times[index], value: second.values[index])
    }
    result.append(first.slice(i..<first.count))
    return result
  }

  /// One source's samples of a day.
  private struct Piece {
    var source: Int
    var rates: SampleColumn
    /// From the first sample to the last one that is not zero: the kubelet shows the counter of a
    /// dead container unchanged for up to five minutes, which is no life.
    var life: ClosedRange<Int64>

    init(source: Int, rates: SampleColumn) {
      self.source = source
      self.rates = rates
      let first = rates.times.first ?? 0
      let last = rates.values.lastIndex { $0 != 0 }.map { rates.times[$0] } ?? first
      life = first...max(first, last)
    }

    /// Whether the two were alive together for more than a tenth of the shorter life.
    func overlaps(_ other: Piece) -> Bool {
      let start = max(life.lowerBound, other.life.lowerBound)
      let end = min(life.upperBound, other.life.upperBound)
      guard start <= end else { return false }
      let shorter = min(
        life.upperBound.subtractingSaturated(life.lowerBound),
        other.life.upperBound.subtractingSaturated(other.life.lowerBound)
      )
      return end.subtractingSaturated(start) > shorter / 10 || shorter == 0
    }
  }

  /// The piece with the most samples and all that follow or precede those already taken.
  private static func successive(_ pieces: [Piece]) -> [Piece] {
    let ranked = pieces.sorted {
      ($1.rates.count, $0.source) < ($0.rates.count, $1.source)
    }
    var taken: [Piece] = []
    for piece in ranked where !taken.contains(where: { $0.overlaps(piece) }) {
      taken.append(piece)
    }
    return taken
  }

  private static func nextDay(in sources: [CounterRates], after cursors: [Int]) -> Int64? {
    var first: Int64?
    for index in sources.indices where cursors[index] < sources[index].rates.count {
      first = min(first ?? .max, sources[index].rates.times[cursors[index]])
    }
    return first.map(day)
  }
}
