/// All strategies there are, in the order in which they are listed; the first is the default.
public enum StrategyRegistry {
  /// The strategies.
  public static let all: [any Strategy.Type] = [
    HeadroomStrategy.self,
    VPAStrategy.self,
    KRRSimpleStrategy.self,
    KRRSimpleLimitStrategy.self,
    GoldilocksGuaranteedStrategy.self,
    GoldilocksBurstableStrategy.self,
    CranePercentileStrategy.self,
    KruizeCostStrategy.self,
    KruizePerformanceStrategy.self,
    AttuneStrategy.self,
    AutopilotWindowStrategy.self,
    MaxWindowStrategy.self,
    BudgetStrategy.self,
  ]

  /// Names that a strategy had before.
  static let aliases = ["krr": KRRSimpleStrategy.id.rawValue]

  /// The strategy used where none is named.
  public static var standard: any Strategy { HeadroomStrategy() }

  /// The strategy with the given name, with its published constants.
  ///
  /// - Throws: ``RecommendError`` for a name that is not known, with the nearest one that is.
  public static func strategy(_ id: String) throws(RecommendError) -> any Strategy {
    let known = all.map { $0.id.rawValue }
    let id = aliases[id] ?? id
    guard let type = all.first(where: { $0.id.rawValue == id }) else {
      throw RecommendError(.unknownStrategy(id, nearest: nearest(to: id, in: known), known: known))
    }
    return type.init()
  }

  /// The known name with the fewest edits, when they are no more than half its length.
  private static func nearest(to text: String, in known: [String]) -> String? {
    // The quadratic distance is only for names of a plausible length.
    guard text.utf8.count <= 64 else { return nil }
    let wanted = text.lowercased()
    let best = known.map { (name: $0, edits: edits(from: wanted, to: $0)) }
      .min { ($0.edits, $0.name) < ($1.edits, $1.name) }
    guard let best, best.edits * 2 <= best.name.count else { return nil }
    return best.name
  }

  /// The Levenshtein distance of two names.
  private static func edits(from a: String, to b: String) -> Int {
    let b = Array(b.unicodeScalars)
    var row = Array(0...b.count)
    for (i, left) in a.unicodeScalars.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, right) in b.enumerated() {
        let replaced = diagonal + (left == right ? 0 : 1)
        diagonal = row[j + 1]
        row[j + 1] = min(replaced, row[j] + 1, diagonal + 1)
      }
    }
    return row[b.count]
  }
}
