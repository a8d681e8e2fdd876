import PodfitModel
import PodfitPack

/// A list of hosts: their number and, where it says so, their size.
///
/// - Source: docs/formats/node-lists.md#hosts-before-a-migration
struct HostList {
  /// The hosts of all rows.
  let baseline: NodePlan.Baseline
  /// What was not read, in words.
  let notes: [String]

  init(path: String) throws(PodfitError) {
    let table = try ListTable(path: path)
    let count = try table.column(["count", "hosts", "vms", "vm_count", "vm count", "host_count"])
    let cpu = try table.column(["cpu", "cores", "vcpus", "cpu_cores"])
    let memory = try table.column(["memory", "memory_bytes"])
    let machine = try table.column(["size", "vm size", "vm_size", "machine", "instance_type"])
    var hosts = 0
    var size: Double? = 0
    var unknown: Set<String> = []
    for row in table.rows {
      let number = try table.count(row, count, in: 0...10_000_000) ?? 1
      hosts += number
      let name = table.text(row, machine)
      let known = MachineCatalog.machine(name)
      let cores = try table.amount(row, cpu, CPU.self, scaled: 1) ?? known?.cpu
      let bytes = try table.amount(row, memory, Memory.self, scaled: 1) ?? known?.memory
      guard let cores, let bytes else {
        if cpu != nil, memory != nil { throw table.error(row, cpu, .emptyCell) }
        if !name.isEmpty { unknown.insert(name) }
        size = nil
        continue
      }
      size = size.map { $0 + Double(number) * (cores.cores + Double(bytes.bytes) / 0x1p30 / 7.5) }
    }
    guard hosts > 0 else { throw ListTable.error(path, 0, .empty) }
    baseline = NodePlan.Baseline(hosts: hosts, size: size)
    var notes: [String] = []
    if count == nil {
      notes.append(
        "the list of hosts has no column count (or vm_count): each row counts as one host"
      )
    }
    if !unknown.isEmpty {
      let names = unknown.sorted().map(\.printable).joined(separator: ", ")
      notes.append("no machines of the catalogue, so that hosts have no size: \(names)")
    }
    if !table.unread.isEmpty {
      let names = table.unread.map(\.printable).joined(separator: ", ")
      notes.append("not read of the list of hosts: \(names)")
    }
    self.notes = notes
  }
}
