import Foundation
import PodfitKit
import Synchronization

/// Tells on a terminal how far an ingest is: bytes, rate and time left.
///
/// It is drawn ten times a second at most, so that it costs nothing, and gone when the work is done.
final class IngestBar: Sendable {
  private let bar: ProgressBar
  private let lastDrawn = Mutex(Duration.milliseconds(100))
  private let start = ContinuousClock.now

  /// The bar; nil where nobody would see it or it was asked for silence.
  init?(isQuiet: Bool) {
    let terminal = ProcessInfo.processInfo.environment["TERM"] ?? ""
    guard !isQuiet, terminal != "dumb", isatty(STDERR_FILENO) == 1 else { return nil }
    bar = ProgressBar(isShown: true)
  }

  /// Draws the bar, unless it was drawn just before; what is done at once needs none.
  func show(_ progress: IngestProgress) {
    let elapsed = ContinuousClock.now - start
    let isDue = lastDrawn.withLock { last in
      guard elapsed - last >= .milliseconds(100) else { return false }
      last = elapsed
      return true
    }
    guard isDue else { return }
    let share = progress.totalBytes.map { $0 > 0 ? Double(progress.bytes) / Double($0) : 0 }
    bar.show(share, Self.text(progress, elapsed: elapsed))
  }

  /// Takes the bar away, before something else is written and at the end.
  func clear() { bar.clear() }

  private static func text(_ progress: IngestProgress, elapsed: Duration) -> String {
    let rate = Double(progress.bytes) / max(0.001, elapsed / .seconds(1))
    var parts = [size(Double(progress.bytes))]
    if let total = progress.totalBytes { parts[0] += " of \(size(Double(total)))" }
    parts.append("\(size(rate))/s")
    if let total = progress.totalBytes, rate > 0 {
      parts.append("\(time(Double(max(0, total - progress.bytes)) / rate)) left")
    }
    if progress.files > 1 {
      parts.append("file \(min(progress.files, progress.filesDone + 1)) of \(progress.files)")
    }
    return parts.joined(separator: "  ")
  }

  /// An amount in three digits at most.
  private static func size(_ bytes: Double) -> String {
    var value = bytes
    var units = ["B", "kB", "MB", "GB", "TB"][...]
    while value >= 1_000, units.count > 1 {
      value /= 1_000
      units.removeFirst()
    }
    let isShort = value < 10 && units.first != "B"
    let digits = isShort ? "\(Int(value)).\(Int(value * 10) % 10)" : "\(Int(min(value, 999_999)))"
    return "\(digits) \(units.first ?? "")"
  }

  private static func time(_ seconds: Double) -> String {
    let whole = Int(min(seconds.rounded(.up), 359_999))
    let rest = "\(whole % 60)"
    let padded = rest.count < 2 ? "0\(rest)" : rest
    guard whole >= 3_600 else { return "\(whole / 60):\(padded)" }
    let minutes = "\(whole / 60 % 60)"
    return "\(whole / 3_600):\(minutes.count < 2 ? "0" : "")\(minutes):\(padded)"
  }
}
