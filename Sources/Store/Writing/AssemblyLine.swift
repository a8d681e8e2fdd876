internal import PodfitModel
internal import Synchronization

/// Runs a ``SampleAssembler`` beside the thread that reads the file.
///
/// Small files stay on the thread of their caller; the second block of work starts a thread, which
/// ends with the file. Only one of both uses the assembler at a time: the worker while it has work,
/// its caller after ``drain()``. That is what makes it safe to share.
final class AssemblyLine: @unchecked Sendable {
  /// Work for the assembler.
  enum Message: Sendable {
    case tracks(Int, shape: [SamplePages.Unit])
    case rows(SampleRows, firstTrack: Int)
    case samples(SampleColumn, track: Int, column: Int)
    /// Encodes all that waits of some tracks and hands it to ``AssemblyLine/finished``.
    case finish(Range<Int>, of: [Int32])
  }

  private var assembler: SampleAssembler
  private let encodedLimit: Int
  private let isOverLimit = Atomic(false)
  private let queue = BoundedQueue<[Message]>(limit: 20)
  private var worker: Worker?
  private var waiting: [Message] = []
  private var waitingSamples = 0

  /// Series that are encoded to their end.
  let finished = BoundedQueue<[SampleAssembler.EncodedSeries]>(limit: 24)

  /// How many samples are sent at once: both threads sleep and are woken about once per block, which
  /// was a twentieth of the time with blocks of a quarter of this.
  private let blockSize: Int

  init(pageLimit: Int, encodedLimit: Int) {
    assembler = SampleAssembler(pageLimit: pageLimit)
    self.encodedLimit = encodedLimit
    blockSize = min(32_768, max(1, encodedLimit))
  }

  /// Adds work of about `samples` samples.
  func submit(_ message: Message, samples: Int = 0) {
    waiting.append(message)
    waitingSamples += samples
    if waitingSamples >= blockSize { send() }
  }

  /// Sends what waits; the thread starts with the first block.
  private func send() {
    guard !waiting.isEmpty else { return }
    if worker == nil { worker = Worker { self.work() } }
    queue.put(waiting)
    waiting = []
    waitingSamples = 0
  }

  private func work() {
    while let messages = queue.take() {
      for message in messages { perform(message) }
    }
  }

  private func perform(_ message: Message) {
    switch message {
    case .tracks(let count, let shape): assembler.add(count, shape: shape)
    case .rows(let rows, let first): assembler.append(rows, firstTrack: first)
    case .samples(let samples, let track, let column):
      assembler.append(samples, track: track, column: column)
    case .finish(let range, let order):
      finished.put(range.flatMap { assembler.take(Int(order[$0]), finishing: true) })
    }
    if assembler.encodedBytes > encodedLimit {
      isOverLimit.store(true, ordering: .relaxed)
    }
  }

  /// Whether so much is encoded that it should be written.
  var needsSpill: Bool { isOverLimit.load(ordering: .relaxed) }

  /// Waits until all work is done; then the assembler is the caller's until the next ``submit``.
  func drain() {
    if worker == nil {
      for message in waiting { perform(message) }
      waiting = []
      waitingSamples = 0
    } else {
      send()
      queue.waitUntilIdle()
    }
  }

  /// How many series have readings; after ``drain()``.
  func seriesWithSamples() -> Int { assembler.seriesWithSamples() }

  /// Whether any reading of a track has come; after ``drain()``.
  func hasRows(_ track: Int) -> Bool { assembler.hasRows(track) }

  /// Takes what is encoded so far, track by track; after ``drain()``.
  func spill(
    _ order: [Int32],
    _ body: ([SampleAssembler.EncodedSeries]) throws(StoreError) -> Void
  ) throws(StoreError) {
    for track in order { try body(assembler.take(Int(track), finishing: false)) }
    isOverLimit.store(false, ordering: .relaxed)
  }

  /// Encodes all that waits and hands it to `body`, track by track, while the next is encoded.
  func finish(
    _ order: [Int32],
    _ body: ([SampleAssembler.EncodedSeries]) throws(StoreError) -> Void
  ) throws(StoreError) {
    let step = 64
    guard worker != nil else {
      for track in order { try body(assembler.take(Int(track), finishing: true)) }
      return
    }
    // The worker waits for `finished` to be taken and the caller for room in `queue`: never more
    // messages are under way than both hold together.
    var sent = 0
    var taken = 0
    let parts = (order.count + step - 1) / step
    while taken < parts {
      while sent < parts, sent - taken < 16 {
        queue.put([.finish(sent * step..<min(order.count, (sent + 1) * step), of: order)])
        sent += 1
      }
      guard let series = finished.take() else { return }
      taken += 1
      try body(series)
    }
  }

  /// Ends the thread, which holds this object until then; what waits is dropped.
  func stop() {
    queue.cancel()
    finished.cancel()
    worker?.join()
    worker = nil
  }
}
