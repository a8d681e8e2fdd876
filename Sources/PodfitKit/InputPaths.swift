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
  /// - Throws: ``PodfitError`` for a path that is not there or cannot be listed, and for a folder or
  ///   pattern without a file unless that is allowed
  static func expanded(
    _ paths: [String],
    excluding excluded: [String] = [],
    allowsEmpty: Bool = false,
    where isWanted: (String) -> Bool = { _ in true }
  ) throws(PodfitError) -> [String] {
    var files: [String] = []
    // The excluded ones are known from the start, so that they are never new; named outright they are
    // read, and refused for what they are.
    let left = Set(excluded.compactMap { FileIdentity($0) })
    var seen: Set<FileIdentity> = []
    func add(_ path: String) {
      if let identity = FileIdentity(path), !seen.insert(identity).inserted { return }
      files.append(path)
    }
    for path in paths {
      if path == "-" {
        if !files.contains(path) { files.append(path) }
        continue
      }
      let matches = isThere(path) || !PathPattern.isPattern(path) ? [path] : try expand(path)
      let isNamed = matches == [path]
      var found = 0
      for match in matches {
        guard let isFolder = isFolder(match) else {
          throw .unreadable(path: match, reason: "no such file or folder")
        }
        var below = isFolder ? [] : [match]
        if isFolder { try appendFiles(below: match, where: isWanted, to: &below) }
        for file in below {
          let isLeftOut = FileIdentity(file).map(left.contains) ?? false
          if isLeftOut, isFolder || !isNamed { continue }
          found += 1
          add(file)
        }
      }
      guard found > 0 || allowsEmpty else {
        let reason =
          isNamed ? "the folder has no files to read" : "no file to read matches the pattern"
        throw .unreadable(path: path, reason: reason)
      }
    }
    return files
  }

  private static func isThere(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: path)
  }

  /// Whether the path, or what it links to, is a folder; nil where there is nothing.
  private static func isFolder(_ path: String) -> Bool? {
    var isFolder: ObjCBool = false
    guard unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      return nil
    }
    return isFolder.boolValue
  }

  /// The files, and for the last part folders, that a pattern matches.
  private static func expand(_ pattern: String) throws(PodfitError) -> [String] {
    let start = pattern.hasPrefix("/") ? "/" : ""
    let parts = pattern.split(separator: "/").map(String.init)
    var matches: [String] = []
    try match(start, parts[...], into: &matches)
    return matches
  }

  private static func match(
    _ folder: String,
    _ parts: ArraySlice<String>,
    into matches: inout [String]
  ) throws(PodfitError) {
    guard let part = parts.first else { return }
    let rest = parts.dropFirst()
    func joined(_ name: String) -> String {
      folder.isEmpty || folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
    }
    guard PathPattern.isPattern(part) else {
      let path = joined(part)
      guard isThere(path) else { return }
      if rest.isEmpty { matches.append(path) } else { try match(path, rest, into: &matches) }
      return
    }
    let isDeep = part == "**"
    if isDeep, let next = rest.first {
      // Two of them match what one does.
      if next == "**" { return try match(folder, rest, into: &matches) }
      try match(folder, rest, into: &matches)
    }
    for name in try names(in: folder.isEmpty ? "." : folder) {
      let path = joined(name)
      if isDeep {
        if name.hasPrefix(".") { continue }
        if isRealFolder(path) {
          try match(path, parts, into: &matches)
        } else if rest.isEmpty, isReadable(path) {
          matches.append(path)
        }
      } else if PathPattern.matches(name, part) {
        if rest.isEmpty {
          if isReadable(path) || isFolder(path) == true { matches.append(path) }
        } else if isFolder(path) == true {
          try match(path, rest, into: &matches)
        }
      }
    }
  }

  /// The names in a folder, sorted.
  private static func names(in folder: String) throws(PodfitError) -> [String] {
    do {
      return try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    } catch {
      throw .unreadable(path: folder, reason: (error as NSError).localizedDescription)
    }
  }

  private static func type(_ path: String) -> FileAttributeType? {
    (try? FileManager.default.attributesOfItem(atPath: path))?[.type] as? FileAttributeType
  }

  /// Whether it is a folder and not a link to one.
  private static func isRealFolder(_ path: String) -> Bool { type(path) == .typeDirectory }

  /// Whether it is a file that can be read to its end, or a link to one: no socket, pipe or device.
  private static func isReadable(_ path: String) -> Bool {
    switch type(path) {
    case .typeRegular: true
    case .typeSymbolicLink:
      type(URL(filePath: path).resolvingSymlinksInPath().path) == .typeRegular
    default: false
    }
  }

  private static func appendFiles(
    below folder: String,
    where isWanted: (String) -> Bool,
    to files: inout [String]
  ) throws(PodfitError) {
    for name in try names(in: folder) where !name.hasPrefix(".") {
      let path = folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
      if isRealFolder(path) {
        try appendFiles(below: path, where: isWanted, to: &files)
      } else if isWanted(name), isReadable(path) {
        files.append(path)
      }
    }
  }
}

/// What makes two paths one file: the device and the number on it.
private struct FileIdentity: Hashable {
  let device: UInt64
  let number: UInt64

  /// Finds out; nil where there is no file, and for pipes, which give their content once.
  init?(_ path: String) {
    let resolved = URL(filePath: path).resolvingSymlinksInPath().path
    guard let attributes = try? FileManager.default.attributesOfItem(atPath: resolved),
      attributes[.type] as? FileAttributeType == .typeRegular,
      let device = (attributes[.systemNumber] as? NSNumber)?.uint64Value,
      let number = (attributes[.systemFileNumber] as? NSNumber)?.uint64Value
    else { return nil }
    self.device = device
    self.number = number
  }
}
