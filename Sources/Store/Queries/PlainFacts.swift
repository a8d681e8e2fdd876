internal import PodfitModel

/// Reads the facts that a large table brings a hundred thousand of, in the form in which
/// ``FactText`` writes them; the decoder of JSON reads all others.
///
/// Usual input: 220 bytes. Texts must be printable ASCII without an escape and the keys in this
/// order; whatever differs is nobody's fault and left to the decoder.
struct PlainFacts {
  // A `*` stands for a text in quotes.
  private static let statedOwner = Form(
    #"{"kind":"stated_owner","pod":{"cluster":*,"name":*,"namespace":*},"#
      + #""workload":{"cluster":*,"kind":*,"name":*,"namespace":*}}"#
  )
  private static let shortOwner = Form(#"{"workload":{"kind":*,"name":*}}"#)
  private static let podNode = Form(
    #"{"kind":"pod_node","node":*,"pod":{"cluster":*,"name":*,"namespace":*}}"#
  )

  /// The texts of the last fact, whose memory is shared where they repeat.
  private var last = [String](repeating: "", count: 7)

  /// The fact of a row, or nil where it is of another kind or form.
  mutating func fact(
    _ row: borrowing RawStatement,
    kind: Int32,
    key: Int32,
    json: Int32
  ) -> InventoryFact? {
    let isOwner = row.holds("stated_owner", kind)
    guard isOwner || row.holds("pod_node", kind), let bytes = unsafe row.textBytes(json) else {
      return nil
    }
    // The bytes are used up before the statement moves.
    guard isOwner else { return unsafe self.podNode(bytes) }
    if let key = unsafe row.textBytes(key), let fact = unsafe shortOwner(bytes, key: key) {
      return fact
    }
    return unsafe self.statedOwner(bytes)
  }

  /// The fact that the text of an owner in the pod's namespace is, with the key of its row.
  @unsafe mutating func shortOwner(
    _ bytes: UnsafeRawBufferPointer,
    key: UnsafeRawBufferPointer
  ) -> InventoryFact? {
    // Cluster, namespace and pod, behind kind and name.
    guard unsafe read(bytes, Self.shortOwner), unsafe readKey(key, into: 2...4) else { return nil }
    return .statedOwner(
      pod: PodID(cluster: last[2], namespace: last[3], name: last[4]),
      workload: WorkloadID(
        cluster: last[2],
        namespace: last[3],
        kind: WorkloadKind(rawValue: last[0]),
        name: last[1]
      )
    )
  }

  /// The fact that a stated owner's text is.
  @unsafe mutating func statedOwner(_ bytes: UnsafeRawBufferPointer) -> InventoryFact? {
    guard unsafe read(bytes, Self.statedOwner) else { return nil }
    return .statedOwner(
      pod: PodID(cluster: last[0], namespace: last[2], name: last[1]),
      workload: WorkloadID(
        cluster: last[3],
        namespace: last[6],
        kind: WorkloadKind(rawValue: last[4]),
        name: last[5]
      )
    )
  }

  /// The fact that a pod's node is.
  @unsafe mutating func podNode(_ bytes: UnsafeRawBufferPointer) -> InventoryFact? {
    guard unsafe read(bytes, Self.podNode) else { return nil }
    return .podNode(
      pod: PodID(cluster: last[1], namespace: last[3], name: last[2]),
      node: last[0]
    )
  }

  /// What stands around the texts of a fact.
  private struct Form {
    var pieces: [[UInt8]]

    init(_ form: String) {
      pieces = form.split(separator: "*", omittingEmptySubsequences: false).map { Array($0.utf8) }
    }
  }

  /// Puts the texts between the pieces of a form into `last`; false where it is another one.
  @unsafe private mutating func read(_ bytes: UnsafeRawBufferPointer, _ form: Form) -> Bool {
    var place = 0
    for (index, piece) in form.pieces.enumerated() {
      guard bytes.count - place >= piece.count else { return false }
      for offset in piece.indices where unsafe bytes[place + offset] != piece[offset] {
        return false
      }
      place += piece.count
      guard index < form.pieces.count - 1 else { break }
      guard place < bytes.count, unsafe bytes[place] == UInt8(ascii: "\"") else { return false }
      let start = place + 1
      var end = start
      while end < bytes.count, unsafe bytes[end] != UInt8(ascii: "\"") {
        let byte = unsafe bytes[end]
        guard byte >= 0x20, byte < 0x7F, byte != UInt8(ascii: "\\") else { return false }
        end += 1
      }
      guard end < bytes.count else { return false }
      unsafe keep(UnsafeRawBufferPointer(rebasing: bytes[start..<end]), at: index)
      place = end + 1
    }
    return place == bytes.count
  }

  /// Puts the parts of a key into `last`; false where it has more or fewer.
  @unsafe private mutating func readKey(
    _ key: UnsafeRawBufferPointer,
    into places: ClosedRange<Int>
  ) -> Bool {
    var start = 0
    for place in places {
      var end = start
      while end < key.count, unsafe key[end] != 0x1F { end += 1 }
      // The last part ends with the key, and no other does.
      guard (place == places.upperBound) == (end == key.count) else { return false }
      unsafe keep(UnsafeRawBufferPointer(rebasing: key[start..<end]), at: place)
      start = end + 1
    }
    return true
  }

  @unsafe private mutating func keep(_ text: UnsafeRawBufferPointer, at index: Int) {
    if unsafe !last[index].utf8.elementsEqual(text) {
      last[index] = unsafe String(decoding: text, as: UTF8.self)
    }
  }
}
