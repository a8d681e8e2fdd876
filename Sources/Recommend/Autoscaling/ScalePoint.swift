import PodfitModel

/// New requests and a new target for which an autoscaler scales at the same use per pod as before.
///
/// ```
/// scale point S = target · Σ requests
/// new target  t = ⌊100 · S / Σ new requests⌋ / 100, at most 90 % or the target now
/// Σ new requests, raised to S / t
/// ```
/// The number of pods is `⌈Σ use / S⌉` for each resource and the largest of them: where no `S` moves, no number
/// of pods does, for CPU and memory alike. The target is a whole percentage, as the API has it, and rounded
/// down, so that requests only ever become larger by it.
///
/// - Source: kubernetes.io, "Horizontal Pod Autoscaling", algorithm details; docs/formulas/autoscaling.md
struct ScalePoint<Amount: ResourceAmount> {
  /// No target is set above this, so that use has room below the request while pods are being added.
  static var most: Int64 { 90 }

  /// The sum of requests now and the sum needed, over the containers that count.
  var now: Amount
  var needed: Amount
  /// The target now as a share of the requests.
  var targetNow: Double

  /// The use per pod at which nothing changes.
  var amount: Amount { Amount(baseUnits: Int64(saturating: Double(now.baseUnits) * targetNow)) }

  /// What is to be asked for over all containers, and the target in percent; nil where the sums or the
  /// target say nothing.
  var solution: (total: Amount, percent: Int64)? {
    guard now > .zero, needed > .zero, targetNow > 0, targetNow.isFinite else { return nil }
    let point = Double(now.baseUnits) * targetNow
    let most = max(Self.most, Int64(saturating: (targetNow * 100).rounded()))
    let share = point / Double(needed.baseUnits) * 100
    // A whole percentage that doubles miss by an ulp is that percentage.
    let percent = min(max(Int64(saturating: (share + 1e-9).rounded(.down)), 1), most)
    let total = (point * 100 / Double(percent)).rounded(.up)
    return (max(Amount(baseUnits: Int64(saturating: total)), needed), percent)
  }
}
