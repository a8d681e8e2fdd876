import PodfitModel

/// How many whole cycles of use the samples span: what was not seen once cannot have been planned for.
struct CycleCoverage {
  private let span: TimeSpan

  init(of span: TimeSpan?) { self.span = span ?? TimeSpan(milliseconds: 0) }

  /// Whole days, weeks and months of thirty days, in words.
  var text: String {
    let days = max(span.milliseconds / 86_400_000, 0)
    let parts = [days.counted("day"), (days / 7).counted("week"), (days / 30).counted("month")]
    return parts.joined(separator: ", ")
  }
}
