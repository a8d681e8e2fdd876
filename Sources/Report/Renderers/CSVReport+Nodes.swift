import PodfitModel

/// The tables of the set that are about clusters, nodes and JVMs.
extension CSVReport {
  func clusters(_ report: ReportModel) -> String {
    text(
      [
        "cluster", "nodes_now", "nodes_needed", "lower_bound", "nodes_ideal", "score", "containers",
        "at_risk", "to_raise", "cpu_request_cores", "cpu_advised_cores", "memory_request_bytes",
        "memory_advised_bytes",
      ],
      report.clusterRows.map { row in
        let (group, plan) = (row.score, row.facts?.plan)
        return [
          group.name, plan.map { "\($0.nodesNow)" } ?? "", plan.map { "\($0.nodesNeeded)" } ?? "",
          plan.map { "\($0.lowerBound)" } ?? "",
          row.facts?.attribution.map { "\($0.nodesIdeal)" } ?? "", "\(group.score)",
          "\(group.containers)", "\(group.errors)", "\(group.warnings)", "\(group.cpuNow.cores)",
          "\(group.cpuAdvised.cores)", "\(group.memoryNow.bytes)", "\(group.memoryAdvised.bytes)",
        ]
      }
    )
  }

  func causes(_ report: ReportModel) -> String {
    text(
      [
        "cluster", "cause", "nodes_lost", "factor", "factor_least", "factor_most", "carrier",
        "carrier_share",
      ],
      report.weekly.clusters.flatMap { each in
        (each.attribution?.factors ?? []).map { factor in
          [
            each.cluster, factor.cause, "\(factor.nodesLost)", "\(factor.factor)",
            "\(factor.least)", "\(factor.most)", factor.carriers.first?.name ?? "",
            factor.carriers.first.map { "\($0.share)" } ?? "",
          ]
        }
      }
    )
  }

  func replay(_ report: ReportModel) -> String {
    text(
      [
        "cluster", "requests", "order", "nodes", "node_slots", "node_slots_above_100",
        "node_slots_above_90", "unserved_cpu_ratio", "node_days", "node_days_above_memory",
        "worst_node", "worst_hour", "worst_ratio",
      ],
      report.replays.flatMap { each in
        each.replay.runs.map { run in
          [
            each.cluster, run.requests, run.order, "\(run.nodes)", "\(run.nodeSlots)",
            "\(run.nodeSlotsAbove)", "\(run.nodeSlotsNear)", "\(run.unservedRatio)",
            "\(run.nodeDays)", "\(run.nodeDaysAbove)", run.worstNode.map { "\($0)" } ?? "",
            run.worstHour ?? "", run.worstRatio.map { "\($0)" } ?? "",
          ]
        }
      }
    )
  }

  func jvms(_ report: ReportModel) -> String {
    text(
      [
        "container", "memory_limit_bytes", "heap_max_bytes", "live_set_bytes", "collector",
        "advised_heap_max_bytes", "advised_flags", "findings",
      ],
      report.jvms.map { jvm in
        [
          jvm.id.path, bytes(jvm.memoryLimit), bytes(jvm.profile.configuration?.maxHeap),
          bytes(jvm.profile.liveSet?.estimate), jvm.profile.configuration?.collector.rawValue ?? "",
          bytes(jvm.recommendation?.heapMax),
          jvm.recommendation?.flags.joined(separator: " ") ?? "",
          jvm.profile.findings.map(\.id).joined(separator: " "),
        ]
      }
    )
  }
}
