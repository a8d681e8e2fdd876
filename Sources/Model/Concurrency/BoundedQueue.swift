internal import Foundation

/// Hands values from one thread to another, in order, a few at a time.
///
/// Whoever puts waits while the queue is full, whoever takes waits while it is empty, so that
/// memory stays bounded whichever side is faster. Values are blocks of work: a hand-over costs
/// microseconds. Whoever waits for room is woken when half of the queue is free and then fills it at
/// one go: to sleep and be woken for each value took a twentieth of the time of an ingest.
///
/// Safe to share because `condition` guards everything that changes.
public final class BoundedQueue<Element: Sendable>: @unchecked Sendable {
  private let condition = NSCondition()
  private let limit: Int
  private var elements: [Element] = []
  private var isClosed = false
  /// Whether the last value that was taken is still being worked on.
  private var isBusy = false
  /// How many threads wait for room, for a value, and for the end of the work.
  private var waiting = (putting: 0, taking: 0, idling: 0)

  /// Makes an empty queue for at most `limit` values.
  public init(limit: Int) { self.limit = max(1, limit) }

  /// Puts a value at the end, once there is room.
  ///
  /// - Returns: false where the queue is closed and the value was dropped
  @discardableResult
  public func put(_ element: Element) -> Bool {
    condition.lock()
    defer { condition.unlock() }
    if elements.count >= limit {
      waiting.putting += 1
      while elements.count > limit / 2, !isClosed { condition.wait() }
      waiting.putting -= 1
    }
    guard !isClosed else { return false }
    elements.append(element)
    if waiting.taking > 0 { condition.broadcast() }
    return true
  }

  /// Takes the next value, once there is one; what was taken before is done with.
  ///
  /// - Returns: nil where the queue is closed and empty
  public func take() -> Element? {
    condition.lock()
    defer { condition.unlock() }
    isBusy = false
    if waiting.idling > 0 { condition.broadcast() }
    waiting.taking += 1
    while elements.isEmpty, !isClosed { condition.wait() }
    waiting.taking -= 1
    guard !elements.isEmpty else { return nil }
    isBusy = true
    let element = elements.removeFirst()
    if waiting.putting > 0, elements.count <= limit / 2 { condition.broadcast() }
    return element
  }

  /// Waits until every value was taken and is done with.
  public func waitUntilIdle() {
    condition.lock()
    defer { condition.unlock() }
    waiting.idling += 1
    while isBusy || !elements.isEmpty { condition.wait() }
    waiting.idling -= 1
  }

  /// Ends the queue: nothing can be put any more, and what waits is still taken.
  public func close() {
    condition.lock()
    defer { condition.unlock() }
    isClosed = true
    condition.broadcast()
  }

  /// Ends the queue and drops what waits.
  public func cancel() {
    condition.lock()
    defer { condition.unlock() }
    isClosed = true
    elements = []
    condition.broadcast()
  }
}

/// A thread that does one piece of work.
///
/// For work that waits for another thread: the pool of Swift's tasks has no thread to spare for
/// that. Who starts one joins it, so that no thread outlives the function or value that made it.
public final class Worker: Sendable {
  private let done = DispatchSemaphore(value: 0)

  /// Starts `work` on a thread of its own.
  public init(_ work: @escaping @Sendable () -> Void) {
    let done = done
    let thread = Thread {
      work()
      done.signal()
    }
    thread.stackSize = 1 << 23
    thread.start()
  }

  /// Waits until the work has ended; may be called once.
  public func join() { done.wait() }
}
