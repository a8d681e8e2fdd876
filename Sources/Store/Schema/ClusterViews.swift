/// The views over what bounds, scales and describes a cluster beside pods, nodes and workloads.
enum ClusterViews {
  /// The statements that make the views.
  static let sql = [
    limitRanges, resourceQuotas, disruptionBudgets, autoscalers, scaledObjects, verticalAutoscalers,
    checkpoints, nodeConditions, containerStates, events,
  ].joined(separator: "\n\n\n")

  /// Cluster, namespace and name of the object that `$.value` is.
  private static func identity(_ name: String) -> String {
    """
    i.json ->> '$.value.id.cluster' AS cluster, i.json ->> '$.value.id.namespace' AS namespace,
        i.json ->> '$.value.id.name' AS \(name)
    """
  }

  /// Kind and name of the workload that an object scales.
  private static let scaled = """
    i.json ->> '$.value.scaled.kind' AS kind, i.json ->> '$.value.scaled.name' AS workload
    """

  /// An amount as people read it: cores where the resource is CPU, else bytes or whole units.
  private static func amount(_ path: String) -> String {
    """
    CASE WHEN r.value ->> '$.resource' IN ('cpu', 'requests.cpu', 'limits.cpu')
          THEN (r.value ->> '\(path)') / 1e9 ELSE r.value ->> '\(path)' END
    """
  }

  private static let limitRanges = """
    CREATE VIEW limit_ranges AS
      SELECT \(identity("limit_range")),
        r.value ->> '$.type' AS type, r.value ->> '$.resource' AS resource,
        \(amount("$.min")) AS least,
        \(amount("$.max")) AS most,
        \(amount("$.defaultRequest")) AS default_request,
        \(amount("$.defaultLimit")) AS default_limit,
        (r.value ->> '$.largestRatio') * 1.0 AS largest_limit_ratio
      FROM inventory i, json_each(i.json, '$.value.rules') r WHERE i.kind = 'limit_range';
    """

  private static let resourceQuotas = """
    CREATE VIEW resource_quotas AS
      SELECT \(identity("quota")),
        r.value ->> '$.resource' AS resource,
        \(amount("$.hard")) AS hard,
        \(amount("$.used")) AS used,
        i.json -> '$.value.scopes' AS scopes_json
      FROM inventory i, json_each(i.json, '$.value.amounts') r WHERE i.kind = 'resource_quota';
    """

  private static let disruptionBudgets = """
    CREATE VIEW disruption_budgets AS
      SELECT \(identity("budget")),
        i.json ->> '$.value.minAvailable' AS min_available,
        i.json ->> '$.value.maxUnavailable' AS max_unavailable,
        i.json ->> '$.value.expectedPods' AS expected_pods,
        i.json ->> '$.value.currentHealthy' AS current_healthy,
        i.json ->> '$.value.desiredHealthy' AS desired_healthy,
        i.json ->> '$.value.disruptionsAllowed' AS disruptions_allowed,
        i.json -> '$.value.selector' AS selector_json
      FROM inventory i WHERE i.kind = 'disruption_budget';
    """

  private static func utilization(of resource: String) -> String {
    """
    (SELECT (t.value ->> '$.utilization') * 1.0 FROM json_each(i.json, '$.value.targets') t
          WHERE t.value ->> '$.metric' = '\(resource)'
            AND t.value ->> '$.source' IN ('Resource', 'ContainerResource') LIMIT 1)
    """
  }

  private static let autoscalers = """
    CREATE VIEW autoscalers AS
      SELECT \(identity("autoscaler")),
        \(scaled),
        i.json ->> '$.value.minReplicas' AS min_replicas,
        i.json ->> '$.value.maxReplicas' AS max_replicas,
        i.json ->> '$.value.currentReplicas' AS current_replicas,
        i.json ->> '$.value.desiredReplicas' AS desired_replicas,
        \(utilization(of: "cpu")) AS cpu_target_ratio,
        \(utilization(of: "memory")) AS memory_target_ratio,
        i.json -> '$.value.targets' AS targets_json
      FROM inventory i WHERE i.kind = 'autoscaler';
    """

  private static let scaledObjects = """
    CREATE VIEW scaled_objects AS
      SELECT \(identity("scaled_object")),
        \(scaled),
        i.json ->> '$.value.minReplicas' AS min_replicas,
        i.json ->> '$.value.maxReplicas' AS max_replicas,
        i.json ->> '$.value.idleReplicas' AS idle_replicas,
        i.json ->> '$.value.autoscalerName' AS autoscaler,
        i.json -> '$.value.triggers' AS triggers_json
      FROM inventory i WHERE i.kind = 'scaled_object';
    """

  /// CPU and memory of one member of an advice.
  private static func pair(_ member: String, _ column: String) -> String {
    """
    (a.value ->> '$.\(member).cpu') / 1e9 AS \(column)_cpu_cores,
        a.value ->> '$.\(member).memory' AS \(column)_memory_bytes
    """
  }

  private static let verticalAutoscalers = """
    CREATE VIEW vertical_autoscalers AS
      SELECT \(identity("vertical_autoscaler")),
        \(scaled),
        i.json ->> '$.value.updateMode' AS update_mode,
        a.value ->> '$.container' AS container,
        \(pair("target", "target")),
        \(pair("lowerBound", "lower")),
        \(pair("upperBound", "upper")),
        \(pair("uncappedTarget", "uncapped")),
        i.json -> '$.value.policies' AS policies_json
      FROM inventory i LEFT JOIN json_each(i.json, '$.value.advice') a
      WHERE i.kind = 'vertical_autoscaler';
    """

  private static let checkpoints = """
    CREATE VIEW vpa_checkpoints AS
      SELECT \(identity("checkpoint")),
        i.json ->> '$.value.autoscaler' AS vertical_autoscaler,
        i.json ->> '$.value.container' AS container,
        i.json ->> '$.value.version' AS version,
        i.json ->> '$.value.sampleCount' AS samples,
        \(SampleViews.rfc3339("(i.json ->> '$.value.firstSample')")) AS first_sample,
        \(SampleViews.rfc3339("(i.json ->> '$.value.lastSample')")) AS last_sample,
        (i.json ->> '$.value.cpu.totalWeight') * 1.0 AS cpu_weight,
        i.json -> '$.value.cpu.weights' AS cpu_weights_json,
        (i.json ->> '$.value.memory.totalWeight') * 1.0 AS memory_weight,
        i.json -> '$.value.memory.weights' AS memory_weights_json
      FROM inventory i WHERE i.kind = 'vpa_checkpoint';
    """

  private static let nodeConditions = """
    CREATE VIEW node_conditions AS
      SELECT i.json ->> '$.value.cluster' AS cluster, i.json ->> '$.value.name' AS node,
        c.value ->> '$.type' AS type, c.value ->> '$.status' AS status,
        c.value ->> '$.reason' AS reason,
        \(SampleViews.rfc3339("(c.value ->> '$.since')")) AS since
      FROM inventory i, json_each(i.json, '$.value.conditions') c WHERE i.kind = 'node';
    """

  private static let containerStates = """
    CREATE VIEW container_states AS
      SELECT \(identity("pod")),
        i.json ->> '$.value.uid' AS uid, i.json ->> '$.value.phase' AS pod_phase,
        i.json ->> '$.value.reason' AS pod_reason,
        i.json ->> '$.value.serviceClass' AS service_class,
        s.value ->> '$.name' AS container, s.value ->> '$.isInit' AS is_init,
        s.value ->> '$.phase' AS state, s.value ->> '$.waitingReason' AS waiting_reason,
        s.value ->> '$.restarts' AS restarts,
        s.value ->> '$.termination.reason' AS end_reason,
        s.value ->> '$.termination.exitCode' AS end_exit_code,
        s.value ->> '$.lastTermination.reason' AS last_end_reason,
        s.value ->> '$.lastTermination.exitCode' AS last_end_exit_code,
        \(SampleViews.rfc3339("(s.value ->> '$.lastTermination.finishedAt')")) AS last_end_at
      FROM inventory i, json_each(i.json, '$.value.states') s WHERE i.kind = 'pod';
    """

  private static let events = """
    CREATE VIEW events AS
      SELECT \(identity("event")),
        i.json ->> '$.value.reason' AS reason, i.json ->> '$.value.subject.kind' AS kind,
        i.json ->> '$.value.subject.name' AS name, i.json ->> '$.value.container' AS container,
        i.json ->> '$.value.count' AS count,
        \(SampleViews.rfc3339("(i.json ->> '$.value.lastAt')")) AS last_at,
        i.json ->> '$.value.message' AS message
      FROM inventory i WHERE i.kind = 'event';
    """
}
