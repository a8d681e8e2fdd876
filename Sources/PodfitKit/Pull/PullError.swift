/// Why nothing, or not everything, could be pulled.
public enum PullError: Error, Hashable, Sendable {
  /// The program `curl` is on no path.
  case noCurl
  /// curl cannot be started, with the system's words.
  case curlFailed(String)
  /// Text for curl that would not fit or would break its lines.
  case unusableText(what: String)
  /// The folder belongs to a pull of something else.
  case foreignFolder(path: String, theirs: String, ours: String)
  /// Another process pulls into the folder.
  case folderInUse(path: String)
  /// The server refuses for a reason that the next request would meet as well.
  case refused(String)
  /// The user or the system asked to stop.
  case interrupted
}

extension PullError: CustomStringConvertible {
  /// What is wrong and what to do about it.
  public var description: String {
    switch self {
    case .noCurl:
      """
      pull needs the program curl, which is not on the PATH
        hint: install it (Debian: apt-get install curl), or run what `podfit queries` prints elsewhere
      """
    case .curlFailed(let reason): "curl cannot be run: \(reason.printable)"
    case .unusableText(let what):
      "\(what) cannot be passed on: it is too long or has characters that do not show"
    case .foreignFolder(let path, let theirs, let ours):
      """
      \(path.printable): holds a pull of something else
        there: \(theirs.printable)
        now:   \(ours.printable)
        hint: name another folder with --out
      """
    case .folderInUse(let path):
      "\(path.printable): another podfit pulls into this folder at the moment"
    case .refused(let text): text
    case .interrupted:
      "interrupted; finished files are kept, and the same command goes on from them"
    }
  }
}
