internal import PodfitModel

/// What a file says about findings that are not wanted.
struct SuppressionList {
  var suppressions: [Suppression] = []
  /// Those that cannot be understood, with what is wrong.
  var faults: [(place: SourceRange, fault: Suppression.Fault)] = []

  /// Reads the annotations of a file's objects and its comments `# podfit:ignore …`.
  ///
  /// - Complexity: O(bytes)
  init(_ file: SourceFile, annotations: [SuppressionAnnotation], rules: Set<String>) {
    for annotation in annotations {
      let scope = Suppression.Scope.object(annotation.object, container: annotation.container)
      let parts = annotation.text.split { $0 == ";" || $0.isNewline }
      if parts.isEmpty { faults.append((annotation.place, .noRule)) }
      for part in parts where !part.allSatisfy(\.isWhitespace) {
        add(
          Suppression.parse(part, scope: scope, place: annotation.place, rules: rules),
          annotation.place
        )
      }
    }
    readComments(of: file, rules)
  }

  private static let mark = Array("podfit:ignore".utf8)

  private mutating func readComments(of file: SourceFile, _ rules: Set<String>) {
    // Nearly every file has none; one pass over the bytes finds that out.
    guard Self.contains(file.bytes, Self.mark) else { return }
    // Comments one below the other are about one line, which is looked for once.
    var next: (target: Int, after: Int)?
    for line in 0..<file.lineCount {
      let content = file.content(ofLine: line)
      guard let mark = Self.commentMark(in: content) else { continue }
      let hash = mark.hash
      let text = String(decoding: content[(mark.start + Self.mark.count)...], as: UTF8.self)
      let column = content[..<hash].count { $0 & 0xC0 != 0x80 } + 1
      let width = content[hash...].count { $0 & 0xC0 != 0x80 }
      let place = SourceRange(
        file: file.name,
        line: line + 1,
        column: column,
        endLine: line + 1,
        endColumn: column + width
      )
      let isAlone = content[..<hash].allSatisfy { $0 == 0x20 || $0 == 0x09 }
      if isAlone, next.map({ $0.after <= line }) ?? true {
        next = Self.nextContent(after: line, of: file).map { ($0, $0) } ?? (line, file.lineCount)
      }
      let target = isAlone ? next?.target ?? line : line
      add(
        Suppression.parse(text, scope: .line(target + 1), place: place, rules: rules),
        place
      )
    }
  }

  private mutating func add(
    _ result: Result<Suppression, Suppression.FaultError>,
    _ place: SourceRange
  ) {
    switch result {
    case .success(let suppression): suppressions.append(suppression)
    case .failure(let error): faults.append((place, error.fault))
    }
  }

  /// The line after `line` that has more than a comment; nil where there is none.
  private static func nextContent(after line: Int, of file: SourceFile) -> Int? {
    var next = line + 1
    while next < file.lineCount {
      let first = file.content(ofLine: next).first { $0 != 0x20 && $0 != 0x09 }
      if let first, first != UInt8(ascii: "#") { return next }
      next += 1
    }
    return nil
  }

  /// Where a comment that starts with the mark is: its `#` and the mark.
  private static func commentMark(in line: ArraySlice<UInt8>) -> (hash: Int, start: Int)? {
    for hash in line.indices where line[hash] == UInt8(ascii: "#") {
      // A # that follows text is part of it.
      if hash > line.startIndex, line[hash - 1] != 0x20, line[hash - 1] != 0x09 { continue }
      guard let start = line[(hash + 1)...].firstIndex(where: { $0 != 0x20 && $0 != 0x09 }) else {
        return nil
      }
      if line[start...].starts(with: mark) { return (hash, start) }
    }
    return nil
  }

  private static func contains(_ bytes: [UInt8], _ mark: [UInt8]) -> Bool {
    guard let first = mark.first else { return false }
    var index = 0
    while let found = bytes[index...].firstIndex(of: first) {
      if bytes[found...].starts(with: mark) { return true }
      index = found + 1
    }
    return false
  }
}
