internal import GRDB
public import PodfitModel

/// Takes the batches and facts of one file while its transaction is open.
///
/// Samples wait in one column per series until there are too many of them; then they are merged
/// into the chunks and memory is free again. Nothing is visible to others before the file has
/// ended.
public final class FileSession {
  private let db: Database
  private let path: String
  private let keepsNanocores: Bool
  private let limit: Int
  private let writer: SeriesWriter
  private let inventory: InventoryWriter
  private var isOpen = true

  private var places: [SeriesKey: Int] = [:]
  private var series: [PendingSeries] = []
  private var buffered = 0

  init(db: Database, path: String, keepsNanocores: Bool, bufferedSamples: Int) {
    self.db = db
    self.path = path
    self.keepsNanocores = keepsNanocores
    limit = max(bufferedSamples, 1)
    writer = SeriesWriter(db: db, path: path)
    inventory = InventoryWriter(db: db, path: path)
  }

  /// How many series the file gave samples for.
  var seriesCount: Int { series.count }

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
    let place = try place(of: batch.key, window: batch.window)
    series[place].samples.times.append(contentsOf: batch.samples.times)
    if batch.key.metric == .cpuUsage, !keepsNanocores, !batch.isWhole {
      series[place].samples.values.append(
        contentsOf: batch.samples.values.lazy.map(\.roundedToMicrocore)
      )
    } else {
      series[place].samples.values.append(contentsOf: batch.samples.values)
    }
    buffered += batch.samples.count
    if buffered >= limit { try flush() }
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
    try flush()
    try BucketWriter(db: db, path: path).update(touching: series)
  }

  /// Makes every later call an error.
  func end() { isOpen = false }

  private func requireOpen() throws(StoreError) {
    guard isOpen else { throw StoreError(.sessionEnded, path: path) }
  }

  private func place(of key: SeriesKey, window: TimeSpan?) throws(StoreError) -> Int {
    if let place = places[key] {
      if let window, series[place].window.map({ $0 < window }) ?? true {
        try writer.widenWindow(of: series[place].id, to: window)
        series[place].window = window
      }
      return place
    }
    let (id, isNew) = try writer.identify(key, window: window)
    series.append(PendingSeries(id: id, key: key, isNew: isNew, window: window))
    places[key] = series.count - 1
    return series.count - 1
  }

  private func flush() throws(StoreError) {
    // In the order of the primary key, so that the B-tree is written front to back.
    for place in series.indices.sorted(by: { series[$0].id < series[$1].id })
    where !series[place].samples.isEmpty {
      try writer.write(series[place])
      series[place].samples = SampleColumn()
      series[place].isNew = false
    }
    buffered = 0
  }
}

/// A series of the file that is being read, and its samples that are not written yet.
struct PendingSeries {
  /// The row id in `series`.
  var id: Int64
  /// The series.
  var key: SeriesKey
  /// Whether the store has no chunk of it yet.
  var isNew: Bool
  /// The longest window that was stated.
  var window: TimeSpan?
  /// Samples in file order.
  var samples = SampleColumn()
}
