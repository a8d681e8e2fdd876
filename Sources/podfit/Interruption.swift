import Foundation
import PodfitKit
import Synchronization

/// Turns SIGINT and SIGTERM into a cancellation, so that work ends between two steps and leaves nothing
/// half done.
final class Interruption {
  /// The signal that came, for the handler's thread and the program's.
  private final class Seen: Sendable {
    let number = Mutex<Int32>(SIGINT)
  }

  private static let numbers = [SIGINT, SIGTERM]
  private let seen = Seen()
  private var sources: [any DispatchSourceSignal] = []

  /// Starts to listen; a signal cancels `control`.
  init(_ control: PullControl) {
    let queue = DispatchQueue(label: "podfit.signals")
    for number in Self.numbers {
      // The default action would end the process before the source tells of the signal.
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
      source.setEventHandler { [seen] in
        seen.number.withLock { $0 = number }
        control.cancel()
      }
      source.resume()
      sources.append(source)
    }
  }

  /// The exit status of a program that a signal ended: 130 for Ctrl-C.
  var status: Int32 { 128 + seen.number.withLock { $0 } }

  /// Leaves the signals to the system again.
  func end() {
    for source in sources { source.cancel() }
    for number in Self.numbers { signal(number, SIG_DFL) }
  }
}
