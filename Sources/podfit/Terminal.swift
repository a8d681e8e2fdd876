import Foundation

/// Results go to standard output, everything else to standard error.
enum Terminal {
  /// Writes a result; adds a line feed where there is none.
  static func print(_ text: String) {
    guard !text.isEmpty else { return }
    write(text, to: .standardOutput)
  }

  /// Writes a diagnostic; adds a line feed where there is none.
  static func complain(_ text: String) {
    guard !text.isEmpty else { return }
    write(text, to: .standardError)
  }

  private static func write(_ text: String, to handle: FileHandle) {
    // A closed pipe ends the program by SIGPIPE before this returns, which is the quiet end it should
    // have; other failures of standard output leave nobody to tell.
    try? handle.write(contentsOf: Data((text.hasSuffix("\n") ? text : text + "\n").utf8))
  }
}
