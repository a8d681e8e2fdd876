import PodfitModel
import Testing

@testable import PodfitRecommend

@Suite("Where numbers are set, and whether pods are resized where they run")
struct ChangeSiteTests {
  private static let recommender = Recommender(
    strategy: FixedStrategy(cpu: .millicores(115), memory: .mebibytes(200))
  )

  private static func profile(
    _ kind: String,
    _ name: String = "db",
    container: String = "main"
  ) -> ContainerProfile {
    var profile = MadeProfile.steady(
      millicores: 50,
      mebibytes: 50,
      current: ContainerResources(
        cpuRequest: .millicores(500),
        memoryRequest: .mebibytes(500),
        memoryLimit: .mebibytes(500)
      )
    )
    profile.id.workload.kind = WorkloadKind(rawValue: kind)
    profile.id.workload.name = name
    profile.id.container = container
    profile.spec = ContainerSpec(name: container, image: "image")
    return profile
  }

  @Test(
    "kinds whose template is not what is patched say where the change goes",
    arguments: [
      ("Deployment", nil), ("StatefulSet", nil), ("CronJob", nil), ("Unknown", nil),
      ("Rollout", "spec.template.spec.containers"), ("StrimziPodSet", "Kafka object"),
      ("Cluster", "change spec.resources there"), ("SomeCRD", "change its spec there"),
      ("Pod", "kubectl patch pod db --subresource resize"), ("Job", "what creates it"),
      ("Node", "manifest on each node"),
    ] as [(String, String?)]
  )
  func kinds(kind: String, words: String?) {
    let result = Self.recommender.recommendation(for: Self.profile(kind))
    #expect(result.recommended != result.current)
    guard let words else {
      #expect(result.setAt == nil)
      return
    }
    #expect(result.setAt?.contains(words) == true, "\(result.setAt ?? "")")
    #expect(
      result.explanation.contains { $0.step == "where to set it" && $0.value.contains(words) }
    )
  }

  @Test(
    "a Rollout whose template a list shows is patched like a Deployment, unless something owns it"
  )
  func rollout() {
    var profile = Self.profile("Rollout", "web")
    profile.templateHolder = profile.id.workload
    #expect(Self.recommender.recommendation(for: profile).setAt == nil)
    profile.owner = BoundsTests.reference("Application", "shop")
    #expect(Self.recommender.recommendation(for: profile).setAt?.contains("Application") == true)
  }

  @Test(
    "a workload that an operator owns is changed at its owner, whose field is named where it is known"
  )
  func owned() throws {
    var profile = Self.profile("StatefulSet", "prometheus-k8s")
    profile.owner = BoundsTests.reference("Prometheus", "k8s")
    let result = Self.recommender.recommendation(for: profile)
    #expect(
      result.setAt
        == "StatefulSet prometheus-k8s belongs to Prometheus k8s, whose operator would undo a"
        + " change: change spec.resources there"
    )
    profile.owner = BoundsTests.reference("Frobnicator", "f")
    #expect(Self.recommender.recommendation(for: profile).setAt?.contains("its spec there") == true)
  }

  @Test(
    "an injected container is set by the annotations of what injects it, with the advised values"
  )
  func injected() throws {
    var profile = Self.profile("Deployment", "web", container: "istio-proxy")
    #expect(Self.recommender.recommendation(for: profile).setAt == nil)
    profile.isInjected = true
    let text = try #require(Self.recommender.recommendation(for: profile).setAt)
    #expect(text.contains("sidecar.istio.io/proxyCPU: \"115m\""))
    #expect(text.contains("sidecar.istio.io/proxyMemoryLimit: \"200Mi\""))
    #expect(!text.contains("proxyCPULimit"))
    profile.id.container = "other-agent"
    #expect(Self.recommender.recommendation(for: profile).setAt?.contains("webhook") == true)
  }

  // MARK: Resize in place

  private static func step(_ profile: ContainerProfile) -> ExplanationStep? {
    recommender.recommendation(for: profile).explanation.first { $0.step == "resize in place" }
  }

  @Test("pods are resized where they run, with a restart where the container asks for it")
  func resize() throws {
    var profile = Self.profile("Deployment")
    let free = try #require(Self.step(profile))
    #expect(free.value == "yes, from Kubernetes 1.33 on")
    #expect(free.inputs["CPU"] == "without a restart")
    #expect(free.inputs["memory"] == "without a restart")
    #expect(free.inputs["memory limit"]?.contains("1.34") == true)
    profile.spec?.resizePolicy = ["memory": "RestartContainer", "cpu": "NotRequired"]
    let restarts = try #require(Self.step(profile))
    #expect(restarts.inputs["CPU"] == "without a restart")
    #expect(restarts.inputs["memory"] == "the container restarts (resizePolicy RestartContainer)")
    #expect(restarts.inputs["memory limit"] == nil)
    profile.spec = nil
    #expect(Self.step(profile) == nil)
  }

  @Test("what cannot be resized in place says why")
  func replaced() throws {
    var job = Self.profile("CronJob")
    job.shape = .job
    #expect(Self.step(job)?.inputs["why"] == "what runs now ends by itself")
    var guaranteed = Self.profile("Deployment")
    guaranteed.current?.cpuLimit = .millicores(500)
    guaranteed.confines.serviceClass = "Guaranteed"
    let step = try #require(Self.step(guaranteed))
    #expect(step.value == "no, pods are replaced")
    #expect(step.inputs["why"] == "the quality-of-service class would change")
  }

  // MARK: New workloads

  private static func young(_ namespace: String, _ name: String) -> ContainerProfile {
    var profile = MadeProfile.steady(
      millicores: 900,
      mebibytes: 900,
      current: ContainerResources(cpuRequest: .cores(2.0), memoryRequest: .gibibytes(2))
    )
    profile.id.workload.namespace = namespace
    profile.id.workload.name = name
    profile.spec = ContainerSpec(name: "main", image: "registry:5000/team/api:2.0")
    profile.window?.end = Instant(milliseconds: MadeProfile.start + 3 * 3_600_000)
    profile.covered = .hours(3)
    return profile
  }

  @Test(
    "a new workload is withheld, or sized like the one it was stated to be like, which is named"
  )
  func similar() throws {
    var model = MadeProfile.steady(
      millicores: 100,
      mebibytes: 100,
      current: ContainerResources(cpuRequest: .cores(1.0), memoryRequest: .gibibytes(1))
    )
    model.spec = ContainerSpec(name: "main", image: "registry:5000/team/api:1.0")
    let new = Self.young("staging", "checkout")
    var recommender = Recommender()
    func advice(_ profiles: [ContainerProfile] = [model, new]) throws -> Recommendation {
      try #require(
        recommender.recommendations(for: profiles).recommendations
          .first { $0.id.workload.namespace == "staging" }
      )
    }
    #expect(try advice().status == .withheld)
    for rule in [
      SimilarRule(NamePattern("staging/*/*"), like: .workload(NamePattern("shop/*/*"))),
      SimilarRule(NamePattern("staging/*/*"), like: .sameImage),
    ] {
      recommender.book.similar = [rule]
      let sized = try advice()
      // The model uses 100m and 100 MiB: 115m and 115 MiB with headroom.
      #expect(sized.recommended.cpuRequest == .millicores(115))
      #expect(sized.recommended.memoryRequest == .mebibytes(115))
      #expect(sized.status == .lower && sized.confidence == nil)
      #expect(
        sized.reason.contains("like shop/Deployment/checkout/main, too few samples of its own")
      )
      let step = try #require(
        sized.explanation.first { $0.step == "sized like another workload, as was stated" }
      )
      #expect(step.inputs["like"] == "shop/Deployment/checkout/main")
    }
    // The bounds are those of the new one's own namespace.
    var bounded = new
    var rule = LimitRange.Rule(type: "Container", resource: "cpu")
    rule.min = 300_000_000
    bounded.confines.limitRanges = [BoundsTests.range([rule])]
    #expect(try advice([model, bounded]).recommended.cpuRequest == .millicores(300))
    // Nothing is like itself, like what is new itself, or like what is not there.
    recommender.book.similar = [
      SimilarRule(NamePattern("staging/*/*"), like: .workload(NamePattern("staging/*/*"))),
      SimilarRule(NamePattern("staging/*/*"), like: .workload(NamePattern("nowhere/*/*"))),
    ]
    #expect(try advice().status == .withheld)
    var other = new
    other.spec?.image = "registry:5000/team/other"
    recommender.book.similar = [SimilarRule(NamePattern("staging/*/*"), like: .sameImage)]
    #expect(try advice([model, other]).status == .withheld)
    // What has enough samples is judged by them.
    var old = model
    old.id.workload.namespace = "staging"
    #expect(try !advice([model, old]).reason.contains("like"))
  }
}
