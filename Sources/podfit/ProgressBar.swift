import Foundation
import PodfitKit
import Synchronization

/// One line on standard error that shows how far a job is; nothing where that is no terminal.
final class ProgressBar: Sendable {
  private let isShown: Bool
  private let width = Mutex(0)

  /// Makes a bar.
  init(isShown: Bool) { self.isShown = isShown && isatty(STDERR_FILENO) == 1 }

  /// Draws the bar in place of the last one; of a job whose end is not known, the text alone.
  func show(_ share: Double?, _ text: String) {
    guard isShown else { return }
    let line = "\(share.map(Self.cells) ?? "")\(text.printable)".prefix(79)
    width.withLock { width in
      let blanks = String(repeating: " ", count: max(0, width - line.count))
      write("\r\(line)\(blanks)")
      width = line.count
    }
  }

  private static func cells(_ share: Double) -> String {
    let cells = 24
    let full = Int((min(max(share, 0), 1) * Double(cells)).rounded(.down))
    let bar = String(repeating: "#", count: full) + String(repeating: ".", count: cells - full)
    let percent = Int((min(max(share, 0), 1) * 100).rounded(.down))
    return "[\(bar)] \(percent) % "
  }

  /// Takes the bar away.
  func clear() {
    guard isShown else { return }
    width.withLock { width in
      guard width > 0 else { return }
      write("\r\(String(repeating: " ", count: width))\r")
      width = 0
    }
  }

  private func write(_ text: String) {
    // Where standard error is gone there is nobody left to show it to.
    try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
  }
}
