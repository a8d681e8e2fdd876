import Foundation
import Synchronization

/// Stops a pull from outside, such as from a signal's handler, and keeps count of its child processes.
///
/// Two threads meet here, the one that waits for a child and the one that stops it; a mutex guards what
/// both use.
public final class PullControl: Sendable {
  /// A child that was started.
  struct Run {
    var process: Process
    var ended: DispatchSemaphore
  }

  private struct State {
    var isCancelled = false
    var running: [Process] = []
  }

  private let state = Mutex(State())

  /// Makes a control that has not been cancelled.
  public init() {}

  /// Whether ``cancel()`` was called.
  public var isCancelled: Bool { state.withLock { $0.isCancelled } }

  /// Ends all children and lets the pull end before its next step.
  public func cancel() {
    state.withLock { state in
      state.isCancelled = true
      // Children may inherit that SIGTERM and SIGINT are held back; curl has nothing to put in order.
      for child in state.running where child.isRunning {
        _ = kill(child.processIdentifier, SIGKILL)
      }
    }
  }

  /// Starts a child, unless the pull was cancelled.
  ///
  /// - Throws: ``PullError/interrupted``, or what the system says
  func start(_ process: Process) throws -> Run {
    let ended = DispatchSemaphore(value: 0)
    process.terminationHandler = { _ in ended.signal() }
    // One child at a time is started: two at once could inherit each other's files.
    try state.withLock { state in
      guard !state.isCancelled else { throw PullError.interrupted }
      try process.run()
      state.running.append(process)
    }
    return Run(process: process, ended: ended)
  }

  /// Waits until a child has ended.
  func wait(for run: Run) {
    run.ended.wait()
    state.withLock { state in state.running.removeAll { $0 === run.process } }
  }

  /// Waits; returns early on a cancellation.
  func pause(milliseconds: Int) {
    var left = milliseconds
    while left > 0, !isCancelled {
      usleep(UInt32(min(left, 100)) * 1_000)
      left -= 100
    }
  }
}
