import PodfitModel
import PodfitReport
import Testing

/// Rollouts of Argo: their containers are reached by place, in every format; where they take their pods from a
/// Deployment, that one is patched.
@Suite("Changes of Rollouts")
struct RolloutChangeTests {
  private static let rollout = WorkloadKind(rawValue: "Rollout")
  private static let recommendation = Samples.recommendation("web", kind: rollout)
  private static let set = RecommendationSet(
    strategy: "s",
    window: nil,
    recommendations: [recommendation]
  )
  private static let template = PodTemplate(containers: [
    ContainerSpec(name: "proxy"),
    ContainerSpec(name: "app", resources: recommendation.current),
  ])
  /// With a template of its own.
  private static let own = ChangePlan(set, templates: [recommendation.id.workload: template])
  private static let deployment = WorkloadID(
    cluster: "c",
    namespace: "shop",
    kind: .deployment,
    name: "web-template"
  )
  /// With that of a Deployment.
  private static let referred = ChangePlan(
    set,
    templates: [deployment: template],
    holders: [recommendation.id.workload: deployment, deployment: deployment]
  )

  private static let operations =
    #"[{"op":"test","path":"/spec/template/spec/containers/1/name","value":"app"},"#
    + #"{"op":"replace","path":"/spec/template/spec/containers/1/resources/requests/cpu","value":"100m"},"#
    + #"{"op":"replace","path":"/spec/template/spec/containers/1/resources/requests/memory","#
    + #""value":"256Mi"},"#
    + #"{"op":"replace","path":"/spec/template/spec/containers/1/resources/limits/memory","#
    + #""value":"256Mi"}]"#

  private static func texts(_ plan: ChangePlan, _ renderer: any ChangeRenderer) -> [String: String]
  {
    Dictionary(renderer.files(plan).map { ($0.path, $0.text) }) { first, _ in first }
  }

  @Test("a Rollout with a template of its own gets the same JSON patch in every format")
  func ownTemplate() throws {
    #expect(Self.own.leftOut.isEmpty)
    let patch = Self.operations + "\n"
    let merge = Self.texts(Self.own, StrategicMergeFiles())
    #expect(merge["shop.rollout-web.json"] == patch)
    #expect(merge["shop.rollout-web.yaml"] == nil)
    #expect(merge["README.txt"]?.contains("rollouts.argoproj.io") == true)
    let json = Self.texts(Self.own, JSONPatchFiles())
    #expect(json["shop.rollout-web.json"] == patch)
    #expect(json["index.json"]?.contains(#""kind":"Rollout","name":"web""#) == true)

    let kustomize = Self.texts(Self.own, KustomizeFolder())
    for form in ["strategic", "json", "component"] {
      #expect(kustomize["\(form)/shop.rollout-web.json"] == patch, "\(form)")
      let root = try #require(kustomize["\(form)/kustomization.yaml"])
      #expect(!root.contains("patchesStrategicMerge"))
      for line in ["group: argoproj.io", "version: v1alpha1", "kind: Rollout", "name: web"] {
        #expect(root.contains(line), "\(form): \(line)")
      }
    }
    let objects = Self.texts(Self.own, VerticalAutoscalers())["shop.rollout-web.vpa.yaml"]
    #expect(objects?.contains("apiVersion: argoproj.io/v1alpha1\n") == true)
  }

  @Test("the script patches it by place, and back")
  func script() throws {
    let files = Self.texts(Self.own, KubectlScripts())
    let apply = try #require(files["apply.sh"])
    let start = "kubectl patch rollouts.argoproj.io web --namespace shop --type json --patch "
    #expect(apply.contains("\(start)'\(Self.operations)'\n"))
    let back = try #require(files["rollback.sh"])
    #expect(back.contains(start))
    #expect(back.contains(#"/requests/cpu","value":"500m"}"#))
    #expect(back.contains(#"/requests/memory","value":"512Mi"}"#))
    #expect(back.contains(#"/limits/memory","value":"1Gi"}"#))
    // kubectl itself knows no status of a Rollout.
    #expect(!apply.contains("kubectl rollout status"))
  }

  @Test("where it takes its pods from a Deployment, that one is patched, by name")
  func referred() throws {
    let merge = Self.texts(Self.referred, StrategicMergeFiles())
    let patch = try #require(merge["shop.rollout-web.yaml"])
    #expect(patch.contains("kind: Deployment\n") && patch.contains("name: web-template\n"))
    #expect(merge["shop.rollout-web.json"] == nil)
    let index = try #require(Self.texts(Self.referred, JSONPatchFiles())["index.json"])
    #expect(index.contains(#""kind":"Deployment","name":"web-template""#))
    let root = Self.texts(Self.referred, KustomizeFolder())["json/kustomization.yaml"]
    #expect(root?.contains("group: apps") == true && root?.contains("name: web-template") == true)
    let apply = try #require(Self.texts(Self.referred, KubectlScripts())["apply.sh"])
    #expect(apply.contains("kubectl set resources deployment web-template --namespace shop"))
    #expect(apply.contains("# its pods are made from the template of Deployment web-template\n"))
    // An autoscaler goes with what makes the pods.
    let objects = Self.texts(Self.referred, VerticalAutoscalers())["shop.rollout-web.vpa.yaml"]
    #expect(objects?.contains("kind: Rollout\n") == true)
  }

  @Test("without a list that shows the template nothing is written, and the reason said")
  func withoutList() {
    let plan = ChangePlan(Self.set)
    #expect(plan.workloads.isEmpty)
    #expect(plan.leftOut.first?.reason.contains("places that JSON patches need") == true)
  }
}
