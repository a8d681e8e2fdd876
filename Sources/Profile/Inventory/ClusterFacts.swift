internal import Foundation
internal import PodfitModel

/// The objects that bound, scale and describe a cluster beside pods, workloads and nodes.
///
/// Of several statements about one object the one with the higher version is kept, of equal versions
/// the one with the larger text, as the store has it, so that the order of facts does not matter.
struct ClusterFacts: Sendable {
  private(set) var limitRanges: [ObjectReference: LimitRange] = [:]
  private(set) var resourceQuotas: [ObjectReference: ResourceQuota] = [:]
  private(set) var disruptionBudgets: [ObjectReference: DisruptionBudget] = [:]
  private(set) var scaledObjects: [ObjectReference: ScaledObject] = [:]
  private(set) var verticalAutoscalers: [ObjectReference: VerticalAutoscaler] = [:]
  private(set) var checkpoints: [ObjectReference: AutoscalerCheckpoint] = [:]
  private(set) var events: [ObjectReference: ClusterEvent] = [:]
  private(set) var coarse: [PodContainerID: [CoarseReadings]] = [:]

  /// Reads a fact; those of other kinds are passed over.
  mutating func read(_ fact: InventoryFact) {
    let version = fact.version
    switch fact {
    case .limitRange(let new): keep(new, new.id, version, \.resourceVersion, in: &limitRanges)
    case .resourceQuota(let new): keep(new, new.id, version, \.resourceVersion, in: &resourceQuotas)
    case .disruptionBudget(let new):
      keep(new, new.id, version, \.resourceVersion, in: &disruptionBudgets)
    case .scaledObject(let new): keep(new, new.id, version, \.resourceVersion, in: &scaledObjects)
    case .verticalAutoscaler(let new):
      keep(new, new.id, version, \.resourceVersion, in: &verticalAutoscalers)
    case .checkpoint(let new): keep(new, new.id, version, \.resourceVersion, in: &checkpoints)
    case .event(let new): keep(new, new.id, version, \.resourceVersion, in: &events)
    case .coarse(let new):
      var known = coarse[new.container] ?? []
      if let index = known.firstIndex(where: {
        $0.metric == new.metric && $0.coarseness == new.coarseness
      }) {
        known[index].step = [known[index].step, new.step].compactMap { $0 }.max()
      } else {
        known.append(new)
      }
      coarse[new.container] = known
    default: break
    }
  }

  private func keep<Object: Encodable & Equatable>(
    _ new: Object,
    _ id: ObjectReference,
    _ version: Int64,
    _ versionOf: KeyPath<Object, Int64>,
    in objects: inout [ObjectReference: Object]
  ) {
    guard let known = objects[id] else { return objects[id] = new }
    let knownVersion = known[keyPath: versionOf]
    if knownVersion != version ? knownVersion > version : !Self.isLarger(new, than: known) {
      return
    }
    objects[id] = new
  }

  private static func isLarger<Object: Encodable & Equatable>(
    _ new: Object,
    than known: Object
  ) -> Bool {
    guard new != known else { return false }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let a = try? encoder.encode(new), let b = try? encoder.encode(known) else { return false }
    return b.lexicographicallyPrecedes(a)
  }
}
