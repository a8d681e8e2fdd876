import Foundation
import PodfitKit
import Synchronization

/// Tells on a terminal how far a report is: workloads, rate and time left, then what is done with them.
///
/// It is drawn ten times a second at most, and gone when the work is done.
final class ReportBar: Sendable {
  private let bar: ProgressBar
  private let lastDrawn = Mutex(Duration.milliseconds(100))
  private let start = ContinuousClock.now

  /// The bar; nil where nobody would see it or it was asked for silence.
  init?(isQuiet: Bool) {
    let terminal = ProcessInfo.processInfo.environment["TERM"] ?? ""
    guard !isQuiet, terminal != "dumb", isatty(STDERR_FILENO) == 1 else { return nil }
    bar = ProgressBar(isShown: true)
  }

  /// Draws the bar, unless it was drawn just before.
  func show(_ progress: ReportProgress) {
    switch progress {
    case .packing: bar.show(nil, "packing nodes")
    case .replaying: bar.show(nil, "replaying samples on the packed nodes")
    case .reading(let done, let total):
      let elapsed = ContinuousClock.now - start
      let isDue = lastDrawn.withLock { last in
        guard elapsed - last >= .milliseconds(100) else { return false }
        last = elapsed
        return true
      }
      guard isDue, total > 0 else { return }
      let rate = Double(done) / max(0.001, elapsed / .seconds(1))
      let left = Int((Double(total - done) / max(rate, 0.001)).rounded(.up))
      bar.show(
        Double(done) / Double(total),
        "\(done.grouped) of \(total.grouped) workloads  \(Int(min(rate, 999_999)))/s"
          + "  \(min(left, 359_999)) s left"
      )
    }
  }

  /// Takes the bar away.
  func clear() { bar.clear() }
}
