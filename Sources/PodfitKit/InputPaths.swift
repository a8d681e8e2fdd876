import Foundation

/// The files that a list of paths stands for.
enum InputPaths {
  /// Folders are replaced by the regular files in them, patterns by the files and folders they match.
  ///
  /// A path that is there is taken as it is named, whatever characters it has. Files come in the order of
  /// the paths, those of one folder or pattern sorted by name; a file that is named twice counts once.
  /// Hidden files in folders, sockets and devices are left out, and so are `excluded` files. Links to
  /// folders inside folders are not followed, so that a loop ends.
  ///
  /// - Parameters:
  ///   - paths: the paths
  ///   - excluded: files that are no input
  ///   - allowsEmpty: whether a folder or pattern without a file is fine
  ///   - namesBrokenLinks: whether a link that leads nowhere, such as to itself, is told to `unusable`
  ///   - unusable: is told of a path that is not there, of a folder that cannot be listed, and of a folder
  ///     or pattern without a file unless that is allowed; what it throws ends the search, else it goes on
  ///     beside that
  ///   - isWanted: whether a file in a folder counts, by its name
  /// - Returns: the files
  /// - Throws: what `unusable` throws
  static func expanded(
    _ paths: [String],
    excluding excluded: [String] = [],
    allowsEmpty: Bool = false,
    namesBrokenLinks: Bool = false,
    unusable: (Unusable) throws(PodfitError) -> Void = { place throws(PodfitError) in
      throw .unreadable(path: place.path, reason: place.reason)
    },
    where isWanted: (String) -> Bool = { _ in true }
  ) throws(PodfitError) -> [String] {
    var files: [String] = []
    // The excluded ones are known from the start, so that they are never new; named outright they are
    // read, and refused for what they are.
    let left = Set(excluded.compactMap { identity(of: $0) })
    var seen: Set<FileFacts.Identity> = []
    for path in paths {
      if path == "-" {
        if !files.contains(path) { files.append(path) }
        continue
      }
      var found = 0
      func note(_ place: Unusable) throws(PodfitError) {
        if place.isLink, !namesBrokenLinks { return }
        // It is an error of its own, so that it is not also one of a folder without files.
        found += 1
        try unusable(place)
      }
      let matches =
        isThere(path) || !PathPattern.isPattern(path) ? [path] : try expand(path, note)
      let isNamed = matches == [path]
      for match in matches {
        guard let isFolder = isFolder(match) else {
          try note(Unusable(path: match, reason: "no such file or folder"))
          continue
        }
        var below = isFolder ? [] : [match]
        if isFolder { try appendFiles(below: match, where: isWanted, to: &below, note) }
        for file in below {
          let identity = identity(of: file)
          let isLeftOut = identity.map(left.contains) ?? false
          if isLeftOut, isFolder || !isNamed { continue }
          found += 1
          if let identity, !seen.insert(identity).inserted { continue }
          files.append(file)
        }
      }
      guard found > 0 || allowsEmpty else {
        let reason =
          isNamed ? "the folder has no files to read" : "no file to read matches the pattern"
        try unusable(Unusable(path: path, reason: reason))
        continue
      }
    }
    return files
  }

  /// A path that gives no files, and why.
  struct Unusable {
    let path: String
    let reason: String
    /// Whether it is a link in a folder, or matched by a pattern, that leads nowhere.
    var isLink = false

    /// A link to what is not there, or to itself; nil for anything else.
    init?(brokenLink path: String) {
      guard FileFacts(path) == nil, FileFacts(path, followsLinks: false) != nil else { return nil }
      self.init(path: path, reason: "it is a link that leads nowhere")
      isLink = true
    }

    init(path: String, reason: String) {
      self.path = path
      self.reason = reason
    }
  }

  private static func isThere(_ path: String) -> Bool { FileFacts(path) != nil }

  /// Whether the path, or what it links to, is a folder; nil where there is nothing.
  private static func isFolder(_ path: String) -> Bool? {
    FileFacts(path).map { $0.kind == .folder }
  }

  /// Equal for paths that lead to one file; nil where there is no file, and for pipes, which give
  /// their content once.
  private static func identity(of path: String) -> FileFacts.Identity? {
    guard let facts = FileFacts(path), facts.kind == .regular else { return nil }
    return facts.identity
  }

  /// The files, and for the last part folders, that a pattern matches.
  private static func expand(
    _ pattern: String,
    _ unusable: (Unusable) throws(PodfitError) -> Void
  ) throws(PodfitError) -> [String] {
    let start = pattern.hasPrefix("/") ? "/" : ""
    let parts = pattern.split(separator: "/").map(String.init)
    var matches: [String] = []
    try match(start, parts[...], into: &matches, unusable)
    return matches
  }

  private static func match(
    _ folder: String,
    _ parts: ArraySlice<String>,
    into matches: inout [String],
    _ unusable: (Unusable) throws(PodfitError) -> Void
  ) throws(PodfitError) {
    guard let part = parts.first else { return }
    let rest = parts.dropFirst()
    func joined(_ name: String) -> String {
      folder.isEmpty || folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
    }
    guard PathPattern.isPattern(part) else {
      let path = joined(part)
      guard isThere(path) else { return }
      guard !rest.isEmpty else { return matches.append(path) }
      return try match(path, rest, into: &matches, unusable)
    }
    let isDeep = part == "**"
    if isDeep, let next = rest.first {
      // Two of them match what one does.
      if next == "**" { return try match(folder, rest, into: &matches, unusable) }
      try match(folder, rest, into: &matches, unusable)
    }
    for name in try names(in: folder.isEmpty ? "." : folder, unusable) {
      let path = joined(name)
      if isDeep {
        if name.hasPrefix(".") { continue }
        if isRealFolder(path) {
          try match(path, parts, into: &matches, unusable)
        } else if rest.isEmpty, isReadable(path) {
          matches.append(path)
        }
      } else if PathPattern.matches(name, part) {
        if rest.isEmpty {
          if isReadable(path) || isFolder(path) == true { matches.append(path) }
          if let link = Unusable(brokenLink: path) { try unusable(link) }
        } else if isFolder(path) == true {
          try match(path, rest, into: &matches, unusable)
        }
      }
    }
  }

  /// The names in a folder, sorted.
  private static func names(
    in folder: String,
    _ unusable: (Unusable) throws(PodfitError) -> Void
  ) throws(PodfitError) -> [String] {
    let reason: String
    do {
      return try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    } catch {
      reason = (error as NSError).localizedDescription
    }
    try unusable(Unusable(path: folder, reason: reason))
    return []
  }

  /// Whether it is a folder and not a link to one.
  private static func isRealFolder(_ path: String) -> Bool {
    FileFacts(path, followsLinks: false)?.kind == .folder
  }

  /// Whether it is a file that can be read to its end, or a link to one: no socket, pipe or device.
  private static func isReadable(_ path: String) -> Bool { FileFacts(path)?.kind == .regular }

  private static func appendFiles(
    below folder: String,
    where isWanted: (String) -> Bool,
    to files: inout [String],
    _ unusable: (Unusable) throws(PodfitError) -> Void
  ) throws(PodfitError) {
    for name in try names(in: folder, unusable) where !name.hasPrefix(".") {
      let path = folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
      if isRealFolder(path) {
        try appendFiles(below: path, where: isWanted, to: &files, unusable)
      } else if isWanted(name) {
        if isReadable(path) { files.append(path) }
        if let link = Unusable(brokenLink: path) { try unusable(link) }
      }
    }
  }
}
