/// The difference of two texts as `diff -u` prints it.
///
/// Made for edits of a few lines: what both have in common at the start and the end of a change is found
/// line by line, and lines in between are compared by position of equal neighbours.
public enum UnifiedDiff {
  /// The difference, empty where there is none; with three lines of context.
  ///
  /// - Complexity: O(lines) where changes are small
  public static func text(_ before: [UInt8], _ after: [UInt8], name: String) -> [UInt8] {
    guard before != after else { return [] }
    let old = lines(before)
    let new = lines(after)
    let hunks = hunks(old, new)
    var text = Array("--- a/\(name)\n+++ b/\(name)\n".utf8)
    for hunk in hunks { text += render(hunk, old, new) }
    return text
  }

  /// A run of lines that differ.
  private struct Change {
    var old: Range<Int>
    var new: Range<Int>
  }

  private static let context = 3

  private static func lines(_ bytes: [UInt8]) -> [ArraySlice<UInt8>] {
    var lines: [ArraySlice<UInt8>] = []
    var start = 0
    for index in bytes.indices where bytes[index] == 0x0A {
      lines.append(bytes[start...index])
      start = index + 1
    }
    if start < bytes.count { lines.append(bytes[start...]) }
    return lines
  }

  /// Runs that differ, found by walking both texts and looking ahead for where they meet again.
  private static func changes(_ old: [ArraySlice<UInt8>], _ new: [ArraySlice<UInt8>]) -> [Change] {
    var found: [Change] = []
    var (a, b) = (0, 0)
    while a < old.count || b < new.count {
      if a < old.count, b < new.count, old[a] == new[b] {
        a += 1
        b += 1
        continue
      }
      let (skipA, skipB) = meeting(old, a, new, b)
      found.append(Change(old: a..<(a + skipA), new: b..<(b + skipB)))
      a += skipA
      b += skipB
    }
    return found
  }

  /// The fewest lines to skip in each until the next one is the same in both.
  private static func meeting(
    _ old: [ArraySlice<UInt8>],
    _ a: Int,
    _ new: [ArraySlice<UInt8>],
    _ b: Int
  ) -> (Int, Int) {
    let farthest = 64
    for distance in 1...(2 * farthest) {
      for skipA in max(0, distance - farthest)...min(distance, farthest) {
        let skipB = distance - skipA
        let (x, y) = (a + skipA, b + skipB)
        if x > old.count || y > new.count { continue }
        if x == old.count, y == new.count { return (skipA, skipB) }
        if x < old.count, y < new.count, old[x] == new[y] { return (skipA, skipB) }
      }
    }
    return (old.count - a, new.count - b)
  }

  /// Changes that are near each other share a hunk.
  private static func hunks(
    _ old: [ArraySlice<UInt8>],
    _ new: [ArraySlice<UInt8>]
  ) -> [[Change]] {
    var hunks: [[Change]] = []
    for change in changes(old, new) {
      if let last = hunks.last?.last, change.old.lowerBound - last.old.upperBound <= 2 * context {
        hunks[hunks.count - 1].append(change)
      } else {
        hunks.append([change])
      }
    }
    return hunks
  }

  private static func render(
    _ hunk: [Change],
    _ old: [ArraySlice<UInt8>],
    _ new: [ArraySlice<UInt8>]
  ) -> [UInt8] {
    guard let first = hunk.first, let last = hunk.last else { return [] }
    let lead = min(context, first.old.lowerBound)
    let tail = min(context, old.count - last.old.upperBound)
    let oldRange = (first.old.lowerBound - lead)..<(last.old.upperBound + tail)
    let newRange = (first.new.lowerBound - lead)..<(last.new.upperBound + tail)
    var text = Array("@@ -\(span(oldRange)) +\(span(newRange)) @@\n".utf8)
    func add(_ sign: Character, _ line: ArraySlice<UInt8>) {
      text += Array(String(sign).utf8) + line
      if line.last != 0x0A { text += Array("\n\\ No newline at end of file\n".utf8) }
    }
    var position = oldRange.lowerBound
    for change in hunk {
      for line in position..<change.old.lowerBound { add(" ", old[line]) }
      for line in change.old { add("-", old[line]) }
      for line in change.new { add("+", new[line]) }
      position = change.old.upperBound
    }
    for line in position..<oldRange.upperBound { add(" ", old[line]) }
    return text
  }

  /// A range as `start,count`; the line before it where it is empty.
  private static func span(_ range: Range<Int>) -> String {
    let start = range.isEmpty ? range.lowerBound : range.lowerBound + 1
    return range.count == 1 ? "\(start)" : "\(start),\(range.count)"
  }
}
