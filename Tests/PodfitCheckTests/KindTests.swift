import PodfitCheck
import PodfitModel
import Testing

@Suite("Kinds beyond Kubernetes' own")
struct KindTests {
  /// A container in flow style.
  private static func container(_ name: String) -> String { "{name: \(name), image: a}" }

  /// Each kind with the containers it has, as `kind/name/container`.
  static let objects: [(text: String, containers: [String], replicas: [Int])] = [
    (
      """
      apiVersion: ray.io/v1
      kind: RayCluster
      metadata: {name: r}
      spec:
        headGroupSpec: {template: {spec: {containers: [\(container("ray-head"))]}}}
        workerGroupSpecs:
        - {groupName: small, replicas: 3, template: {spec: {containers: [\(container("ray-worker"))]}}}
        - {groupName: large, template: {spec: {containers: [\(container("ray-worker"))]}}}
      """, ["RayCluster/r/ray-head", "RayCluster/r/ray-worker", "RayCluster/r/ray-worker"],
      [1, 3, 1]
    ),
    (
      """
      apiVersion: kubeflow.org/v1
      kind: PyTorchJob
      metadata: {name: t}
      spec:
        pytorchReplicaSpecs:
          Master: {replicas: 1, template: {spec: {containers: [\(container("pytorch"))]}}}
          Worker: {replicas: 4, template: {spec: {containers: [\(container("pytorch"))]}}}
      """, ["PyTorchJob/t/pytorch", "PyTorchJob/t/pytorch"], [1, 4]
    ),
    (
      """
      apiVersion: serving.knative.dev/v1
      kind: Service
      metadata: {name: k}
      spec: {template: {spec: {containers: [{image: a}]}}}
      """, ["Service/k/user-container"], [1]
    ),
    (
      """
      apiVersion: kafka.strimzi.io/v1beta2
      kind: Kafka
      metadata: {name: events}
      spec:
        kafka: {replicas: 3, resources: {requests: {cpu: 2, memory: 8Gi}}}
        zookeeper: {replicas: 3, resources: {requests: {cpu: 500m, memory: 1Gi}}}
        entityOperator: {topicOperator: {resources: {requests: {cpu: 100m, memory: 256Mi}}}}
      """,
      [
        "StrimziPodSet/events-kafka/kafka", "StrimziPodSet/events-zookeeper/zookeeper",
        "Deployment/events-entity-operator/topic-operator",
      ], [1, 1, 1]
    ),
    (
      """
      apiVersion: kafka.strimzi.io/v1beta2
      kind: KafkaNodePool
      metadata: {name: brokers, labels: {strimzi.io/cluster: events}}
      spec: {replicas: 3, resources: {requests: {cpu: 2, memory: 8Gi}}}
      """, ["StrimziPodSet/events-brokers/kafka"], [1]
    ),
    (
      """
      apiVersion: monitoring.coreos.com/v1
      kind: Prometheus
      metadata: {name: main}
      spec: {resources: {requests: {cpu: 2, memory: 8Gi}}}
      """, ["StatefulSet/prometheus-main/prometheus"], [1]
    ),
    (
      """
      apiVersion: elasticsearch.k8s.elastic.co/v1
      kind: Elasticsearch
      metadata: {name: logs}
      spec:
        nodeSets:
        - name: hot
          podTemplate: {spec: {containers: [{name: elasticsearch, resources: {requests: {cpu: 1}}}]}}
      """, ["Elasticsearch/logs/elasticsearch"], [1]
    ),
    (
      """
      apiVersion: apps.openshift.io/v1
      kind: DeploymentConfig
      metadata: {name: d}
      spec: {replicas: 2, template: {spec: {containers: [\(container("app"))]}}}
      """, ["DeploymentConfig/d/app"], [2]
    ),
  ]

  @Test(
    "every container is found under the identity that its pods have",
    arguments: objects.indices
  )
  func identities(index: Int) {
    let object = Self.objects[index]
    let result = check(object.text)
    #expect(
      result.containers.map { $0.id.shortPath }.sorted()
        == object.containers.map { "default/\($0)" }.sorted()
    )
    #expect(result.errors.isEmpty && result.skipped.isEmpty)
  }

  @Test("groups of pods count as often as their object says")
  func replicas() {
    for object in Self.objects where object.text.contains("image: a") {
      let found = check(object.text).findings.filter { $0.rule == "cpu-request-missing" }
      #expect(found.map(\.replicas) == object.replicas)
    }
  }

  @Test("what a Kafka asks for is compared with what its brokers need, at the value")
  func strimzi() throws {
    let text = KindTests.objects[3].text
    let found = check(
      text,
      against: [
        recommendation(
          "events-kafka",
          kind: WorkloadKind(rawValue: "StrimziPodSet"),
          container: "kafka",
          cpuRequest: .cores(2),
          memoryRequest: .gibibytes(2)
        )
      ]
    ).findings
    #expect(found.map(\.rule) == ["memory-request-above-need"])
    #expect(found.first?.place.line == 5 && found.first?.place.column == 63)
  }

  @Test("a Deployment that a Rollout refers to has the Rollout's advice")
  func workloadRef() {
    let text =
      deployment("{requests: {cpu: 500m, memory: 4Gi}}") + """
        ---
        kind: Rollout
        metadata: {name: api-rollout, namespace: shop}
        spec: {workloadRef: {apiVersion: apps/v1, kind: Deployment, name: api}}
        """
    let advice = recommendation("api-rollout", kind: WorkloadKind(rawValue: "Rollout"))
    let result = check(text, against: [advice])
    #expect(result.findings.map(\.rule) == ["memory-request-above-need"])
    #expect(result.unmatched.isEmpty)
    #expect(
      result.skipped.map(\.reason) == [.workloadReference(kind: "Rollout", name: "api-rollout")]
    )
    // Advice of the Deployment's own comes first.
    #expect(
      check(text, against: [advice, recommendation(memoryRequest: .gibibytes(4))]).findings.isEmpty
    )
  }

  @Test("kustomizations and templates are named with what to do")
  func skipped() {
    let kustomization = """
      apiVersion: kustomize.config.k8s.io/v1beta1
      kind: Kustomization
      resources: [deployment.yaml]
      """
    #expect(check(kustomization).skipped.map(\.reason) == [.kustomization])
    let checker = Checker()
    let bare = checker.check(
      files: [("base/kustomization.yaml", [UInt8]("resources: [a.yaml]\n".utf8))],
      against: set([])
    )
    #expect(bare.skipped.map(\.reason) == [.kustomization])
    let template = checker.check(
      [
        ManifestInput(
          name: "chart/templates/a.yaml",
          bytes: [UInt8]("kind: {{ .Values.kind }}\n".utf8),
          chart: "chart"
        )
      ],
      against: set([])
    )
    #expect(template.skipped.map(\.reason) == [.helmTemplate(chart: "chart")])
    #expect(
      template.skipped.first?.reason.description
        == "a Helm template: render it first, helm template NAME chart | podfit check - "
        + "--stdin-filename chart/"
    )
  }
}

@Suite("Values of charts")
struct ValuesTests {
  private static let values = """
    replicaCount: 2
    api:
      resources:
        requests: {cpu: 2, memory: 4Gi}   # generous
    workers:
      mail:
        resources: {requests: {cpu: 500m, memory: 1Gi}}
      pdf:
        resources:
    """

  private func checkValues(_ mappings: [String], file: String = "chart/values-prod.yaml") throws
    -> CheckResult
  {
    var checker = Checker()
    checker.settings.mappings = try mappings.map { try #require(ResourceMapping($0)) }
    checker.makesRewrites = true
    return checker.check(
      files: [(file, [UInt8](Self.values.utf8))],
      against: set([
        recommendation(), recommendation("worker-mail", memoryRequest: .gibibytes(1)),
        recommendation("worker-pdf"),
      ])
    )
  }

  @Test("a mapping says whose resources they are; stars carry names over")
  func mapping() throws {
    let result = try checkValues([
      "api.resources=shop/Deployment/api/app", "workers.*.resources=shop/Deployment/worker-*/app",
    ])
    #expect(
      result.containers.map(\.id.workload.name).sorted() == ["api", "worker-mail", "worker-pdf"]
    )
    #expect(
      result.findings.map { "\($0.rule) \($0.place.line):\($0.place.column)" } == [
        "cpu-request-above-need 4:21", "memory-request-above-need 4:32",
        "cpu-request-missing 9:5", "memory-request-missing 9:5",
      ]
    )
    let after = try #require(result.rewrites.first?.after)
    #expect(
      String(decoding: after, as: UTF8.self)
        == Self.values
        .replacing("{cpu: 2, memory: 4Gi}", with: "{cpu: 500m, memory: 1Gi}")
        .replacing(
          "pdf:\n    resources:",
          with: "pdf:\n    resources: {requests: {cpu: 500m, memory: 1Gi}}"
        )
    )
  }

  @Test("without a mapping, or in other files, values are no workloads")
  func elsewhere() throws {
    #expect(try checkValues([]).containers.isEmpty)
    #expect(
      try checkValues(["api.resources=shop/Deployment/api/app"], file: "a.yaml").containers.isEmpty
    )
    #expect(
      try checkValues(["a.yaml:api.resources=shop/Deployment/api/app"], file: "a.yaml")
        .containers.count == 1
    )
  }

  @Test(
    "what is no mapping is refused",
    arguments: [
      "", "a", "a=", "a=b", "a=b/c", "a..b=K/n/c", "a.b=K/*/c", "=K/n/c", "a=K//c", "a=1/2/3/4/5",
    ]
  )
  func malformed(text: String) { #expect(ResourceMapping(text) == nil) }
}

@Suite("Names that differ")
struct MatchOverrideTests {
  private let text = deployment("{requests: {cpu: 500m, memory: 4Gi}}")

  @Test(
    "an annotation names the workload and the container that count",
    arguments: [
      "Deployment/other", "prod/Deployment/other", "c/prod/Deployment/other", "other",
    ]
  )
  func annotation(name: String) {
    let annotated = """
      apiVersion: apps/v1
      kind: Deployment
      metadata:
        name: api
        annotations: {podfit.dev/workload: \(name), podfit.dev/container.app: main}
      spec:
        template:
          spec:
            containers: [{name: app, image: a, resources: {requests: {cpu: 500m, memory: 4Gi}}}]
      """
    let advice = recommendation("other", namespace: "prod", container: "main")
    #expect(check(annotated, against: [advice]).findings.count == 1)
    #expect(check(annotated, against: [recommendation()]).unmatched.count == 1)
  }

  @Test("settings map patterns of names to patterns")
  func settings() throws {
    var settings = CheckSettings()
    settings.matches = [
      try #require(MatchOverride("shop/StatefulSet/*=prod/StatefulSet/*")),
      try #require(MatchOverride("shop/Deployment/*=prod/Deployment/shop-*")),
    ]
    let advice = recommendation("shop-api", namespace: "prod")
    #expect(check(text, against: [advice], settings: settings).findings.count == 1)
    #expect(check(text, against: [recommendation()], settings: settings).unmatched.count == 1)
  }

  @Test(
    "what is no pair of names is refused",
    arguments: ["", "a/b/c", "a/b/c=d/e", "a/b/c=d/e/f=g", "a/b/c=d/e/*", "a//c=d/e/f"]
  )
  func malformed(text: String) { #expect(MatchOverride(text) == nil) }
}

@Suite("Patterns of names")
struct NamePatternTests {
  @Test(
    "stars stay within a part, two do not",
    arguments: [
      ("*", "abc", ["abc"]), ("*", "a/b", nil), ("**", "a/b", ["a/b"]), ("a*c", "abbc", ["bb"]),
      ("*/*", "a/b", ["a", "b"]), ("**/x", "a/b/x", ["a/b"]), ("a?c", "abc", []),
      ("a?c", "a/c", nil), ("", "", []), ("", "a", nil), ("*-*", "a-b-c", ["a", "b-c"]),
      ("é*", "éa", ["a"]),
    ] as [(String, String, [String]?)]
  )
  func captures(pattern: String, text: String, captures: [String]?) {
    #expect(NamePattern(pattern).captures(in: text) == captures)
  }

  @Test("many stars against a long text end in time")
  func hostile() {
    let pattern = NamePattern(String(repeating: "*a", count: 50) + "b")
    #expect(pattern.captures(in: String(repeating: "a", count: 2_000)) == nil)
  }
}
