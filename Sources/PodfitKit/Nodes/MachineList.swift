import PodfitModel
import PodfitPack
import PodfitReport

/// The machines of the catalogue with what the provider leaves to pods.
public struct MachineList: Sendable {
  /// The providers there are.
  public static let providers = NodeProvider.allCases.map(\.rawValue)

  /// A machine.
  private struct Row {
    var machine: MachineShape
    var provider: NodeProvider
    var offered: NodeResources
  }

  private let rows: [Row]

  /// Lists machines.
  ///
  /// - Parameter provider: one of ``providers``, whose machines alone are listed; nil for all, each by the
  ///   current rules of its cloud
  public init(provider: String? = nil) {
    let wanted = provider.flatMap(NodeProvider.init(rawValue:))
    rows = MachineCatalog.all.compactMap { machine in
      let own = NodeProvider(of: machine)
      if let wanted, !wanted.isSameCloud(as: own) { return nil }
      let provider = wanted ?? own
      return Row(
        machine: machine,
        provider: provider,
        offered: provider.allocatable(of: machine)
      )
    }
  }

  /// A table for people.
  public var text: String {
    var table = TextTable([
      ("MACHINE", .left), ("CORES", .right), ("GIB", .right), ("PROVIDER", .left),
      ("CPU OFFERED", .right), ("GIB OFFERED", .right), ("PODS", .right),
    ])
    for row in rows {
      table.append([
        row.machine.name, row.machine.cpu.coresText, row.machine.memory.gibibytesText,
        row.provider.rawValue, row.offered.cpu.coresText, row.offered.memory.gibibytesText,
        row.offered.pods.map { "\($0)" } ?? "-",
      ])
    }
    return table.text
      + "\nGiB are those that the kubelet sees, 95 % of what is advertised; there are no prices\n"
  }

  /// A list of node types as `--node-types` reads it.
  public var csv: String {
    rows.reduce("name,cpu,memory,pods\n") { text, row in
      let pods = row.offered.pods.map { "\($0)" } ?? ""
      return text
        + "\(row.machine.name),\(row.offered.cpu),\(row.offered.memory.bytes),\(pods)\n"
    }
  }
}
