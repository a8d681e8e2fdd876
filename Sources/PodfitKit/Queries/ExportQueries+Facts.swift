/// What runs where and with which requests, as kube-state-metrics tells. Over each day, so that pods which
/// are gone are known too; nodes and autoscalers as they are at the end.
extension ExportQueries {
  private static func named(_ pattern: String) -> [String] {
    ["__name__=~\(PromQL.literal(pattern))"]
  }

  private static func fact(
    _ id: String,
    gives: String,
    why: String,
    kind: ExportQuery.Kind = .daily,
    namespaceLabels: [String] = stateNamespaces,
    _ source: ExportQuery.Source
  ) -> ExportQuery {
    ExportQuery(
      id: id,
      gives: gives,
      why: why,
      kind: kind,
      namespaceLabels: namespaceLabels,
      sources: [source]
    )
  }

  private static func owners(_ id: String, of object: String, _ metric: String, _ labels: String)
    -> ExportQuery
  {
    let by = "__name__, cluster, namespace, exported_namespace, \(labels)"
    return fact(
      id,
      gives: "owners of \(object)",
      why: "which workload a pod belongs to, also of pods that are gone",
      ExportQuery.Source(
        metric: metric,
        template:
          "max by (\(by), owner_kind, owner_name, owner_is_controller) (last_over_time($selector[$range]))"
      )
    )
  }

  static let facts: [ExportQuery] = [
    owners("pod-owners", of: "pods", "kube_pod_owner", "pod, exported_pod"),
    owners("replicaset-owners", of: "replica sets", "kube_replicaset_owner", "replicaset"),
    owners("job-owners", of: "jobs", "kube_job_owner", "job_name"),
    fact(
      "pods",
      gives: "nodes of pods",
      why: "which node a pod ran on",
      ExportQuery.Source(
        metric: "kube_pod_info",
        template:
          "max by (\(podLabels), node, exported_node, created_by_kind, created_by_name) (last_over_time($selector[$range]))"
      )
    ),
    fact(
      "resources",
      gives: "requests and limits",
      why: "what containers ask for, also those that are gone",
      ExportQuery.Source(
        metric: "",
        matchers: named(
          "kube_pod_(init_)?container_resource_(requests|limits)(_cpu_cores|_memory_bytes)?"
        ),
        template:
          "max by (\(containerLabels), node, exported_node, resource, unit) (last_over_time($selector[$range]))"
      )
    ),
    fact(
      "terminations",
      gives: "reasons why containers ended",
      why: "out-of-memory kills: there the need is above what was measured",
      ExportQuery.Source(
        metric: "kube_pod_container_status_last_terminated_reason",
        template: "max by (\(containerLabels), reason) (max_over_time($selector[$range]))",
        name: "kube_pod_container_status_last_terminated_reason"
      )
    ),
    fact(
      "nodes",
      gives: "allocatable and capacity of nodes",
      why: "what there is to run on",
      kind: .once,
      namespaceLabels: [],
      ExportQuery.Source(
        metric: "",
        matchers: named(
          "kube_node_status_(allocatable|capacity)(_cpu_cores|_memory_bytes|_pods)?"
        ),
        template: "max by (__name__, cluster, node, exported_node, resource, unit) ($selector)"
      )
    ),
    fact(
      "node-labels",
      gives: "labels of nodes",
      why: "pools, machine types and zones",
      kind: .once,
      namespaceLabels: [],
      ExportQuery.Source(metric: "kube_node_labels", template: "$selector")
    ),
    fact(
      "autoscalers",
      gives: "horizontal autoscalers",
      why: "a CPU request moves the target of an autoscaler: it must be known",
      kind: .once,
      ExportQuery.Source(
        metric: "",
        matchers: named(
          "kube_(horizontalpodautoscaler|hpa)"
            + "_(info|spec_min_replicas|spec_max_replicas|spec_target_metric)"
        ),
        template: "$selector"
      )
    ),
    fact(
      "replicas",
      gives: "replicas of workloads",
      why: "how many pods a workload should have",
      kind: .once,
      ExportQuery.Source(
        metric: "",
        matchers: named(
          "kube_deployment_spec_replicas|kube_statefulset_replicas"
            + "|kube_daemonset_status_desired_number_scheduled"
        ),
        template:
          "max by (__name__, cluster, namespace, exported_namespace, deployment, statefulset, daemonset) ($selector)"
      )
    ),
  ]
}
