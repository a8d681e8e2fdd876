internal import PodfitModel

/// How far the limits of a node's pods may be above what it hands out, as resources of their own.
///
/// Requests always fit; limits may add up to several times a node. Where a factor is given the sum of limits
/// is kept below so many times the allocatable: `limits.cpu` and `limits.memory` are packed like any
/// resource. A container without a limit counts with its request, which is less than it may take.
///
/// - Source: docs/formulas/packing.md#limits
public struct LimitCaps: Hashable, Sendable {
  /// The factor by resource, `cpu` or `memory`; above zero.
  public var factors: [String: Double]

  /// Makes caps; without a factor there is none.
  public init(_ factors: [String: Double] = [:]) { self.factors = factors }

  /// The resources that have limits.
  public static let resources = [CPU.resourceName, Memory.resourceName]

  /// The name of the resource that counts limits of `resource`.
  public static func name(_ resource: String) -> String { "limits.\(resource)" }

  /// What a node that hands out `amount` of a resource takes of limits; nil where there is no cap.
  public func offered(_ amount: Int64, of resource: String) -> Int64? {
    factors[resource].map { DecimalRatio($0).down(amount) }
  }

  /// A request with the limits that are capped.
  func adding(_ limits: EffectiveRequest, to request: EffectiveRequest) -> EffectiveRequest {
    var request = request
    if factors[CPU.resourceName] != nil {
      request.extended[Self.name(CPU.resourceName)] = limits.cpu.nanocores
    }
    if factors[Memory.resourceName] != nil {
      request.extended[Self.name(Memory.resourceName)] = limits.memory.bytes
    }
    return request
  }

  /// A node with what it takes of limits.
  func adding(to node: NodeSpec) -> NodeSpec {
    var node = node
    let amounts = [
      CPU.resourceName: node.allocatable.cpu.nanocores,
      Memory.resourceName: node.allocatable.memory.bytes,
    ]
    for (resource, amount) in amounts {
      node.allocatable.extended[Self.name(resource)] = offered(amount, of: resource)
    }
    return node
  }
}
