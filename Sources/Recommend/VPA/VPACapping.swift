public import PodfitModel

/// Amounts of one resource between the bounds of a policy, as the Vertical Pod Autoscaler applies them.
///
/// - Source: docs/formulas/vpa.md, "Capping"
public struct VPACapping<Amount: ResourceAmount>: Hashable, Sendable {
  /// The least that the autoscaler's own policy allows.
  public var least: Amount?
  /// The most that the autoscaler's own policy allows.
  public var most: Amount?
  /// The most that the recommender's flags allow, where the policy says nothing.
  public var globalMost: Amount?
  /// The container's limit, where only requests are controlled: a request cannot be above it.
  public var fixedLimit: Amount?

  /// Makes a rule without bounds.
  public init(
    least: Amount? = nil,
    most: Amount? = nil,
    globalMost: Amount? = nil,
    fixedLimit: Amount? = nil
  ) {
    self.least = least
    self.most = most
    self.globalMost = globalMost
    self.fixedLimit = fixedLimit
  }

  /// The amount within the bounds; the upper ones have the last word.
  public func capped(_ amount: Amount) -> Amount {
    var result = amount
    if let least { result = max(result, least) }
    if let most = most ?? globalMost { result = min(result, most) }
    if let fixedLimit { result = min(result, fixedLimit) }
    return result
  }
}

/// Requests within a LimitRange, as the Vertical Pod Autoscaler applies it.
///
/// Amounts are whole base units; limits keep their proportion to the requests.
///
/// - Source: docs/formulas/vpa.md, "Capping"
public enum VPALimitRange {
  /// A container's request: its limit, in the proportion it has now, stays at or below `most`, and the
  /// request itself at or above `least`.
  public static func container(
    _ target: Int64,
    request: Int64?,
    limit: Int64?,
    least: Int64?,
    most: Int64?
  ) -> Int64 {
    var result = target
    if let most { result = min(result, boundary(most, request: request, limit: limit)) }
    if let least { result = max(result, least) }
    return result
  }

  /// One container of a pod.
  public struct Member: Hashable, Sendable {
    /// What it should request.
    public var target: Int64
    /// Its request now.
    public var request: Int64?
    /// Its limit now.
    public var limit: Int64?

    /// Makes a member.
    public init(target: Int64, request: Int64?, limit: Int64?) {
      self.target = target
      self.request = request
      self.limit = limit
    }
  }

  /// The requests of all containers of a pod: where their limits together would be above `most` all shrink
  /// in proportion, rounded down; where the requests together are below `least` all grow, rounded up.
  public static func pod(_ members: [Member], least: Int64?, most: Int64?) -> [Int64] {
    let requests = members.reduce(Int64(0)) { $0.addingSaturated($1.target) }
    let limits = members.reduce(Int64(0)) { sum, member in
      let limit = ProportionalLimit(
        limit: member.limit,
        request: member.request,
        newRequest: member.target
      ).limit
      return sum.addingSaturated(limit ?? 0)
    }
    if let least, requests < least, requests > 0 {
      return members.map { member in
        let product = Int128(member.target) * Int128(least)
        let (quotient, rest) = product.quotientAndRemainder(dividingBy: Int128(requests))
        return Int64(clamping: rest > 0 ? quotient + 1 : quotient)
      }
    }
    if let most, limits > most {
      return members.map { ProportionalLimit.scaled($0.target, by: most, over: limits).value }
    }
    return members.map(\.target)
  }

  /// The request whose limit is at `most` in the proportion they have now.
  private static func boundary(_ most: Int64, request: Int64?, limit: Int64?) -> Int64 {
    guard let limit, limit > 0, let request, request > 0 else { return most }
    return ProportionalLimit.scaled(most, by: request, over: limit).value
  }
}
