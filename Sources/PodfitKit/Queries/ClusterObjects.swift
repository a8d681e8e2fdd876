/// What `kubectl` is asked for: one entry a file.
struct ClusterObjects: Sendable {
  /// The id, in file names too.
  var id: String
  /// The kinds, as kubectl knows them.
  var kinds: [String]
  /// Why podfit needs them.
  var why: String
  /// Whether they are in namespaces.
  var isNamespaced = true
  /// Whether a cluster may not know the kind.
  var isOptional = false

  /// All groups; kinds that not every cluster has stand alone, since kubectl refuses the whole list for one
  /// that it does not know.
  static let all: [ClusterObjects] = [
    ClusterObjects(
      id: "pods",
      kinds: ["pods"],
      why: "exact requests, limits, owners, JVM flags, restarts, placement rules"
    ),
    ClusterObjects(
      id: "nodes",
      kinds: ["nodes"],
      why: "allocatable, taints, pools and zones",
      isNamespaced: false
    ),
    ClusterObjects(
      id: "workloads",
      kinds: [
        "deployments", "statefulsets", "daemonsets", "replicasets", "jobs", "cronjobs",
        "horizontalpodautoscalers",
      ],
      why: "the chain of owners, replicas and autoscalers"
    ),
    ClusterObjects(
      id: "rules",
      kinds: ["limitranges", "resourcequotas", "poddisruptionbudgets"],
      why: "bounds that a recommendation has to keep"
    ),
    ClusterObjects(
      id: "events",
      kinds: ["events"],
      why: "evictions and failed scheduling of the last hour"
    ),
    ClusterObjects(
      id: "vpa",
      kinds: [
        "verticalpodautoscalers.autoscaling.k8s.io",
        "verticalpodautoscalercheckpoints.autoscaling.k8s.io",
      ],
      why: "what the vertical autoscaler recommends and has seen",
      isOptional: true
    ),
    ClusterObjects(
      id: "keda",
      kinds: ["scaledobjects.keda.sh"],
      why: "autoscalers of KEDA",
      isOptional: true
    ),
    ClusterObjects(
      id: "rollouts",
      kinds: ["rollouts.argoproj.io"],
      why: "workloads of Argo Rollouts",
      isOptional: true
    ),
  ]
}
