import PodfitModel

/// The table of scores, shared by the formats that print tables.
enum GroupTable {
  static func table(_ groups: [GroupScore], _ name: String) -> TextTable {
    var table = TextTable([
      (name, .left), ("score", .right), ("severity", .left), ("containers", .right),
      ("at risk", .right),
      ("raise", .right),
      ("CPU asked for", .right), ("advised", .right), ("GiB asked for", .right),
      ("advised", .right),
    ])
    for group in groups {
      table.append([
        group.name, "\(group.score)", group.severity?.rawValue ?? "-", "\(group.containers)",
        "\(group.errors)", "\(group.warnings)",
        group.cpuNow.coresText, group.cpuAdvised.coresText, group.memoryNow.gibibytesText,
        group.memoryAdvised.gibibytesText,
      ])
    }
    return table
  }

  /// The groups with most to change, in cores and GiB over 7.5, in the order of their names.
  static func foremost(_ groups: [GroupScore], atMost limit: Int) -> [GroupScore] {
    guard groups.count > limit else { return groups }
    func change(_ group: GroupScore) -> Double {
      let memory = (group.memoryNow - group.memoryAdvised).gibibytes
      let cpu = (group.cpuNow - group.cpuAdvised).cores
      return abs(memory) / 7.5 + abs(cpu)
    }
    // The groups are in the order of their names, which breaks ties.
    let order = groups.map(change).enumerated().sorted { a, b in
      a.element == b.element ? a.offset < b.offset : a.element > b.element
    }
    return order.prefix(limit).map(\.offset).sorted().map { groups[$0] }
  }
}
