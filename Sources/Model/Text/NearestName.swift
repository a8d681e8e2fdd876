extension String {
  /// The name among `known` with the fewest edits, when they are no more than half its length: what was
  /// meant by a name that is not known.
  ///
  /// - Complexity: O(length² · known), for names of at most 64 bytes; longer ones have no nearest
  public func nearest(of known: [String]) -> String? {
    guard utf8.count <= 64 else { return nil }
    let wanted = lowercased()
    let best = known.map { (name: $0, edits: wanted.edits(to: $0)) }
      .min { ($0.edits, $0.name) < ($1.edits, $1.name) }
    guard let best, best.edits * 2 <= best.name.count else { return nil }
    return best.name
  }

  /// The Levenshtein distance to another text.
  private func edits(to other: String) -> Int {
    let other = Array(other.unicodeScalars)
    var row = Array(0...other.count)
    for (i, left) in unicodeScalars.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, right) in other.enumerated() {
        let replaced = diagonal + (left == right ? 0 : 1)
        diagonal = row[j + 1]
        row[j + 1] = Swift.min(replaced, row[j] + 1, diagonal + 1)
      }
    }
    return row[other.count]
  }
}
