import PodfitCheck
import PodfitModel

/// A recommendation of `shop/Deployment/api/app` unless told otherwise.
func recommendation(
  _ name: String = "api",
  namespace: String = "shop",
  kind: WorkloadKind = .deployment,
  container: String = "app",
  cluster: String = "c",
  status: RecommendationStatus = .lower,
  cpuRequest: CPU? = .millicores(500),
  memoryRequest: Memory? = .gibibytes(1),
  memoryLimit: Memory? = nil,
  heap: Memory? = nil
) -> Recommendation {
  let advised = ContainerResources(
    cpuRequest: cpuRequest,
    memoryRequest: memoryRequest,
    memoryLimit: memoryLimit
  )
  return Recommendation(
    id: ContainerID(
      workload: WorkloadID(cluster: cluster, namespace: namespace, kind: kind, name: name),
      container: container
    ),
    replicas: 2,
    current: advised,
    recommended: advised,
    jvm: heap.map {
      JVMRecommendation(heapMax: $0, flags: [], variable: nil, collector: .g1)
    },
    status: status,
    reason: "made up"
  )
}

func set(_ recommendations: [Recommendation]) -> RecommendationSet {
  RecommendationSet(strategy: "test", window: nil, recommendations: recommendations)
}

/// Checks one file named `f.yaml`.
func check(_ text: String, against recommendations: [Recommendation] = []) -> CheckResult {
  Checker().check(files: [("f.yaml", [UInt8](text.utf8))], against: set(recommendations))
}

/// A Deployment `api` with one container `app`, whose resources are `resources` in flow style.
func deployment(
  _ resources: String,
  name: String = "api",
  namespace: String? = "shop",
  image: String = "image: a, "
) -> String {
  """
  apiVersion: apps/v1
  kind: Deployment
  metadata: {name: \(name)\(namespace.map { ", namespace: \($0)" } ?? "")}
  spec:
    template:
      spec:
        containers:
        - {name: app, \(image)resources: \(resources)}

  """
}
