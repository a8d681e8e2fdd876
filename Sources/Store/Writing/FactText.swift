internal import Foundation
internal import PodfitModel

/// The JSON form of facts.
///
/// The owner of a pod in its own namespace leaves out what the key of the row says:
/// `{"workload":{"kind":"Deployment","name":"cart"}}`, a fifth of the text.
///
/// Tables name the workload of every pod, so that a large one brings a hundred thousand facts of two
/// kinds; these are written here where their names are plain, to the byte as `JSONEncoder` writes
/// them with sorted keys, which does the rest.
struct FactText {
  private let encoder: JSONEncoder

  init() {
    encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
  }

  /// The fact as JSON.
  func json(_ fact: InventoryFact) throws -> String {
    try Self.plain(fact) ?? general(fact)
  }

  /// The same by the encoder alone.
  func general(_ fact: InventoryFact) throws -> String {
    String(decoding: try encoder.encode(fact), as: UTF8.self)
  }

  private static func plain(_ fact: InventoryFact) -> String? {
    switch fact {
    case .statedOwner(let pod, let owner):
      let kind = owner.kind.rawValue
      guard isPlain(pod), isPlain([owner.cluster, owner.namespace, kind, owner.name]) else {
        return nil
      }
      if owner.cluster == pod.cluster, owner.namespace == pod.namespace {
        return "{\"workload\":{\"kind\":\"\(kind)\",\"name\":\"\(owner.name)\"}}"
      }
      return """
        {"kind":"stated_owner","pod":\(json(pod)),"workload":{"cluster":"\(owner.cluster)",\
        "kind":"\(kind)","name":"\(owner.name)","namespace":"\(owner.namespace)"}}
        """
    case .podNode(let pod, let node):
      guard isPlain(pod), isPlain([node]) else { return nil }
      return "{\"kind\":\"pod_node\",\"node\":\"\(node)\",\"pod\":\(json(pod))}"
    default: return nil
    }
  }

  private static func json(_ pod: PodID) -> String {
    "{\"cluster\":\"\(pod.cluster)\",\"name\":\"\(pod.name)\",\"namespace\":\"\(pod.namespace)\"}"
  }

  private static func isPlain(_ pod: PodID) -> Bool {
    isPlain([pod.cluster, pod.namespace, pod.name])
  }

  /// Whether JSON writes the texts as they are.
  private static func isPlain(_ texts: [String]) -> Bool {
    texts.allSatisfy { text in
      text.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F && $0 != 0x22 && $0 != 0x5C }
    }
  }
}
