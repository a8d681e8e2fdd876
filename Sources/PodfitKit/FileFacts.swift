import Glibc

/// What the file system knows of a path, by one system call.
///
/// Foundation's dictionaries of attributes take several times as long, which counts for thousands
/// of manifests.
package struct FileFacts {
  /// What is there.
  package enum Kind: Sendable { case regular, folder, link, other }
  /// What makes two paths one file: the device and the number on it.
  package struct Identity: Hashable, Sendable {
    let device: UInt64
    let number: UInt64
  }

  /// What is there.
  package let kind: Kind
  /// Equal for paths that lead to one file.
  package let identity: Identity

  /// Asks; nil where there is nothing, or nothing that may be looked at.
  ///
  /// - Parameters:
  ///   - path: the path
  ///   - followsLinks: whether it is about what a link leads to, or about the link
  package init?(_ path: String, followsLinks: Bool = true) {
    // A C string would end there and name another file.
    guard !path.utf8.contains(0) else { return nil }
    var facts = stat()
    let result = unsafe followsLinks ? stat(path, &facts) : lstat(path, &facts)
    guard result == 0 else { return nil }
    kind =
      switch facts.st_mode & S_IFMT {
      case S_IFREG: .regular
      case S_IFDIR: .folder
      case S_IFLNK: .link
      default: .other
      }
    identity = Identity(device: UInt64(facts.st_dev), number: UInt64(facts.st_ino))
  }
}
