import Foundation
import PodfitCheck
import PodfitModel
import TestSupport
import Testing

@Suite("Knative")
struct KnativeTests {
  private func service(
    namespace: String? = "shop",
    kind: String = "Service",
    revision: String? = nil,
    annotation: String = "{}"
  ) -> String {
    """
    apiVersion: serving.knative.dev/v1
    kind: \(kind)
    metadata: {name: hello\(namespace.map { ", namespace: \($0)" } ?? ""), annotations: \(annotation)}
    spec:
      template:
        metadata: {\(revision.map { "name: \($0)" } ?? "")}
        spec: {containers: [{image: a, resources: {requests: {cpu: 500m, memory: 4Gi}}}]}

    """
  }

  private func advice(
    _ name: String,
    _ memory: Int64,
    namespace: String = "shop",
    status: RecommendationStatus = .lower
  ) -> Recommendation {
    recommendation(
      name,
      namespace: namespace,
      container: "user-container",
      status: status,
      memoryRequest: .mebibytes(memory)
    )
  }

  private func advised(_ text: String, _ advice: [Recommendation]) -> [String?] {
    let result = check(text, against: advice)
    #expect(result.unmatched.isEmpty == !result.findings.isEmpty)
    return result.findings.map(\.recommended)
  }

  @Test(
    "a Service has the advice of its newest revision that has some",
    arguments: ["Service", "Configuration"]
  )
  func newest(kind: String) {
    let revisions = [
      advice("hello-00003-deployment", 300), advice("hello-00012-deployment", 1_200),
      advice("hello-00002-deployment", 200),
      advice("hello-00013-deployment", 1_300, status: .withheld),
      // Others of like names.
      advice("hello-world-00099-deployment", 9), advice("hello-14-deployment", 14),
      advice("hello-00099-other", 99), advice("hello-deployment", 1),
      advice("hello-00100-deployment", 100, namespace: "other"),
    ]
    for order in [revisions, revisions.reversed()] {
      #expect(advised(service(kind: kind), order) == ["1200Mi"])
    }
  }

  @Test("advice for the Service itself goes first, and a named revision has that of its name")
  func names() {
    let own = recommendation(
      "hello",
      kind: WorkloadKind(rawValue: "Service"),
      container: "user-container",
      memoryRequest: .mebibytes(77)
    )
    let revisions = [advice("hello-00003-deployment", 300), advice("hello-v1-deployment", 111)]
    #expect(advised(service(), revisions + [own]) == ["77Mi"])
    #expect(advised(service(revision: "hello-v1"), revisions) == ["111Mi"])
    #expect(advised(service(revision: "hello-v2"), revisions).isEmpty)
    // What an annotation says counts alone.
    #expect(advised(service(annotation: "{podfit.dev/workload: bye}"), revisions).isEmpty)
  }

  @Test("without a namespace, revisions in two of them are ambiguous; a plain Service has no pods")
  func ambiguous() {
    let revisions = [
      advice("hello-00003-deployment", 300),
      advice("hello-00002-deployment", 200, namespace: "other"),
    ]
    let result = check(service(namespace: nil), against: revisions)
    #expect(result.unmatched.map(\.isAmbiguous) == [true])
    #expect(advised(service(namespace: nil), [revisions[0]]) == ["300Mi"])
    // Another kind of that name has a pod template of its own, and revisions are not looked up.
    let other = check(
      service().replacing("serving.knative.dev/v1", with: "example.com/v1").replacing(
        "{containers: [{image",
        with: "{containers: [{name: user-container, image"
      ),
      against: revisions
    )
    #expect(other.unmatched.map(\.reason) == [.noRecommendation])
  }
}

@Suite("Workloads of manifests")
struct WorkloadTests {
  private static let container = "{containers: [{name: app, image: a}]}"

  @Test(
    "every kind has its pods where the API has them",
    arguments: [
      ("Pod", "spec: POD"), ("PodTemplate", "template: {spec: POD}"),
      ("Deployment", "spec: {template: {spec: POD}}"),
      ("StatefulSet", "spec: {template: {spec: POD}}"),
      ("DaemonSet", "spec: {template: {spec: POD}}"),
      ("ReplicaSet", "spec: {template: {spec: POD}}"),
      ("ReplicationController", "spec: {template: {spec: POD}}"),
      ("Job", "spec: {template: {spec: POD}}"), ("Rollout", "spec: {template: {spec: POD}}"),
      ("CronJob", "spec: {jobTemplate: {spec: {template: {spec: POD}}}}"),
      ("SomethingNew", "spec: {template: {spec: POD}}"), ("OtherNew", "spec: POD"),
      ("Scheduled", "spec: {jobTemplate: {spec: {template: {spec: POD}}}}"),
    ]
  )
  func kinds(kind: String, body: String) throws {
    let spec = body.split(separator: "POD", omittingEmptySubsequences: false)
      .joined(separator: Self.container)
    let result = check("kind: \(kind)\nmetadata: {name: x, namespace: n}\n\(spec)\n")
    let unmatched = try #require(result.unmatched.first)
    #expect(result.checkedContainers == 1)
    #expect(unmatched.id.container == "app")
    #expect(
      unmatched.id.workload
        == WorkloadID(
          cluster: "",
          namespace: "n",
          kind: WorkloadKind(rawValue: kind),
          name: "x"
        )
    )
  }

  @Test(
    "kubectl's lists have as many containers as another reader of JSON counts",
    arguments: ["get-pods.json", "get-workloads.json"]
  )
  func kubectl(name: String) throws {
    guard SharedData.isPresent else { return }
    let data = try Data(contentsOf: SharedData.file("exports/kubernetes/\(name)"))
    func count(_ value: Any) -> Int {
      if let list = value as? [Any] { return list.reduce(0) { $0 + count($1) } }
      guard let object = value as? [String: Any] else { return 0 }
      // Status repeats the names of containers under other keys; annotations hold text only.
      let own = ["containers", "initContainers"].reduce(0) {
        $0 + ((object[$1] as? [Any])?.count ?? 0)
      }
      return own + object.filter { $0.key != "status" }.values.reduce(0) { $0 + count($1) }
    }
    let expected = count(try JSONSerialization.jsonObject(with: data))
    let result = Checker().check(files: [(name, [UInt8](data))], against: set([]))
    #expect(expected > 0)
    #expect(result.checkedContainers == expected)
    #expect(result.errors.isEmpty)
    // The recorded ReplicaSets and Jobs come without their templates.
    let document = try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
    let bare = (document["items"] as? [[String: Any]] ?? []).count {
      let spec = $0["spec"] as? [String: Any]
      return ["ReplicaSet", "Job"].contains($0["kind"] as? String) && spec?["template"] == nil
    }
    #expect(result.skipped.count == bare)
  }

  @Test("lists are read item by item, lists of lists too")
  func lists() {
    let pod = "{kind: Pod, metadata: {name: p}, spec: \(Self.container)}"
    let text = "kind: List\nitems:\n- \(pod)\n- {kind: PodList, items: [\(pod), {kind: Service}]}\n"
    let result = check(text)
    #expect(result.checkedContainers == 2)
    #expect(result.otherObjects == 1)
  }

  @Test("objects without pods are counted, workloads without containers are named")
  func others() {
    let text = """
      kind: Service
      spec: {ports: []}
      ---
      kind: NetworkAttachment
      spec: {containers: [a, b]}
      ---
      kind: Deployment
      metadata: {name: patch}
      spec: {replicas: 3}
      ---
      kind: Rollout
      metadata: {name: r}
      spec: {workloadRef: {kind: Deployment, name: d}}
      ---
      just text
      """
    let result = check(text)
    #expect(result.otherObjects == 3)
    #expect(result.checkedContainers == 0)
    #expect(
      result.skipped.map(\.reason) == [
        .noContainers(kind: "Deployment", name: "patch"),
        .workloadReference(kind: "Rollout", name: "r"),
      ]
    )
    #expect(result.skipped.map(\.place.line) == [7, 11])
  }

  @Test("a patch without image is compared where it sets a value and misses nothing")
  func patch() {
    let text = deployment("{requests: {memory: 4Gi}}", image: "")
    #expect(
      check(text, against: [recommendation()]).findings.map(\.rule) == [
        "memory-request-above-need"
      ]
    )
  }

  @Test("hostile shapes of the fields are no crash and no container")
  func shapes() {
    for spec in [
      "[]", "text", "{containers: text}", "{containers: {}}", "{containers: [1, [], ~]}",
    ] {
      let result = check("kind: Deployment\nmetadata: []\nspec: {template: {spec: \(spec)}}\n")
      #expect(result.checkedContainers == 0 && result.errors.isEmpty)
    }
    let odd = check("kind: Pod\nspec: {containers: [{name: [a], image: {}, resources: 3}]}\n")
    #expect(odd.checkedContainers == 1)
    #expect(odd.unmatched.map(\.id.container) == [""])
  }
}

@Suite("Matching")
struct MatchingTests {
  private let text = deployment("{requests: {cpu: 500m, memory: 4Gi}}")
  private let open = deployment("{requests: {cpu: 500m, memory: 4Gi}}", namespace: nil)

  @Test("what the manifest names must agree")
  func exact() {
    #expect(check(text, against: [recommendation()]).findings.count == 1)
    for other in [
      recommendation("other"), recommendation(namespace: "other"),
      recommendation(kind: .statefulSet), recommendation(container: "other"),
    ] {
      let result = check(text, against: [other])
      #expect(result.findings.isEmpty)
      #expect(result.unmatched.map(\.reason) == [.noRecommendation])
      #expect(result.unmatched.first?.place.line == 8)
    }
  }

  @Test("without a namespace the only workload of the name is taken, several are named")
  func openNamespace() {
    let one = recommendation(namespace: "prod")
    let two = recommendation(namespace: "test")
    #expect(check(open, against: [one]).findings.count == 1)
    let several = check(open, against: [one, two])
    #expect(several.findings.isEmpty)
    #expect(
      several.unmatched.map(\.reason) == [.ambiguous([one.id.workload, two.id.workload])]
    )
  }

  @Test("clusters count only when they make a difference, and one can be chosen")
  func clusters() {
    let east = recommendation(cluster: "east")
    let west = recommendation(cluster: "west", memoryRequest: .gibibytes(4))
    #expect(check(text, against: [east, west]).unmatched.count == 1)
    for (cluster, count) in [("east", 1), ("west", 0)] {
      var checker = Checker()
      checker.cluster = cluster
      let result = checker.check(files: [("f", [UInt8](text.utf8))], against: set([east, west]))
      #expect(result.findings.count == count && result.unmatched.isEmpty)
    }
  }

  @Test("a recommendation of unknown kind is found by name, after one of the kind")
  func unknownKind() {
    let unknown = recommendation(kind: .unknown, memoryRequest: .gibibytes(4))
    #expect(check(text, against: [unknown]).unmatched.isEmpty)
    #expect(check(text, against: [unknown]).findings.isEmpty)
    #expect(check(text, against: [unknown, recommendation()]).findings.count == 1)
  }

  @Test("an init container without advice is listed, whether or not its workload has some")
  func initContainers() {
    let text = """
      kind: Pod
      metadata: {name: api, namespace: shop}
      spec:
        initContainers: [{name: i, image: a}]
        containers: [{name: app, image: a}]
      """
    let known = check(text, against: [recommendation(kind: .pod)])
    #expect(known.unmatched.map(\.id.container) == ["i"])
    #expect(known.summary.contains("1 without recommendation"))
    #expect(check(text).unmatched.map(\.id.container) == ["i", "app"])
  }

  @Test("the threshold counts its own severity")
  func failOn() {
    let result = check(
      deployment("{requests: {cpu: 500m, memory: 1537Mi}}"),
      against: [recommendation()]
    )
    #expect(result.findings.map(\.severity) == [.warning])
    #expect(result.exceeds(failOn: .info) && result.exceeds(failOn: .warning))
    #expect(!result.exceeds(failOn: .error) && !result.exceeds(failOn: nil))
  }
}
