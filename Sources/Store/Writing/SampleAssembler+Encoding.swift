internal import PodfitModel

// MARK: - Encoding

extension SampleAssembler {
  /// Encodes the rows of a track that wait; those of the day `kept` wait on.
  mutating func encode(_ index: Int, keeping kept: Int64?) {
    let count = Int(tracks[index].rows)
    guard count > 0 else { return }
    let units = shapes[Int(tracks[index].shape)]
    // Taken out of `self` while days are entered there.
    var (times, gathered): ([Int64], [Int64]) = ([], [])
    swap(&times, &self.times)
    swap(&gathered, &self.gathered)
    defer {
      swap(&times, &self.times)
      swap(&gathered, &self.gathered)
    }
    gather(index, count, units, &times, &gathered)

    let isSorted = Self.isAscending(times.span)
    for column in units.indices {
      let series = Int(tracks[index].firstSeries) + column
      let values = gathered[column * count..<(column + 1) * count]
      // A single series has a value in every row, be it the number that else stands for none.
      let isWhole = units.count == 1 || !values.contains(SampleRows.missing)
      if isSorted, isWhole {
        emitDays(series, times.span, gathered.span.extracting(values.indices), keeping: kept)
        continue
      }
      var samples = SampleColumn()
      for row in 0..<count
      where isWhole || values[column * count + row] != SampleRows.missing {
        if let kept, Instant(milliseconds: times[row]).day == kept { continue }
        samples.append(time: times[row], value: values[column * count + row])
      }
      for part in samples.sortedAndUnique().splitByDay() {
        emit(series, part.day, part.samples.times.span, part.samples.values.span)
      }
    }
    guard let kept else { return }
    // The rows of one day wait on, in their order.
    tracks[index].day = kept
    var values = [Int64](repeating: 0, count: units.count)
    for row in 0..<count where Instant(milliseconds: times[row]).day == kept {
      for column in units.indices { values[column] = gathered[column * count + row] }
      // Both arrays are as long as the track is wide.
      unsafe units.withUnsafeBufferPointer { units in
        unsafe values.withUnsafeBufferPointer { values in
          guard let start = values.baseAddress else { return }
          unsafe append(index, time: times[row], values: start, units: units)
        }
      }
    }
  }

  /// Encodes sorted samples of a single series where they stand, but for those of the last day, which
  /// may go on in the next batch; short batches wait as rows do.
  ///
  /// Usual input: the 2,016 samples of a week.
  ///
  /// - Returns: the first sample that has to wait
  mutating func encodeDays(
    of samples: SampleColumn,
    _ track: Int,
    unit: SamplePages.Unit
  ) -> Int {
    let count = samples.count
    guard count >= 256 else { return 0 }
    let times = samples.times.span
    let last = Instant(milliseconds: times[count - 1]).day
    guard Instant(milliseconds: times[0]).day < last, Self.isAscending(times) else { return 0 }
    var end = count - 1
    while end > 0, Instant(milliseconds: times[end - 1]).day == last { end -= 1 }
    // What waits is of the first day, as a rule, and would only be decoded again to be merged.
    var first = 0
    if tracks[track].rows > 0 {
      let day = Instant(milliseconds: times[0]).day
      while first < end, Instant(milliseconds: times[first]).day == day { first += 1 }
      for index in 0..<first {
        var value = samples.values[index]
        // One value, and one unit.
        unsafe withUnsafePointer(to: &value) { value in
          unsafe withUnsafePointer(to: unit) { unit in
            unsafe append(
              track,
              time: times[index],
              values: value,
              units: UnsafeBufferPointer(start: unit, count: 1)
            )
          }
        }
      }
      encode(track, keeping: nil)
    }
    var values: [Int64] = []
    swap(&values, &gathered)
    defer { swap(&values, &gathered) }
    Self.resize(&values, end - first)
    for index in first..<end {
      let value = samples.values[index]
      values[index - first] = unit == .microcores ? value.roundedToMicrocore : value
    }
    let series = Int(tracks[track].firstSeries)
    emitDays(series, times.extracting(first..<end), values.span, keeping: nil)
    return end
  }

  /// Encodes sorted samples day by day; a day that is `kept` is left out.
  private mutating func emitDays(
    _ series: Int,
    _ times: Span<Int64>,
    _ values: Span<Int64>,
    keeping kept: Int64?
  ) {
    var start = 0
    while start < times.count {
      let day = Instant(milliseconds: times[start]).day
      let nextDay = day.addingSaturated(1).multipliedSaturated(by: Chunk.day)
      var end = start + 1
      while end < times.count, times[end] < nextDay { end += 1 }
      if day != kept {
        emit(series, day, times.extracting(start..<end), values.extracting(start..<end))
      }
      start = end
    }
  }

  private static func isAscending(_ times: Span<Int64>) -> Bool {
    var isSorted = true
    for row in 1..<max(times.count, 1) {
      // Both are within the bounds of the loop.
      isSorted = unsafe times[unchecked: row &- 1] < times[unchecked: row] && isSorted
    }
    return isSorted
  }

  /// Moves the rows of a track that wait into `times` and `gathered`, column by column, and gives
  /// its pages back.
  private mutating func gather(
    _ index: Int,
    _ count: Int,
    _ units: [SamplePages.Unit],
    _ times: inout [Int64],
    _ gathered: inout [Int64]
  ) {
    Self.resize(&times, count)
    Self.resize(&gathered, count * units.count)
    let track = tracks[index]
    var page = track.firstPage
    var done = 0
    while page >= 0 {
      let next = page == track.lastPage ? -1 : pages.next(page)
      let rows = next < 0 ? Int(track.rowsInLast) : pages.rows(page)
      // The rows of all pages are the rows of the track, for which both arrays have room.
      precondition(done + rows <= count)
      unsafe times.withUnsafeMutableBufferPointer { times in
        unsafe gathered.withUnsafeMutableBufferPointer { values in
          guard let times = times.baseAddress, let values = values.baseAddress else { return }
          unsafe pages.read(
            page,
            rows: rows,
            units: units,
            times: times + done,
            values: values + done,
            stride: count
          )
        }
      }
      pages.release(page)
      done += rows
      page = next
    }
    tracks[index].firstPage = -1
    tracks[index].lastPage = -1
    tracks[index].rowsInLast = 0
    tracks[index].capacity = 0
    tracks[index].rows = 0
  }

  private static func resize(_ array: inout [Int64], _ count: Int) {
    if array.count > count {
      array.removeLast(array.count - count)
    } else {
      array.append(contentsOf: repeatElement(0, count: count - array.count))
    }
  }

  /// Adds samples of one day, sorted and each time once, to what the day holds.
  private mutating func emit(
    _ series: Int,
    _ day: Int64,
    _ times: Span<Int64>,
    _ values: Span<Int64>
  ) {
    hasSamples[series] = true
    var later: Int32 = -1
    var node = heads[series]
    while node >= 0, nodes[Int(node)].content.day > day {
      later = node
      node = nodes[Int(node)].earlier
    }
    if node >= 0, nodes[Int(node)].content.day == day {
      let held = nodes[Int(node)].content
      encodedBytes -= held.bytes
      nodes[Int(node)].content = held.merged(times, values)
      encodedBytes += nodes[Int(node)].content.bytes
      return
    }
    let content = EncodedDay(
      day: day,
      last: times[times.count - 1],
      chunk: Chunk(times: times, values: values)
    )
    encodedBytes += content.bytes
    let made: Int32
    if freeNode >= 0 {
      made = freeNode
      freeNode = nodes[Int(made)].earlier
      nodes[Int(made)] = Node(content: content, earlier: node)
    } else {
      made = Int32(nodes.count)
      nodes.append(Node(content: content, earlier: node))
    }
    if later >= 0 { nodes[Int(later)].earlier = made } else { heads[series] = made }
  }

  /// Takes what is encoded of a track's series; with `finishing` all that waits is encoded first.
  mutating func take(_ track: Int, finishing: Bool) -> [EncodedSeries] {
    if finishing { encode(track, keeping: nil) }
    let first = Int(tracks[track].firstSeries)
    var taken: [EncodedSeries] = []
    for series in first..<first + shapes[Int(tracks[track].shape)].count where heads[series] >= 0 {
      var days: [EncodedDay] = []
      var node = heads[series]
      while node >= 0 {
        let next = nodes[Int(node)].earlier
        let content = nodes[Int(node)].content
        encodedBytes -= content.bytes
        days.append(content)
        // The memory of blobs goes with the day.
        nodes[Int(node)].content.chunk.bits = []
        nodes[Int(node)].content.chunk.presence = nil
        nodes[Int(node)].content.chunk.times = nil
        nodes[Int(node)].earlier = freeNode
        freeNode = node
        node = next
      }
      heads[series] = -1
      days.reverse()
      taken.append(EncodedSeries(series: series, days: days, window: windows[series]))
    }
    return taken
  }
}

extension SampleAssembler.EncodedDay {
  /// The memory it takes, about.
  fileprivate var bytes: Int {
    240 + chunk.bits.count + (chunk.presence?.count ?? 0) + (chunk.times?.bits.count ?? 0)
  }

  /// The samples.
  var samples: SampleColumn {
    do throws(ChunkDefect) {
      return try chunk.decoded(day: day)
    } catch {
      preconditionFailure("a chunk that this process has just encoded does not decode: \(error)")
    }
  }

  fileprivate func merged(_ times: Span<Int64>, _ values: Span<Int64>) -> Self {
    var other = SampleColumn()
    for index in 0..<times.count { other.append(time: times[index], value: values[index]) }
    let merged = samples.merged(with: other)
    return Self(day: day, last: max(last, times[times.count - 1]), chunk: Chunk(encoding: merged))
  }
}
