internal import PodfitModel

extension [TimeRun] {
  /// The same as `SampleColumn.medianStep` of all times of sorted runs.
  ///
  /// - Complexity: O(runs), or O(runs · log runs) where no distance makes up more than half of all
  var medianStep: Int64? {
    guard let candidate = commonestGap else { return nil }
    var all = 0
    var equal = 0
    forEachGap { gap, times in
      all += times
      if gap == candidate { equal += times }
    }
    if equal * 2 > all { return candidate }

    var gaps: [(gap: Int64, times: Int)] = []
    forEachGap { gaps.append(($0, $1)) }
    gaps.sort { $0.gap < $1.gap }
    var rank = (all - 1) / 2
    for (gap, times) in gaps {
      if rank < times { return gap }
      rank -= times
    }
    return nil
  }

  /// The only distance that may make up more than half of all (Boyer and Moore's majority vote, a run
  /// at a time); nil below two times.
  private var commonestGap: Int64? {
    var candidate: Int64?
    var votes = 0
    forEachGap { gap, times in
      if gap == candidate {
        votes += times
      } else if votes >= times {
        votes -= times
      } else {
        candidate = gap
        votes = times - votes
      }
    }
    return candidate
  }

  /// Hands over the distance before each run and the one within it, with how often it is there.
  @inline(__always)
  private func forEachGap(_ body: (Int64, Int) -> Void) {
    for index in indices {
      if index > 0 { body(self[index].first.subtractingSaturated(self[index - 1].last), 1) }
      if self[index].count > 1 { body(self[index].step, self[index].count - 1) }
    }
  }
}
