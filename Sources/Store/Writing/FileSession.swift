internal import GRDB
public import PodfitModel

/// Takes the readings and facts of one file while its transaction is open.
///
/// Readings go to a thread of their own, which gathers and encodes them (``SampleAssembler``); the
/// thread that reads the file writes what comes back when the file has ended, or when too much
/// waits, in the order of row ids. Nothing is visible to others before the file has ended.
public final class FileSession {
  /// A container of the file, or one series of it.
  private struct Track {
    var container: PodContainerID
    var metrics: [Metric]
    var part = ""
    var source = ""
    var firstSeries: Int
    /// The row id of the container; 0 before it is known.
    var containerID: Int64 = 0
    var isNewContainer = false
  }

  private struct Place {
    var track: Int
    var column: Int
  }

  private let db: Database
  private let path: String
  private let keepsNanocores: Bool
  private let line: AssemblyLine
  private var writer: SeriesWriter
  private let inventory: InventoryWriter
  private var isOpen = true

  private var tracks: [Track] = []
  /// What the database knows of each series; nil before it was asked.
  private var known: [SeriesWriter.Known?] = []
  private var trackOfSeries: [Int32] = []
  /// Where the readings of batches go.
  private var places: [SeriesKey: Place] = [:]
  /// The longest window that batches state for a series, in milliseconds.
  private var windows: [Int: Int64] = [:]
  private var tableSharesContainers = false
  /// Containers of the table that may not be in the database yet.
  private var unentered = 0
  /// The first track of a table's rows, and how many containers it has so far.
  private var table: (first: Int, count: Int, metrics: [Metric], areWhole: [Bool])?

  init(db: Database, path: String, keepsNanocores: Bool, bufferedSamples: Int) throws(StoreError) {
    self.db = db
    self.path = path
    self.keepsNanocores = keepsNanocores
    // A reading waits in six bytes or so, and encoded it takes two. What is encoded of 240,000
    // containers is written about twice a day, so that memory does not depend on how many days follow.
    func bytes(_ each: Int) -> Int {
      max(1, max(bufferedSamples, 1).multipliedReportingOverflow(by: each).partialValue)
    }
    line = AssemblyLine(pageLimit: bytes(6), encodedLimit: bytes(4))
    writer = try SeriesWriter(on: db, path: path)
    inventory = try InventoryWriter(db: db, path: path)
  }

  /// How many series the file gave samples for.
  var seriesCount: Int {
    line.drain()
    return line.seriesWithSamples()
  }

  /// Samples with times that were not there before; complete after ``finish()``.
  var newSamples: Int { writer.newSamples }

  /// Facts that changed the inventory.
  var newFacts: Int { inventory.newFacts }

  /// Takes the samples of one series; any order, times may repeat, batches of one series may be
  /// many.
  ///
  /// - Throws: `StoreError` when SQLite reports trouble or a name holds U+0000.
  public func accept(_ batch: SampleBatch) throws(StoreError) {
    try requireOpen()
    guard !batch.samples.isEmpty else { return }
    let isRounded = rounds(batch.key.metric) && !batch.isWhole
    let place = try place(of: batch.key, isRounded: isRounded)
    if let window = batch.window {
      let series = tracks[place.track].firstSeries + place.column
      windows[series] = max(windows[series] ?? 0, window.milliseconds)
    }
    line.submit(
      .samples(batch.samples, track: place.track, column: place.column),
      samples: batch.samples.count
    )
    if line.needsSpill { try spill() }
  }

  /// Takes rows of a table; ``SampleRows/containers`` are indices of `names`, which only grows while
  /// a file is read.
  ///
  /// - Throws: `StoreError` when SQLite reports trouble or a name holds U+0000.
  public func accept(_ rows: SampleRows, of names: [RowSubject]) throws(StoreError) {
    try requireOpen()
    guard rows.count > 0 else { return }
    // One table to a file; should there be more, or batches beside it, series are looked up.
    let isSame = table.map { $0.metrics == rows.metrics && $0.areWhole == rows.areWhole } ?? true
    guard isSame, places.isEmpty else {
      for batch in rows.batches(of: names) { try accept(batch) }
      return
    }
    var table = table ?? (tracks.count, 0, rows.metrics, rows.areWhole)
    let new = names.count - table.count
    if new > 0 {
      for subject in names[table.count...] {
        let container = subject.container
        try check(container)
        try check(subject.part)
        try check(subject.source)
        var track = Track(container: container, metrics: rows.metrics, firstSeries: known.count)
        track.part = subject.part
        track.source = subject.source
        if !subject.part.isEmpty || !subject.source.isEmpty { tableSharesContainers = true }
        add(track)
      }
      let shape = zip(rows.metrics, rows.areWhole)
        .map { unit($0, isRounded: rounds($0) && !$1) }
      line.submit(.tracks(new, shape: shape))
      table.count = names.count
      unentered += new
    }
    if unentered > 0 { try enterContainers(of: rows, first: table.first) }
    self.table = table
    line.submit(.rows(rows, firstTrack: table.first), samples: rows.count * rows.metrics.count)
    if line.needsSpill { try spill() }
  }

  /// Takes a fact; of two with one kind and key the higher version counts, then the larger text.
  ///
  /// - Throws: `StoreError` when SQLite reports trouble or the fact has no JSON form.
  public func accept(_ fact: InventoryFact) throws(StoreError) {
    try requireOpen()
    try inventory.upsert(fact)
  }

  /// Takes a daily sketch; of two of one key and shard the one with more samples counts.
  ///
  /// - Throws: `StoreError` when SQLite reports trouble or a name holds U+0000.
  public func accept(_ sketch: DailySketch) throws(StoreError) {
    try requireOpen()
    try SketchTable(db: db, path: path).put(sketch)
  }

  /// Writes what waits and brings the buckets of competing sources up to date.
  func finish() throws(StoreError) {
    line.drain()
    let order = try order()
    try line.finish(order) { (series) throws(StoreError) in try write(series) }
    try BucketWriter(db: db, path: path).update(touching: competing())
  }

  /// Makes every later call an error, and ends the thread.
  func end() {
    isOpen = false
    line.stop()
  }

  private func requireOpen() throws(StoreError) {
    guard isOpen else { throw StoreError(.sessionEnded, path: path) }
  }
}

// MARK: - Series of the file

extension FileSession {
  private func rounds(_ metric: Metric) -> Bool { metric == .cpuUsage && !keepsNanocores }

  private func unit(_ metric: Metric, isRounded: Bool) -> SamplePages.Unit {
    if isRounded { return .microcores }
    return metric.unit == .bytes ? .pages : .units
  }

  private func check(_ text: String) throws(StoreError) {
    if text.utf8.contains(0) { throw StoreError(.textWithNUL(text), path: path) }
  }

  private func check(_ container: PodContainerID) throws(StoreError) {
    try check(container.pod.cluster)
    try check(container.pod.namespace)
    try check(container.pod.name)
    try check(container.container)
  }

  /// Enters the containers that rows are the first to tell of, while the file is still being read.
  private func enterContainers(of rows: SampleRows, first: Int) throws(StoreError) {
    // Subjects that share a container find each other when all are known.
    guard !tableSharesContainers else { return }
    for number in rows.containers {
      let index = first + Int(number)
      if tracks[index].containerID > 0 { continue }
      let (id, isNew) = try writer.identify(tracks[index].container)
      tracks[index].containerID = id
      tracks[index].isNewContainer = isNew
      unentered -= 1
    }
  }

  private func add(_ track: Track) {
    for _ in track.metrics {
      trackOfSeries.append(Int32(tracks.count))
      known.append(nil)
    }
    tracks.append(track)
  }

  private func key(_ track: Int, _ column: Int) -> SeriesKey {
    SeriesKey(
      container: tracks[track].container,
      metric: tracks[track].metrics[column],
      part: tracks[track].part,
      source: tracks[track].source
    )
  }

  private func place(of key: SeriesKey, isRounded: Bool) throws(StoreError) -> Place {
    if places.isEmpty, let table {
      for track in table.first..<table.first + table.count {
        for column in table.metrics.indices {
          places[self.key(track, column)] = Place(track: track, column: column)
        }
      }
    }
    if let place = places[key] { return place }
    try check(key.container)
    try check(key.part)
    try check(key.source)
    let place = Place(track: tracks.count, column: 0)
    var track = Track(container: key.container, metrics: [key.metric], firstSeries: known.count)
    track.part = key.part
    track.source = key.source
    add(track)
    line.submit(.tracks(1, shape: [unit(key.metric, isRounded: isRounded)]))
    places[key] = place
    return place
  }
}

// MARK: - Writing

extension FileSession {
  private func spill() throws(StoreError) {
    line.drain()
    try line.spill(order()) { (series) throws(StoreError) in try write(series) }
  }

  /// The tracks with readings in the order of their series' row ids.
  ///
  /// Containers are entered where they are new. The line must be idle.
  private func order() throws(StoreError) -> [Int32] {
    var firstIDs: [Int64] = []
    firstIDs.reserveCapacity(tracks.count)
    var isAscending = true
    // Series of batches share containers; those of a table do only where it tells parts or sources.
    let sharesContainers = !places.isEmpty || tableSharesContainers
    var containers: [PodContainerID: Int] = [:]
    var order: [Int32] = []
    order.reserveCapacity(tracks.count)
    for index in tracks.indices where line.hasRows(index) {
      order.append(Int32(index))
      if tracks[index].containerID == 0 {
        if sharesContainers, let other = containers[tracks[index].container] {
          tracks[index].containerID = tracks[other].containerID
          tracks[index].isNewContainer = tracks[other].isNewContainer
        } else {
          let (id, isNew) = try writer.identify(tracks[index].container)
          tracks[index].containerID = id
          tracks[index].isNewContainer = isNew
        }
      }
      if sharesContainers { containers[tracks[index].container] = index }
      let id = try identify(tracks[index].firstSeries)
      // All series of a track follow each other, so that tables grow at their ends alone.
      for column in tracks[index].metrics.indices.dropFirst() {
        _ = try identify(tracks[index].firstSeries + column)
      }
      isAscending = isAscending && firstIDs.last.map { $0 < id } ?? true
      firstIDs.append(id)
    }
    if isAscending { return order }
    return order.indices.sorted { firstIDs[$0] < firstIDs[$1] }.map { order[$0] }
  }

  private func identify(_ series: Int) throws(StoreError) -> Int64 {
    if let known = known[series] { return known.id }
    let track = Int(trackOfSeries[series])
    let found = try writer.identify(
      key(track, series - tracks[track].firstSeries),
      container: tracks[track].containerID,
      isNew: tracks[track].isNewContainer
    )
    known[series] = found
    return found.id
  }

  private func write(_ encoded: [SampleAssembler.EncodedSeries]) throws(StoreError) {
    for each in encoded {
      _ = try identify(each.series)
      let track = Int(trackOfSeries[each.series])
      guard var known = known[each.series] else { continue }
      var each = each
      each.window = max(each.window, windows[each.series] ?? 0)
      try writer.write(
        each,
        of: key(track, each.series - tracks[track].firstSeries),
        container: tracks[track].containerID,
        known: &known
      )
      self.known[each.series] = known
    }
  }

  /// The series with samples that may share their container and metric with another one: in a new
  /// container only those of which the file itself has more.
  private func competing() -> [(id: Int64, key: SeriesKey)] {
    struct Shared: Hashable {
      var container: Int64
      var metric: Metric
    }
    func shared(_ series: Int) -> Shared {
      let track = Int(trackOfSeries[series])
      return Shared(
        container: tracks[track].containerID,
        metric: tracks[track].metrics[series - tracks[track].firstSeries]
      )
    }
    var counts: [Shared: Int] = [:]
    if !places.isEmpty { for series in known.indices { counts[shared(series), default: 0] += 1 } }
    var result: [(id: Int64, key: SeriesKey)] = []
    for series in known.indices {
      guard let known = known[series], !known.isNew else { continue }
      let track = Int(trackOfSeries[series])
      let isShared = !places.isEmpty && counts[shared(series), default: 0] > 1
      if isShared || !tracks[track].isNewContainer {
        result.append((known.id, key(track, series - tracks[track].firstSeries)))
      }
    }
    return result
  }
}
