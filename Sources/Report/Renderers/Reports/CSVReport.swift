import PodfitModel

/// The report as CSV (RFC 4180): one table on standard output, a set of them in a folder.
public struct CSVReport: ReportRenderer {
  /// The format's name.
  public static let id = "csv"
  /// What the format is.
  public static let summary = "CSV: the containers; -o FOLDER/ writes all tables"

  /// Where tables that are cut elsewhere are whole.
  static let everything = "`podfit report --format csv -o FOLDER/` has all"

  /// Makes the renderer.
  public init() {}

  /// The table of all containers.
  public func render(_ report: ReportModel) -> String { containers(report) }

  /// All tables, each a file.
  public static func files(_ report: ReportModel) -> [ChangeFile] {
    let csv = CSVReport()
    return [
      ChangeFile(path: "containers.csv", text: csv.containers(report)),
      ChangeFile(path: "namespaces.csv", text: csv.groups(report.namespaces)),
      ChangeFile(path: "teams.csv", text: csv.groups(report.teams)),
      ChangeFile(path: "clusters.csv", text: csv.clusters(report)),
      ChangeFile(path: "pools.csv", text: csv.pools(report)),
      ChangeFile(path: "causes.csv", text: csv.causes(report)),
      ChangeFile(path: "replay.csv", text: csv.replay(report)),
      ChangeFile(path: "jvms.csv", text: csv.jvms(report)),
      ChangeFile(path: "applied.csv", text: csv.outcomes(report)),
      ChangeFile(path: "weeks.csv", text: csv.weeks(report)),
    ]
  }

  func text(_ header: [String], _ rows: [[String]]) -> String {
    ([header] + rows).map { $0.map(\.csvCell).joined(separator: ",") + "\r\n" }.joined()
  }

  private func containers(_ report: ReportModel) -> String {
    let header = [
      "cluster", "namespace", "kind", "workload", "container", "team", "replicas", "severity",
      "status",
      "current_cpu_request_cores", "advised_cpu_request_cores", "current_cpu_limit_cores",
      "advised_cpu_limit_cores", "current_memory_request_bytes", "advised_memory_request_bytes",
      "current_memory_limit_bytes", "advised_memory_limit_bytes", "cpu_p95_cores", "cpu_max_cores",
      "memory_max_bytes", "oom_kills", "restarts", "throttled_ratio", "advice_flips", "reason",
    ]
    let rows = report.recommendations.recommendations.map { each -> [String] in
      let workload = each.id.workload
      let detail = report.weekly.details[each.id]
      var row = [workload.cluster, workload.namespace, workload.kind.rawValue, workload.name]
      row += [
        each.id.container, detail?.team ?? "", "\(each.replicas)", each.severity?.rawValue ?? "",
        each.status.rawValue,
      ]
      row += [
        cores(each.current.cpuRequest), cores(each.recommended.cpuRequest),
        cores(each.current.cpuLimit), cores(each.recommended.cpuLimit),
        bytes(each.current.memoryRequest), bytes(each.recommended.memoryRequest),
        bytes(each.current.memoryLimit), bytes(each.recommended.memoryLimit),
        cores(detail?.cpu?.p95), cores(detail?.cpu?.max), bytes(detail?.memory?.max),
      ]
      row += [
        detail.map { "\($0.oomKills)" } ?? "", detail.map { "\($0.restarts)" } ?? "",
        detail?.throttledRatio.map { "\($0)" } ?? "",
        report.weekly.stability[each.id].map { "\($0.flips)" } ?? "", each.reason,
      ]
      return row
    }
    return text(header, rows)
  }

  func cores(_ amount: CPU?) -> String { amount.map { "\($0.cores)" } ?? "" }

  func bytes(_ amount: Memory?) -> String { amount.map { "\($0.bytes)" } ?? "" }

  private func groups(_ groups: [GroupScore]) -> String {
    text(
      [
        "name", "score", "severity", "containers", "at_risk", "to_raise", "cpu_request_cores",
        "cpu_advised_cores", "cpu_p95_cores", "memory_request_bytes", "memory_advised_bytes",
        "memory_max_bytes",
      ],
      groups.map { each in
        [
          each.name, "\(each.score)", each.severity?.rawValue ?? "", "\(each.containers)",
          "\(each.errors)", "\(each.warnings)", "\(each.cpuNow.cores)", "\(each.cpuAdvised.cores)",
          "\(each.cpuP95.cores)", "\(each.memoryNow.bytes)", "\(each.memoryAdvised.bytes)",
          "\(each.memoryMax.bytes)",
        ]
      }
    )
  }

  private func pools(_ report: ReportModel) -> String {
    text(
      [
        "pool", "instance_type", "nodes_now", "nodes_needed", "binding_resource",
        "stranded_cpu_cores",
        "stranded_memory_bytes",
      ],
      (report.plan?.pools ?? []).map { pool in
        [
          pool.name, pool.instanceType, "\(pool.nodesNow)", "\(pool.nodesNeeded)",
          pool.bindingResource ?? "", "\(pool.stranded.cpu.cores)", "\(pool.stranded.memory.bytes)",
        ]
      }
    )
  }

  private func outcomes(_ report: ReportModel) -> String {
    text(
      [
        "container", "state", "had_advice", "cpu_saved_cores", "memory_saved_bytes",
        "new_oom_kills", "change", "throttled_before", "throttled_after",
      ],
      (report.weekly.comparison?.outcomes ?? []).map { each in
        [
          each.id.path, each.state.rawValue, "\(each.hadAdvice)", "\(each.cpuSaved.cores)",
          "\(each.memorySaved.bytes)", "\(each.newKills)", ApplyStatus.change(each),
          each.before.throttledRatio.map { "\($0)" } ?? "",
          each.after?.throttledRatio.map { "\($0)" } ?? "",
        ]
      }
    )
  }

  private func weeks(_ report: ReportModel) -> String {
    let now = report.weekly.week.map { RunRecord(report, week: $0) }
    return text(
      [
        "week", "nodes_now", "nodes_needed", "lower_bound", "cpu_request_cores",
        "cpu_advised_cores",
        "cpu_used_cores", "memory_request_bytes", "memory_advised_bytes", "memory_used_bytes",
        "at_risk",
      ],
      (report.weekly.runs + [now].compactMap { $0 }).map { run in
        [
          run.week, run.totals.nodesNow.map { "\($0)" } ?? "",
          run.totals.nodesNeeded.map { "\($0)" } ?? "", run.totals.lowerBound.map { "\($0)" } ?? "",
          "\(run.totals.cpuRequest.cores)", "\(run.totals.cpuAdvised.cores)",
          "\(run.totals.cpuUsed.cores)", "\(run.totals.memoryRequest.bytes)",
          "\(run.totals.memoryAdvised.bytes)", "\(run.totals.memoryUsed.bytes)",
          "\(run.count { !$0.risks.isEmpty })",
        ]
      }
    )
  }
}
