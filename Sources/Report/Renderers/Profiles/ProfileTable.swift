public import PodfitModel

/// Profiles as a table for a terminal.
public struct ProfileTable: ProfileRenderer {
  /// The format's name.
  public static let id = "table"
  /// What the format is.
  public static let summary = "a table for a terminal"

  /// Makes the renderer.
  public init() {}

  /// The table; `~` marks quantiles that come from sketches.
  public func render(_ profiles: [UsageProfile]) -> String {
    var table = TextTable([
      ("CONTAINER", .left), ("SAMPLES", .right), ("COVERED", .right), ("CPU P50", .right),
      ("P95", .right), ("P99", .right), ("MAX", .right), ("MEMORY P50", .right), ("P95", .right),
      ("P99", .right), ("MAX", .right), ("OOM", .right), ("RESTARTS", .right),
      ("THROTTLED", .right),
    ])
    let clusters = Set(profiles.map(\.id.workload.cluster)).count
    for each in profiles {
      let path = each.id.shortPath
      let mark = each.origin == .sketches ? "~" : ""
      var row = [clusters > 1 ? "\(each.id.workload.cluster)/\(path)" : path]
      row += [each.samples.grouped, each.coverageRatio.percent]
      if let cpu = each.cpu {
        row += [cpu.p50, cpu.p95, cpu.p99].map { mark + $0.cores.text(decimals: 3) }
        row.append(cpu.max.cores.text(decimals: 3))
      } else {
        row += ["-", "-", "-", "-"]
      }
      if let memory = each.memory {
        row += [memory.p50, memory.p95, memory.p99].map { mark + Self.text($0) }
        row.append(Self.text(memory.max))
      } else {
        row += ["-", "-", "-", "-"]
      }
      row += ["\(each.oomKills)", "\(each.restarts)", each.throttledRatio?.percent ?? "-"]
      table.append(row)
    }
    return table.text
  }

  private static func text(_ memory: Memory) -> String {
    (Double(memory.bytes) / 1_048_576).text(decimals: 1) + "Mi"
  }
}
