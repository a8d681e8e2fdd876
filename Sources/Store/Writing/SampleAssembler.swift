internal import PodfitModel

/// Gathers the readings of one file per container and encodes them day by day.
///
/// A *track* is one container with the metrics that stand side by side in its rows, or a single
/// series. Its readings wait in pages until a day is over: when a page is full and the file has gone
/// on to another day, what came before becomes chunks. Files that come time by time and files that
/// come series by series are thus encoded while they are read; readings that come late are merged
/// into the chunk of their day.
///
/// Usual input: 20 million rows of two metrics and 10,000 tracks. One thread at a time uses it.
struct SampleAssembler: ~Copyable {
  /// A container whose readings wait.
  private struct Track {
    var firstSeries: Int32
    var shape: Int32
    var firstPage: Int32 = -1
    var lastPage: Int32 = -1
    var rowsInLast: Int32 = 0
    var capacity: Int32 = 0
    var rows: Int32 = 0
    var isWide = false
    /// The UTC day of the first row that waits.
    var day: Int64 = 0
    /// The first time of the last page, kept here so that a row touches no other line of the page.
    var firstTime: Int64 = 0
  }

  /// A day of a series that is encoded and waits to be written.
  struct EncodedDay: Sendable {
    var day: Int64
    var last: Int64
    var chunk: Chunk
  }

  private struct Node {
    var content: EncodedDay
    /// The node of an earlier day, -1 at the end.
    var earlier: Int32
  }

  /// A series' days, in order.
  struct EncodedSeries: Sendable {
    var series: Int
    var days: [EncodedDay]
    /// The longest window of its rows in milliseconds, 0 where none was stated.
    var window: Int64
  }

  private var pages = SamplePages()
  private var shapes: [[SamplePages.Unit]] = []
  private var tracks: [Track] = []
  private var heads: [Int32] = []
  private var hasSamples: [Bool] = []
  private var windows: [Int64] = []
  private var nodes: [Node] = []
  private var freeNode: Int32 = -1
  private let pageLimit: Int

  // Used again by every track that is encoded.
  private var times: [Int64] = []
  private var gathered: [Int64] = []

  /// Bytes of encoded days that wait to be written, about.
  private(set) var encodedBytes = 0

  /// - Parameter pageLimit: bytes of pages above which all readings are encoded, days over or not
  init(pageLimit: Int) { self.pageLimit = pageLimit }

  /// Enters `count` tracks of one shape; their series get the next numbers, track by track.
  mutating func add(_ count: Int, shape: [SamplePages.Unit]) {
    let index = shapes.firstIndex(of: shape) ?? shapes.count
    if index == shapes.count { shapes.append(shape) }
    for _ in 0..<count {
      tracks.append(Track(firstSeries: Int32(heads.count), shape: Int32(index)))
      for _ in shape {
        heads.append(-1)
        hasSamples.append(false)
        windows.append(0)
      }
    }
  }

  /// How many series have readings; all that waits is encoded.
  mutating func seriesWithSamples() -> Int {
    for track in tracks.indices { encode(track, keeping: nil) }
    return hasSamples.count { $0 }
  }

  /// Whether any reading of a track has come.
  func hasRows(_ index: Int) -> Bool {
    let first = Int(tracks[index].firstSeries)
    let width = shapes[Int(tracks[index].shape)].count
    return tracks[index].rows > 0 || hasSamples[first..<first + width].contains(true)
  }

  /// Takes rows, each with at least one reading; the track of container `n` is `firstTrack + n`.
  mutating func append(_ rows: SampleRows, firstTrack: Int) {
    let width = rows.metrics.count
    guard width > 0 else { return }
    if !rows.windows.isEmpty { widen(rows, firstTrack) }
    // The columns of rows have equal lengths by their type, checked once here.
    precondition(rows.times.count == rows.count && rows.values.count == rows.count * width)
    // All tracks of a table have one shape, so that it is looked up once.
    let units = shapes[Int(tracks[firstTrack].shape)]
    precondition(units.count == width)
    unsafe units.withUnsafeBufferPointer { units in
      unsafe rows.values.withUnsafeBufferPointer { values in
        guard let start = values.baseAddress else { return }
        for index in 0..<rows.count {
          unsafe append(
            firstTrack + Int(rows.containers[index]),
            time: rows.times[index],
            values: start + index * width,
            units: units
          )
        }
      }
    }
    encodeIfFull()
  }

  /// Takes readings of one series of a track; of a table's track none is ``SampleRows/missing``,
  /// since no signal of a table is negative.
  mutating func append(_ samples: SampleColumn, track: Int, column: Int) {
    let units = shapes[Int(tracks[track].shape)]
    var values = [Int64](repeating: SampleRows.missing, count: units.count)
    for index in 0..<samples.count {
      values[column] = samples.values[index]
      // Both arrays are as long as the track is wide.
      unsafe units.withUnsafeBufferPointer { units in
        unsafe values.withUnsafeBufferPointer { values in
          guard let start = values.baseAddress else { return }
          unsafe append(track, time: samples.times[index], values: start, units: units)
        }
      }
    }
    encodeIfFull()
  }

  private mutating func widen(_ rows: SampleRows, _ firstTrack: Int) {
    let width = rows.metrics.count
    for index in 0..<rows.count {
      let first = Int(tracks[firstTrack + Int(rows.containers[index])].firstSeries)
      for column in 0..<width where rows.values[index * width + column] != SampleRows.missing {
        windows[first + column] = max(windows[first + column], rows.windows[index])
      }
    }
  }

  private mutating func encodeIfFull() {
    guard pages.bytes > pageLimit else { return }
    for track in tracks.indices { encode(track, keeping: nil) }
  }

  // MARK: - One row

  @inline(__always)
  private mutating func append(
    _ index: Int,
    time: Int64,
    values: UnsafePointer<Int64>,
    units: UnsafeBufferPointer<SamplePages.Unit>
  ) {
    let track = tracks[index]
    if track.rowsInLast < track.capacity {
      let isWritten = unsafe pages.write(
        track.lastPage,
        row: Int(track.rowsInLast),
        offset: time &- track.firstTime,
        isWide: track.isWide,
        values: values,
        units: units
      )
      if isWritten {
        tracks[index].rowsInLast &+= 1
        tracks[index].rows &+= 1
        return
      }
    }
    unsafe appendToNewPage(index, time: time, values: values, units: units)
  }

  private mutating func appendToNewPage(
    _ index: Int,
    time: Int64,
    values: UnsafePointer<Int64>,
    units: UnsafeBufferPointer<SamplePages.Unit>
  ) {
    let day = Instant(milliseconds: time).day
    if tracks[index].rows > 0, tracks[index].day != day { encode(index, keeping: day) }
    if tracks[index].rows == 0 { tracks[index].day = day }
    // What encoding kept may have left room; the times of its page may still not reach this one.
    let track = tracks[index]
    if track.rowsInLast < track.capacity {
      let isWritten = unsafe pages.write(
        track.lastPage,
        row: Int(track.rowsInLast),
        offset: time &- track.firstTime,
        isWide: track.isWide,
        values: values,
        units: units
      )
      if isWritten {
        tracks[index].rowsInLast += 1
        tracks[index].rows += 1
        return
      }
    }
    for isWide in track.isWide ? [true] : [false, true] {
      let page = pages.allocate(isWide: isWide, first: time)
      let isWritten = unsafe pages.write(
        page,
        row: 0,
        offset: 0,
        isWide: isWide,
        values: values,
        units: units
      )
      guard isWritten else {
        pages.release(page)
        continue
      }
      if track.lastPage >= 0 {
        pages.link(track.lastPage, rows: track.rowsInLast, to: page)
      } else {
        tracks[index].firstPage = page
      }
      tracks[index].isWide = isWide
      tracks[index].lastPage = page
      tracks[index].firstTime = time
      tracks[index].rowsInLast = 1
      tracks[index].capacity = Int32(SamplePages.capacity(width: units.count, isWide: isWide))
      tracks[index].rows += 1
      return
    }
  }
}

// MARK: - Encoding

extension SampleAssembler {
  /// Encodes the rows of a track that wait; those of the day `kept` wait on.
  private mutating func encode(_ index: Int, keeping kept: Int64?) {
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

    var isSorted = true
    for row in 1..<max(count, 1) { isSorted = isSorted && times[row - 1] < times[row] }
    for column in units.indices {
      let series = Int(tracks[index].firstSeries) + column
      let values = gathered[column * count..<(column + 1) * count]
      // A single series has a value in every row, be it the number that else stands for none.
      let isWhole = units.count == 1 || !values.contains(SampleRows.missing)
      if isSorted, isWhole {
        var start = 0
        while start < count {
          let day = Instant(milliseconds: times[start]).day
          let nextDay = day.addingSaturated(1).multipliedSaturated(by: Chunk.day)
          var end = start + 1
          while end < count, times[end] < nextDay { end += 1 }
          if day != kept {
            let part = values.startIndex + start..<values.startIndex + end
            emit(
              series,
              day,
              times.span.extracting(start..<end),
              gathered.span.extracting(part)
            )
          }
          start = end
        }
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
        // The blob's memory goes with the day.
        nodes[Int(node)].content.chunk.bits = []
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
