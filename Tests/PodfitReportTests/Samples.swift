import PodfitModel
import PodfitReport

/// A small report with one container of each kind of trouble.
enum Samples {
  static func recommendation(
    _ name: String,
    kind: WorkloadKind = .deployment,
    status: RecommendationStatus = .lower,
    current: ContainerResources = ContainerResources(
      cpuRequest: .millicores(500),
      memoryRequest: .mebibytes(512),
      memoryLimit: .gibibytes(1)
    ),
    recommended: ContainerResources = ContainerResources(
      cpuRequest: .millicores(100),
      memoryRequest: .mebibytes(256),
      memoryLimit: .mebibytes(256)
    ),
    jvm: JVMRecommendation? = nil,
    guessed: Bool = false
  ) -> Recommendation {
    Recommendation(
      id: ContainerID(
        workload: WorkloadID(cluster: "c", namespace: "shop", kind: kind, name: name),
        container: "app"
      ),
      replicas: 3,
      current: current,
      recommended: recommended,
      jvm: jvm,
      status: status,
      reason: "p95 of use is 80m",
      confidence: Confidence(exceedanceRatio: 0.25, samples: 8, comparable: "container-days"),
      explanation: [ExplanationStep(step: "quantile", inputs: ["q": "0.95"], value: "80m")],
      isOwnerGuessed: guessed
    )
  }

  static let hostile = "<script>alert(1)</script>|`rm`\u{1B}[31m\u{202E}"

  static let set = RecommendationSet(
    strategy: "headroom",
    window: TimeWindow(
      start: Instant(milliseconds: 1_795_132_800_000),
      end: Instant(milliseconds: 1_795_219_200_000)
    ),
    recommendations: [
      recommendation("api"),
      recommendation(hostile),
      recommendation("=cmd", status: .raise),
      recommendation("rollout", kind: WorkloadKind(rawValue: "Rollout")),
      recommendation("guess", guessed: true),
      recommendation("it's", kind: .cronJob),
      recommendation("young", status: .withheld),
      recommendation(
        "java",
        jvm: JVMRecommendation(
          heapMax: .mebibytes(180),
          flags: ["-Xmx180m"],
          variable: "JAVA_TOOL_OPTIONS",
          collector: .g1
        )
      ),
    ]
  )

  static let plan = NodePlan(
    pools: [
      NodePlan.Pool(
        name: "general",
        instanceType: "m5.large",
        nodesNow: 9,
        nodesNeeded: 7,
        bindingResource: "cpu",
        stranded: NodeResources(cpu: .cores(1.25), memory: .gibibytes(3), pods: 100)
      )
    ],
    lowerBound: 6,
    nodesForCurrentRequests: 9,
    unschedulable: [
      NodePlan.Unschedulable(
        workload: set.recommendations[0].id.workload,
        pods: 2,
        reason: "too big"
      )
    ],
    notes: ["zone spread is not modelled"]
  )

  static let report = ReportModel(
    toolVersion: "0.0",
    now: Instant(milliseconds: 1_795_219_200_000),
    recommendations: set,
    plan: plan,
    usage: ReportModel.Usage(cpu: .cores(2.0), memory: .gibibytes(1)),
    jvms: [
      ReportModel.JVMEntry(
        id: set.recommendations[0].id,
        memoryLimit: .gibibytes(1),
        profile: JVMProfile(evidence: ["command java"]),
        recommendation: nil
      )
    ],
    data: ReportModel.DataQuality(
      files: 2,
      samples: 1_234_567,
      rejected: 1,
      series: 10,
      podContainers: 5,
      warnings: ["cpu.json: partial answer"]
    )
  )
}
