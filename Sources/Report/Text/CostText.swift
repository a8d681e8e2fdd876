import PodfitModel

extension RecommendationSet {
  /// What the requests cost now and as advised, in words: in the user's money where prices are known,
  /// else as a share, in cores and GiB over 7.5.
  var costText: String {
    let (now, advised) = (currentTotals, recommendedTotals)
    guard let text = priceText else {
      return "in money, where a core costs as much as 7.5 GiB: "
        + Self.change(now.size, advised.size)
    }
    return text
  }

  /// What the requests cost at the user's prices; nil where there are none.
  var priceText: String? {
    guard let prices else { return nil }
    let now = currentTotals.price(at: prices)
    let advised = recommendedTotals.price(at: prices)
    return "price at \(Self.number(prices.core)) a core and \(Self.number(prices.gibibyte)) a GiB: "
      + "\(now.text(decimals: 2)) -> \(advised.text(decimals: 2)) (\(Self.change(now, advised)))"
  }

  /// A price as it was given, without a fraction of nothing.
  private static func number(_ price: Double) -> String {
    price == price.rounded() ? price.text(decimals: 0) : "\(price)"
  }

  /// By which part a sum changes; a sum of nothing has none.
  private static func change(_ before: Double, _ after: Double) -> String {
    guard before > 0 else { return "nothing is asked for now" }
    let percent = ((after / before - 1) * 100).rounded()
    return "\(percent > 0 ? "+" : "")\(Int64(saturating: percent)) %"
  }
}
