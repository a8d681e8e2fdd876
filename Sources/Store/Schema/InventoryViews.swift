/// The views over the inventory and the ledger.
enum InventoryViews {
  /// The statements that make the views.
  static let sql = [files, pods, podContainers, nodes, workloads].joined()

  private static let files = """
    CREATE VIEW files AS
      SELECT path, format, digest, options, samples, rejected, skipped, warnings_json,
        \(SampleViews.rfc3339("ingested_at_ms")) AS ingested_at
      FROM file;


    """

  private static let pods = """
    CREATE VIEW pods AS
      SELECT json ->> '$.value.id.cluster' AS cluster, json ->> '$.value.id.namespace' AS namespace,
        json ->> '$.value.id.name' AS pod, json ->> '$.value.uid' AS uid,
        json ->> '$.value.node' AS node, json ->> '$.value.phase' AS phase,
        json ->> '$.value.owner.kind' AS owner_kind, json ->> '$.value.owner.name' AS owner,
        \(SampleViews.rfc3339("(json ->> '$.value.startedAt')")) AS started_at
      FROM inventory WHERE kind = 'pod';


    """

  private static let podContainers = """
    CREATE VIEW pod_containers AS
      SELECT inventory.json ->> '$.value.id.cluster' AS cluster,
        inventory.json ->> '$.value.id.namespace' AS namespace,
        inventory.json ->> '$.value.id.name' AS pod, inventory.json ->> '$.value.uid' AS uid,
        c.value ->> '$.name' AS container, t.key = 'initContainers' AS is_init,
        (c.value ->> '$.resources.cpuRequest') / 1e9 AS cpu_request_cores,
        (c.value ->> '$.resources.cpuLimit') / 1e9 AS cpu_limit_cores,
        c.value ->> '$.resources.memoryRequest' AS memory_request_bytes,
        c.value ->> '$.resources.memoryLimit' AS memory_limit_bytes
      FROM inventory,
        json_each(inventory.json, '$.value.template') t, json_each(t.value) c
      WHERE kind = 'pod' AND t.key IN ('containers', 'initContainers');


    """

  private static let nodes = """
    CREATE VIEW nodes AS
      SELECT json ->> '$.value.cluster' AS cluster, json ->> '$.value.name' AS node,
        json ->> '$.value.labels."node.kubernetes.io/instance-type"' AS instance_type,
        json ->> '$.value.labels."topology.kubernetes.io/zone"' AS zone,
        (json ->> '$.value.allocatable.cpu') / 1e9 AS cpu_allocatable_cores,
        json ->> '$.value.allocatable.memory' AS memory_allocatable_bytes,
        json ->> '$.value.allocatable.pods' AS pods_allocatable,
        json ->> '$.value.isUnschedulable' AS is_unschedulable
      FROM inventory WHERE kind = 'node';


    """

  private static let workloads = """
    CREATE VIEW workloads AS
      SELECT json ->> '$.value.id.cluster' AS cluster, json ->> '$.value.id.namespace' AS namespace,
        json ->> '$.value.id.kind' AS kind, json ->> '$.value.id.name' AS workload,
        json ->> '$.value.replicas' AS replicas, json ->> '$.value.owner.kind' AS owner_kind,
        json ->> '$.value.owner.name' AS owner, json ->> '$.value.schedule' AS schedule
      FROM inventory WHERE kind = 'workload';
    """
}
