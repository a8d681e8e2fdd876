import PodfitIngest
import PodfitModel
import PodfitStore
import Synchronization

/// Reads a file on a thread of its own, while its caller enters what comes into the database.
///
/// Most of the time of a file with many short series goes into names and rows of tables: with both
/// sides at work it takes half as long. Small files are read by their caller.
struct ThreadedReading {
  /// The name for messages.
  let file: String
  /// What the caller knows about the content.
  let options: IngestOptions
  /// By what the file is told from others.
  let digest: DigestKind

  /// Below so many bytes a thread costs more than it saves.
  static let threshold: Int64 = 1 << 20

  /// What is handed over at once.
  fileprivate enum Item: Sendable {
    case batch(SampleBatch)
    /// Rows, and what containers are about that none before them named.
    case rows(SampleRows, newNames: [RowSubject])
    case fact(InventoryFact)
    case sketch(DailySketch)
  }

  /// Reads all that `open` gives and hands it to `sink`, in its order.
  ///
  /// - Returns: What was read.
  /// - Throws: `IngestError`, also for what the sink throws
  func read<Sink: SampleSink>(
    into sink: inout Sink,
    _ open: @escaping @Sendable () throws(IngestError) -> ByteSource
  ) throws(IngestError) -> FileReport {
    let queue = BoundedQueue<[Item]>(limit: 8)
    let result = Mutex<Result<FileReport, IngestError>?>(nil)
    let worker = Worker { [self] in
      let outcome = Result<FileReport, IngestError> { () throws(IngestError) -> FileReport in
        var sink = QueuedSink(queue: queue)
        let report = try Ingestor.read(
          try open(),
          named: file,
          options: options,
          into: &sink,
          digest: digest
        )
        sink.send()
        return report
      }
      result.withLock { $0 = outcome }
      queue.close()
    }
    var names: [RowSubject] = []
    var failure: (any Error)?
    while failure == nil, let items = queue.take() {
      do {
        for item in items { try Self.hand(item, to: &sink, &names) }
      } catch {
        failure = error
        queue.cancel()
      }
    }
    worker.join()
    if let failure { throw IngestError(.sinkFailed("\(failure)"), at: .init(file: file)) }
    guard let outcome = result.withLock({ $0 }) else {
      preconditionFailure("the thread that reads ends without a result")
    }
    return try outcome.get()
  }

  private static func hand<Sink: SampleSink>(
    _ item: Item,
    to sink: inout Sink,
    _ names: inout [RowSubject]
  ) throws {
    switch item {
    case .batch(let batch): try sink.accept(batch)
    case .rows(let rows, let newNames):
      names += newNames
      try sink.accept(rows, of: names)
    case .fact(let fact): try sink.accept(fact)
    case .sketch(let sketch): try sink.accept(sketch)
    }
  }
}

/// The reader's side of the queue.
private struct QueuedSink: SampleSink {
  /// The other side has stopped; it knows why.
  struct Stopped: Error {}

  let queue: BoundedQueue<[ThreadedReading.Item]>
  private var items: [ThreadedReading.Item] = []
  private var weight = 0
  private var namesSent = 0

  /// Samples, with a fact as several, that are sent at once.
  private static let blockSize = 16_384

  init(queue: BoundedQueue<[ThreadedReading.Item]>) { self.queue = queue }

  mutating func accept(_ batch: SampleBatch) throws {
    try add(.batch(batch), batch.samples.count + 16)
  }

  mutating func accept(_ rows: SampleRows, of names: [RowSubject]) throws {
    let new = Array(names[namesSent...])
    namesSent = names.count
    try add(.rows(rows, newNames: new), rows.count)
  }

  mutating func accept(_ fact: InventoryFact) throws { try add(.fact(fact), 16) }

  mutating func accept(_ sketch: DailySketch) throws { try add(.sketch(sketch), 512) }

  private mutating func add(_ item: ThreadedReading.Item, _ cost: Int) throws {
    items.append(item)
    weight += cost
    guard weight >= Self.blockSize else { return }
    guard send() else { throw Stopped() }
  }

  /// Sends what waits; false where nobody takes it any more.
  @discardableResult
  mutating func send() -> Bool {
    let block = items
    items = []
    weight = 0
    return block.isEmpty || queue.put(block)
  }
}
