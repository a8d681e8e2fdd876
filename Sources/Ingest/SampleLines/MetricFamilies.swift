import PodfitModel

/// What comments say about metrics, as far as it matters: `# TYPE name histogram`.
struct MetricFamilies {
  /// More names than any server has are not kept.
  private static let limit = 1 << 16

  private enum Kind { case counter, histogram, summary }

  private enum Reason {
    static let histogram = "part of a histogram"
    static let summary = "part of a summary"
    static let created = "time at which a counter was made"
  }

  private var kinds: [String: Kind] = [:]

  /// Takes a comment in.
  ///
  /// - Returns: whether it is the mark that ends OpenMetrics text
  mutating func note(_ comment: Span<UInt8>) -> Bool {
    guard comment.count < 4_096 else { return false }
    let text = String(decoding: comment.indices.map { comment[$0] }, as: UTF8.self)
    let words = text.split { $0 == " " || $0 == "\t" || $0 == "\r" }
    if words == ["#", "EOF"] { return true }
    guard words.count == 4, words[0] == "#", words[1] == "TYPE", kinds.count < Self.limit else {
      return false
    }
    // Prometheus 3 puts names with dots in quotes.
    let name = words[2].filter { $0 != "\"" }
    switch words[3] {
    case "counter": kinds[name] = .counter
    case "histogram", "gaugehistogram": kinds[name] = .histogram
    case "summary": kinds[name] = .summary
    default: kinds[name] = nil
    }
    return false
  }

  /// The name of a counter that is written without its `_total`, where only the whole name means
  /// something; nil for all else.
  func completeName(of labels: LabelSet) -> String? {
    guard let name = labels.name, kinds[name] == .counter, MetricMeaning(name: name) == .unused
    else { return nil }
    let whole = name + "_total"
    return MetricMeaning(name: whole) == .unused ? nil : whole
  }

  /// Why a series that is not used is left out, where its name is no metric of its own.
  func reason(of labels: LabelSet) -> String? {
    guard let name = labels.name, MetricMeaning(name: name) == .unused else { return nil }
    if labels["le"] != nil, name.hasSuffix("_bucket") { return Reason.histogram }
    if labels["quantile"] != nil { return Reason.summary }
    for suffix in ["", "_sum", "_count", "_bucket", "_created", "_gsum", "_gcount"]
    where name.hasSuffix(suffix) {
      switch kinds[String(name.dropLast(suffix.count))] {
      case .histogram: return Reason.histogram
      case .summary: return Reason.summary
      case .counter where suffix == "_created": return Reason.created
      default: continue
      }
    }
    return nil
  }
}
