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
  // What is not private here is for the extension that encodes.

  /// A container whose readings wait.
  struct Track {
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

  struct Node {
    var content: EncodedDay
    /// The node of an earlier day, -1 at the end.
    var earlier: Int32
  }

  /// Nodes in slabs that stay where they are: one array of a million nodes is copied to twice its
  /// size while it grows, which is a quarter of a gigabyte for a moment.
  struct Nodes {
    private var slabs: [[Node]] = []
    private(set) var count = 0
    private static let slabSize = 4_096

    mutating func append(_ node: Node) {
      if count % Self.slabSize == 0 {
        slabs.append([])
        slabs[slabs.count - 1].reserveCapacity(Self.slabSize)
      }
      slabs[slabs.count - 1].append(node)
      count += 1
    }

    subscript(_ index: Int) -> Node {
      get { slabs[index / Self.slabSize][index % Self.slabSize] }
      _modify { yield &slabs[index / Self.slabSize][index % Self.slabSize] }
    }
  }

  /// A series' days, in order.
  struct EncodedSeries: Sendable {
    var series: Int
    var days: [EncodedDay]
    /// The longest window of its rows in milliseconds, 0 where none was stated.
    var window: Int64
  }

  var pages = SamplePages()
  var shapes: [[SamplePages.Unit]] = []
  var tracks: [Track] = []
  var heads: [Int32] = []
  var hasSamples: [Bool] = []
  var windows: [Int64] = []
  var nodes = Nodes()
  var freeNode: Int32 = -1
  private let pageLimit: Int

  // Used again by every track that is encoded.
  var times: [Int64] = []
  var gathered: [Int64] = []

  /// Bytes of encoded days that wait to be written, about.
  var encodedBytes = 0

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
    let encoded = units.count == 1 ? encodeDays(of: samples, track, unit: units[0]) : 0
    for index in encoded..<samples.count {
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
  mutating func append(
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
