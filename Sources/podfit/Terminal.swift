import Foundation
import PodfitKit

/// Results go to standard output, everything else to standard error.
enum Terminal {
  /// Writes a result; adds a line feed where there is none.
  ///
  /// A closed pipe ends the program by SIGPIPE before this returns, which is the quiet end it should
  /// have.
  ///
  /// - Throws: `PodfitError` when standard output cannot take it, such as on a full disk: a result that
  ///   is cut off must not look like success
  static func print(_ text: String) throws {
    guard !text.isEmpty else { return }
    try write(bytes(of: text))
  }

  /// Writes a piece of a result as it is.
  ///
  /// - Throws: `PodfitError` as ``print(_:)``
  static func write(_ text: String) throws {
    if !text.isEmpty { try write(Data(text.utf8)) }
  }

  /// Writes a piece of a result as it is.
  ///
  /// - Throws: `PodfitError` as ``print(_:)``
  static func write(_ bytes: Data) throws {
    do {
      try FileHandle.standardOutput.write(contentsOf: bytes)
    } catch {
      throw PodfitError.unwritable(
        path: "standard output",
        reason: (error as NSError).localizedDescription
      )
    }
  }

  /// Writes a diagnostic; adds a line feed where there is none.
  static func complain(_ text: String) {
    guard !text.isEmpty else { return }
    // Where standard error is gone there is nobody left to tell.
    try? FileHandle.standardError.write(contentsOf: bytes(of: text))
  }

  /// Whether standard output is a terminal.
  static var isTerminal: Bool { isatty(STDOUT_FILENO) == 1 }

  /// The columns that text may take; nil where standard output is no terminal or does not say.
  static var columns: Int? { isTerminal ? width : nil }

  /// Whether colour helps: on a terminal that has it, unless `NO_COLOR` says no.
  static var showsColor: Bool {
    let environment = ProcessInfo.processInfo.environment
    return isTerminal && environment["TERM"] != "dumb"
      && (environment["NO_COLOR"] ?? "").isEmpty
  }

  /// Text of a table as it fits the terminal: longer lines are cut and end in an ellipsis; as it is where
  /// standard output is no terminal.
  static func fitted(_ text: String) -> String {
    guard isatty(STDOUT_FILENO) == 1, let width else { return text }
    return text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { $0.count > width ? $0.prefix(width - 1) + "\u{2026}" : $0 }
      .joined(separator: "\n")
  }

  /// The columns of the terminal: what the system says, else `COLUMNS`.
  private static var width: Int? {
    var size = winsize()
    if unsafe ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 20 {
      return Int(size.ws_col)
    }
    return ProcessInfo.processInfo.environment["COLUMNS"].flatMap { Int($0) }.flatMap {
      $0 > 20 ? $0 : nil
    }
  }

  /// Whether standard output is a terminal whose locale says UTF-8, so that block characters show.
  static var showsBlocks: Bool {
    guard isatty(STDOUT_FILENO) == 1 else { return false }
    let environment = ProcessInfo.processInfo.environment
    let locale =
      ["LC_ALL", "LC_CTYPE", "LANG"].compactMap { environment[$0] }.first { !$0.isEmpty } ?? ""
    return locale.uppercased().replacing("-", with: "").contains("UTF8")
      && environment["TERM"] != "dumb"
  }

  private static func bytes(of text: String) -> Data {
    // By bytes: CR and LF together are one character, which is no "\n".
    Data((text.utf8.last == 10 ? text : text + "\n").utf8)
  }
}
