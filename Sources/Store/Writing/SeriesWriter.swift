internal import GRDB
internal import PodfitModel

/// Writes containers, series and their chunks.
///
/// Usual input: a few hundred thousand series in the order of their row ids, so that every B-tree
/// grows at its end. A container or series that this transaction makes is not looked up again.
struct SeriesWriter: ~Copyable {
  private let path: String
  private let chunks: ChunkReader
  private let containerFinder: RawStatement
  private let containerMaker: RawStatement
  private let seriesFinder: RawStatement
  private let seriesMaker: RawStatement
  private let seriesChanger: RawStatement
  private let chunkWriter: RawStatement
  private let chunkAdder: RawStatement
  private let slotWriter: RawStatement
  private let isFirstFile: Bool
  private var lastContainer: Int64
  private var lastSeries: Int64
  private var slots: Int
  /// What ``seriesMaker`` has bound.
  private var bound: (metric: Metric, part: String, source: String)?

  /// Samples with times that were not there before.
  private(set) var newSamples = 0

  /// A series as the database knows it.
  struct Known {
    /// The row id.
    var id: Int64
    /// Whether there is no row yet.
    var isNew: Bool
    /// The last day that may have a chunk; nil without any.
    var lastDay: Int64?
  }

  init(on db: Database, path: String) throws(StoreError) {
    func prepared(_ sql: String) throws(StoreError) -> RawStatement {
      try RawStatement(sql, on: db, path: path)
    }
    func number(_ sql: String) throws(StoreError) -> Int64 {
      let statement = try prepared(sql)
      return try statement.step() ? statement.integer(0) ?? 0 : 0
    }
    let chunks = try ChunkReader(on: db, path: path)
    let containerFinder = try prepared(Self.findContainer)
    let containerMaker = try prepared(Self.makeContainer)
    let seriesFinder = try prepared(Self.findSeries)
    let seriesMaker = try prepared(Self.makeSeries)
    let seriesChanger = try prepared(Self.changeSeries)
    let chunkWriter = try prepared(ChunkTable.put)
    let chunkAdder = try prepared(ChunkTable.add)
    let slotWriter = try prepared("INSERT INTO slot (n) VALUES (?)")
    // The last row of each table.
    let lastContainer = try number("SELECT max(id) FROM pod_container")
    let lastSeries = try number("SELECT max(id) FROM series")
    let slots = Int(try number("SELECT coalesce(max(n), -1) + 1 FROM slot"))
    self.path = path
    self.chunks = chunks
    self.containerFinder = containerFinder
    self.containerMaker = containerMaker
    self.seriesFinder = seriesFinder
    self.seriesMaker = seriesMaker
    self.seriesChanger = seriesChanger
    self.chunkWriter = chunkWriter
    self.chunkAdder = chunkAdder
    self.slotWriter = slotWriter
    self.isFirstFile = lastContainer == 0
    self.lastContainer = lastContainer
    self.lastSeries = lastSeries
    self.slots = slots
  }

  // SEARCH pod_container USING COVERING INDEX sqlite_autoindex_pod_container_1
  static let findContainer = """
    SELECT id FROM pod_container
    WHERE cluster = ? AND namespace = ? AND pod = ? AND container = ?
    """

  private static let makeContainer = """
    INSERT INTO pod_container (cluster, namespace, pod, container, id) VALUES (?, ?, ?, ?, ?)
    """

  // SEARCH series USING INDEX series_by_container (pod_container_id=?)
  static let findSeries = """
    SELECT id, last_ms FROM series
    WHERE pod_container_id = ? AND metric = ? AND part = ? AND source = ?
    """

  private static let makeSeries = """
    INSERT INTO series (pod_container_id, metric, part, source, window_ms, samples, first_ms,
      last_ms, id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
    """

  // The longest window that any file states stays, so that the order of files does not matter.
  // SEARCH series USING INTEGER PRIMARY KEY (rowid=?)
  private static let changeSeries = """
    UPDATE series SET samples = samples + ?1, first_ms = min(coalesce(first_ms, ?2), ?2),
      last_ms = max(coalesce(last_ms, ?3), ?3),
      window_ms = CASE WHEN ?4 IS NULL THEN window_ms ELSE max(coalesce(window_ms, ?4), ?4) END
    WHERE id = ?5
    """

  /// The row id of a container, which is made where it is missing; no name has U+0000.
  mutating func identify(
    _ container: PodContainerID
  ) throws(StoreError) -> (id: Int64, isNew: Bool) {
    if !isFirstFile {
      Self.bind(container, to: containerFinder)
      defer { containerFinder.reset() }
      if try containerFinder.step(), let id = containerFinder.integer(0) { return (id, false) }
    }
    lastContainer += 1
    Self.bind(container, to: containerMaker)
    containerMaker.bind(lastContainer, at: 5)
    try containerMaker.run()
    return (lastContainer, true)
  }

  private static func bind(_ container: PodContainerID, to statement: borrowing RawStatement) {
    statement.bind(container.pod.cluster, at: 1)
    statement.bind(container.pod.namespace, at: 2)
    statement.bind(container.pod.name, at: 3)
    statement.bind(container.container, at: 4)
  }

  /// The row id of a series; one that is missing gets its row with its first samples.
  mutating func identify(
    _ key: SeriesKey,
    container: Int64,
    isNew: Bool
  ) throws(StoreError) -> Known {
    if !isNew {
      seriesFinder.bind(container, at: 1)
      seriesFinder.bind(key.metric.rawValue, at: 2)
      seriesFinder.bind(key.part, at: 3)
      seriesFinder.bind(key.source, at: 4)
      defer { seriesFinder.reset() }
      if try seriesFinder.step(), let id = seriesFinder.integer(0) {
        let last = seriesFinder.integer(1).map { Instant(milliseconds: $0).day }
        return Known(id: id, isNew: false, lastDay: last)
      }
    }
    lastSeries += 1
    return Known(id: lastSeries, isNew: true, lastDay: nil)
  }

  /// Merges days into the chunks of a series.
  mutating func write(
    _ encoded: SampleAssembler.EncodedSeries,
    of key: SeriesKey,
    container: Int64,
    known: inout Known
  ) throws(StoreError) {
    guard let first = encoded.days.first, let last = encoded.days.last else { return }
    let window = encoded.window > 0 ? encoded.window : nil
    if known.isNew {
      let samples = encoded.days.reduce(0) { $0 + $1.chunk.samples }
      seriesMaker.bind(container, at: 1)
      bindNames(of: key)
      seriesMaker.bind(window, at: 5)
      seriesMaker.bind(Int64(samples), at: 6)
      seriesMaker.bind(first.chunk.first, at: 7)
      seriesMaker.bind(last.last, at: 8)
      seriesMaker.bind(known.id, at: 9)
      try seriesMaker.run()
      newSamples += samples
      for each in encoded.days { try add(each.chunk, series: known.id, day: each.day) }
    } else {
      let before = newSamples
      for each in encoded.days { try merge(each, into: known, of: key) }
      seriesChanger.bind(Int64(newSamples - before), at: 1)
      seriesChanger.bind(first.chunk.first, at: 2)
      seriesChanger.bind(last.last, at: 3)
      seriesChanger.bind(window, at: 4)
      seriesChanger.bind(known.id, at: 5)
      try seriesChanger.run()
    }
    known.isNew = false
    known.lastDay = max(known.lastDay ?? last.day, last.day)
  }

  /// Binds what names a new series beside its container; what the last one had too is still bound.
  private mutating func bindNames(of key: SeriesKey) {
    if bound?.metric != key.metric { seriesMaker.bind(key.metric.rawValue, at: 2) }
    if bound?.part != key.part { seriesMaker.bind(key.part, at: 3) }
    if bound?.source != key.source { seriesMaker.bind(key.source, at: 4) }
    bound = (key.metric, key.part, key.source)
  }

  private mutating func merge(
    _ encoded: SampleAssembler.EncodedDay,
    into known: Known,
    of key: SeriesKey
  ) throws(StoreError) {
    if let lastDay = known.lastDay, encoded.day <= lastDay,
      let kept = try chunks.samples(of: known.id, day: encoded.day, named: { key })
    {
      let merged = kept.merged(with: encoded.samples)
      if merged == kept { return }
      newSamples += merged.count - kept.count
      try put(Chunk(encoding: merged), series: known.id, day: encoded.day)
    } else {
      newSamples += encoded.chunk.samples
      try add(encoded.chunk, series: known.id, day: encoded.day)
    }
  }

  /// Writes a chunk of a day of which there should be none.
  private mutating func add(_ chunk: Chunk, series: Int64, day: Int64) throws(StoreError) {
    try ChunkTable.put(chunk, number: number(series, day), by: chunkAdder)
    guard chunkAdder.changes == 1 else { return try put(chunk, series: series, day: day) }
    try reach(chunk)
  }

  private mutating func put(_ chunk: Chunk, series: Int64, day: Int64) throws(StoreError) {
    try ChunkTable.put(chunk, number: number(series, day), by: chunkWriter)
    try reach(chunk)
  }

  private func number(_ series: Int64, _ day: Int64) throws(StoreError) -> Int64 {
    guard let number = ChunkNumber.of(series: series, day: day) else {
      throw StoreError(.dayOutOfRange(day), path: path)
    }
    return number
  }

  /// The views count with the numbers in `slot`; it must reach as far as the longest chunk, and as
  /// the widths of blocks.
  private mutating func reach(_ chunk: Chunk) throws(StoreError) {
    let count = chunk.block > 0 ? max(chunk.slots, BlockPacking.widest + 1) : chunk.slots
    while slots < count {
      slotWriter.bind(Int64(slots), at: 1)
      try slotWriter.run()
      slots += 1
    }
  }
}
