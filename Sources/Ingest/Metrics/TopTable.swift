import PodfitModel

/// What the columns of a table of `kubectl top` hold, by its header line.
///
/// - Source: kubectl 1.32, `top pods` with `--containers`, `-A`, `--sum`, and `top nodes`
struct TopTable {
  /// What a row is about.
  enum Rows {
    case containers, pods, nodes
  }

  /// What a row is about.
  let rows: Rows
  /// The places of the fields in a row, from 0.
  let cluster: Int?
  let node: Int?
  let namespace: Int?
  let pod: Int
  let name: Int
  let cpu: Int
  let memory: Int
  /// How many fields a row has.
  let count: Int

  /// Reads a header line; nil for any other.
  ///
  /// A column that is mapped to a part of the identity goes before the one kubectl prints.
  init?(_ fields: [String], _ map: LabelMap = LabelMap()) {
    func mapped(_ part: String) -> Int? {
      map.isEmpty ? nil : fields.firstIndex { map.target(of: $0) == part }
    }
    guard let cpu = fields.firstIndex(of: "CPU(cores)"),
      let memory = fields.firstIndex(of: "MEMORY(bytes)"),
      let name = mapped("container") ?? fields.firstIndex(of: "NAME")
    else { return nil }
    self.cpu = cpu
    self.memory = memory
    self.name = name
    cluster = mapped("cluster")
    node = mapped("node")
    namespace = mapped("namespace") ?? fields.firstIndex(of: "NAMESPACE")
    let pod = mapped("pod") ?? fields.firstIndex(of: "POD")
    self.pod = pod ?? name
    count = fields.count
    if pod != nil {
      rows = .containers
    } else {
      rows = fields.contains { $0.hasPrefix("CPU") && $0.contains("%") } ? .nodes : .pods
    }
  }

  /// Whether a line is of the end that `--sum` adds: a rule, and two amounts without a name.
  static func isSum(_ fields: [String]) -> Bool {
    if fields.allSatisfy({ $0.allSatisfy { $0 == "_" } }) { return true }
    guard fields.count == 2, (try? CPU(quantity: fields[0])) != nil else { return false }
    return (try? Memory(quantity: fields[1])) != nil
  }
}
