package import PodfitModel

/// A source line with a caret line under it.
///
/// Each unprintable character becomes one replacement character (a tab one space), so that columns
/// stay what they were. Of a long line, what surrounds the place is shown.
package func excerpt(of sourceLine: String, at place: SourceRange) -> String {
  let widest = 120
  let before = 60
  let scalars = sourceLine.unicodeScalars.map { scalar -> Unicode.Scalar in
    scalar == "\t" ? " " : scalar.isUnprintable ? "\u{FFFD}" : scalar
  }
  let start = place.column - 1
  guard start <= scalars.count, !scalars.isEmpty else { return "" }
  let isCut = scalars.count > widest
  let first = isCut ? max(0, min(start - before, scalars.count - widest)) : 0
  let last = isCut ? min(scalars.count, first + widest) : scalars.count

  var line = first > 0 ? "…" : ""
  line.unicodeScalars.append(contentsOf: scalars[first..<last])
  if last < scalars.count { line += "…" }
  let end = place.endLine == place.line ? place.endColumn - 1 : scalars.count
  let length = max(1, min(end, last) - start)
  let indentation = String(repeating: " ", count: start - first + (first > 0 ? 1 : 0))
  return "  \(line)\n  \(indentation)^\(String(repeating: "~", count: length - 1))\n"
}
