internal import PodfitModel

/// What share of a node a pod takes, seen in several ways that each may add up to one at most.
///
/// The plain share of each resource is one view. Stepped views of it see what plain sums do not:
/// two pods of more than half a node never share one, however little is wasted. With the step p a
/// share x counts as x where (p+1)·x is whole and as ⌊(p+1)·x⌋/p elsewhere; if shares add up to one
/// at most, so do their stepped views. Views never fall as a share grows, so that bounds made from
/// them keep the order of problems.
///
/// A resource that comes in devices has views of one device, too: a pod of 0.65 of one takes it alone in the
/// first step, however many the node has.
///
/// Shares are whole numbers of 2⁻⁶² nodes, rounded down: sums are exact and never too large.
///
/// - Source: docs/formulas/node-bound.md; Fekete, Schepers 2001, "New classes of fast lower bounds
///   for bin packing problems"
struct NodeShares {
  /// One whole node.
  static let whole = Int64(1) << 62
  /// The steps of the views beside the plain one.
  static let steps: [Int64] = [1, 2, 3, 4]

  /// How many views there are.
  let viewCount: Int
  private let poolCount: Int
  private let shares: [Int64]

  init(_ instance: PackingInstance) {
    let resources = instance.resourceCount
    let device = instance.rules.device
    viewCount = (resources + (device == nil ? 0 : 1)) * (1 + Self.steps.count)
    poolCount = instance.poolCount
    var shares: [Int64] = []
    shares.reserveCapacity(instance.itemCount * poolCount * viewCount)
    for item in 0..<instance.itemCount {
      for pool in 0..<poolCount {
        guard instance.fits[item * poolCount + pool] else {
          shares += [Int64](repeating: 0, count: viewCount)
          continue
        }
        for resource in 0..<resources {
          let need = instance.request[item * resources + resource]
          let offered = instance.free[pool * resources + resource]
          // A pod that fits takes at most the whole, so that nothing here leaves 64 bits.
          let isLimited = need > 0 && offered != ResourceVector.unlimited
          shares.append(isLimited ? Self.plain(need, of: offered) : 0)
          for step in Self.steps {
            shares.append(isLimited ? Self.stepped(need, of: offered, step: step) : 0)
          }
        }
        guard let device else { continue }
        let need = instance.request[item * resources + device.resource]
        let offered = instance.free[pool * resources + device.resource] / device.unit
        let isLimited = need > 0 && offered > 0
        shares.append(isLimited ? Self.plain(need, of: offered * device.unit) : 0)
        for step in Self.steps {
          shares.append(isLimited ? Self.ofDevice(need, device.unit, offered, step: step) : 0)
        }
      }
    }
    self.shares = shares
  }

  /// The share of a node of `pool` that one pod of `item` takes in a view.
  @inline(__always)
  func share(of item: Int, in pool: Int, view: Int) -> Int64 {
    shares[(item * poolCount + pool) * viewCount + view]
  }

  /// A stepped share of one device as a part of a node with so many; whole devices count as they are.
  private static func ofDevice(_ need: Int64, _ unit: Int64, _ devices: Int64, step: Int64) -> Int64
  {
    guard need < unit else { return plain(need / unit, of: devices) }
    return stepped(need, of: unit, step: step) / devices
  }

  static func plain(_ need: Int64, of offered: Int64) -> Int64 {
    Int64(Int128(need) * Int128(whole) / Int128(offered))
  }

  static func stepped(_ need: Int64, of offered: Int64, step: Int64) -> Int64 {
    let (quotient, remainder) = (Int128(need) * Int128(step + 1))
      .quotientAndRemainder(dividingBy: Int128(offered))
    return Int64(quotient * Int128(whole) / Int128(remainder == 0 ? step + 1 : step))
  }
}
