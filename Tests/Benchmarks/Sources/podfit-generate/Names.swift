/// The names of made-up containers: workloads with one to eight pods, some with a sidecar.
struct Names {
  /// What a container is called.
  struct Name {
    var namespace: String
    var workload: String
    var pod: String
    var container: String
  }

  private static let things = [
    "cart", "checkout", "search", "billing", "login", "catalog", "feed", "ledger", "media",
    "notify",
    "orders", "prices", "quota", "reports", "stock", "tax",
  ]
  private static let roles = ["api", "worker", "web", "sync"]
  private static let replicas = [1, 2, 2, 3, 3, 4, 6, 8]
  private static let letters = Array("bcdfghjklmnpqrstvwxz2456789")

  /// Makes the names of `count` containers.
  static func all(count: Int, seed: UInt64) -> [Name] {
    var names: [Name] = []
    names.reserveCapacity(count)
    var number = 0
    while names.count < count {
      var bits = Bits(Usage.mixed(seed &+ UInt64(number) &* 0xA24B_AED4_963E_E407))
      let workload = "\(things[bits.draw(16)])-\(roles[bits.draw(4)])-\(number)"
      let namespace = "team-\(bits.draw(40))"
      let replicaSet = workload + "-" + word(10, &bits)
      let containers = bits.draw(4) == 0 ? ["main", "proxy"] : ["main"]
      for _ in 0..<replicas[bits.draw(8)] {
        let pod = replicaSet + "-" + word(5, &bits)
        for container in containers where names.count < count {
          names.append(
            Name(namespace: namespace, workload: workload, pod: pod, container: container)
          )
        }
      }
      number += 1
    }
    return names
  }

  private static func word(_ count: Int, _ bits: inout Bits) -> String {
    String((0..<count).map { _ in letters[bits.draw(letters.count)] })
  }
}

/// Texts one after the other in one buffer, found by number.
struct TextTable {
  private var bytes: [UInt8] = []
  private var starts = [0]

  mutating func append(_ text: String) {
    bytes.append(contentsOf: text.utf8)
    starts.append(bytes.count)
  }

  /// Writes the text with this number.
  @inline(__always)
  func put(_ index: Int, into writer: inout ByteWriter) throws {
    let range = starts[index]..<starts[index + 1]
    try bytes.withUnsafeBufferPointer { try writer.put(.init(rebasing: $0[range])) }
  }
}
