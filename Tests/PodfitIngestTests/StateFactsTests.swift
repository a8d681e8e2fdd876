import PodfitIngest
import PodfitModel
import Testing

@Suite("Facts from series")
struct StateFactsTests {
  private static func facts(_ name: String, _ labels: String, _ value: String = "1") throws
    -> [InventoryFact]
  {
    let all = #""__name__":"\#(name)",\#(labels)"#
    let body = PrometheusShapesTests.vector(all, #"[10,"\#(value)"]"#)
    return try KeptInput.read(body).1.facts
  }

  private static let container = #""namespace":"n","pod":"p","container":"c""#
  private static let id = PodContainerID(
    pod: PodID(cluster: "default", namespace: "n", name: "p"),
    container: "c"
  )
  private static let at = Instant(milliseconds: 10_000)

  @Test(
    "requests and limits of every generation of names",
    arguments: [
      (
        "kube_pod_container_resource_requests", #""resource":"cpu","unit":"core""#, "0.25", "cpu",
        250_000_000, false, false
      ),
      (
        "kube_pod_container_resource_limits", #""resource":"memory","unit":"byte""#,
        "68719476736", "memory", 68_719_476_736, true, false
      ),
      (
        "kube_pod_init_container_resource_limits", #""resource":"nvidia_com_gpu""#, "2",
        "nvidia.com/gpu", 2, true, true
      ),
      (
        "kube_pod_container_resource_requests", #""resource":"nvidia_com_mig_1g_10gb""#, "1",
        "nvidia.com/mig-1g.10gb", 1, false, false
      ),
      (
        "kube_pod_container_resource_requests", #""resource":"gpu_intel_com_i915""#, "1",
        "gpu.intel.com/i915", 1, false, false
      ),
      (
        "kube_pod_container_resource_requests", #""resource":"ephemeral_storage""#, "1024",
        "ephemeral-storage", 1_024, false, false
      ),
      (
        "kube_pod_container_resource_requests", #""resource":"hugepages_2Mi""#, "2097152",
        "hugepages-2Mi", 2_097_152, false, false
      ),
      (
        "kube_pod_container_resource_requests", #""resource":"vpc_amazonaws_com_pod_eni""#, "1",
        "vpc.amazonaws.com/pod_eni", 1, false, false
      ),
      (
        "kube_pod_container_resource_limits_cpu_cores", #""node":"""#, "1.5", "cpu",
        1_500_000_000, true, false
      ),
      (
        "kube_pod_container_resource_requests_memory_bytes", #""node":"""#, "1e+09", "memory",
        1_000_000_000, false, false
      ),
    ] as [(String, String, String, String, Int64, Bool, Bool)]
  )
  func resources(
    name: String,
    labels: String,
    value: String,
    resource: String,
    amount: Int64,
    isLimit: Bool,
    isInit: Bool
  ) throws {
    let facts = try Self.facts(name, Self.container + "," + labels, value)
    let expected = ContainerResourceFact(
      container: Self.id,
      isInit: isInit,
      resource: resource,
      isLimit: isLimit,
      amount: amount,
      at: Self.at
    )
    #expect(facts == [.containerResource(expected)])
  }

  @Test("a reason counts where its gauge is 1")
  func reasons() throws {
    let name = "kube_pod_container_status_last_terminated_reason"
    let labels = Self.container + #","reason":"OOMKilled""#
    let expected = ContainerTerminationFact(container: Self.id, reason: "OOMKilled", at: Self.at)
    #expect(try Self.facts(name, labels) == [.termination(expected)])
    #expect(try Self.facts(name, labels, "0") == [])
    #expect(try Self.facts(name, labels, "NaN") == [])
  }

  @Test("owners: controlling ones count, <none> is none, and pod info says the same")
  func owners() throws {
    let child = ObjectReference(cluster: "default", namespace: "n", kind: .pod, name: "p")
    let set = OwnerFact(child: child, ownerKind: .replicaSet, ownerName: "r")
    let labels = #""namespace":"n","pod":"p","owner_kind":"ReplicaSet","owner_name":"r""#
    #expect(try Self.facts("kube_pod_owner", labels) == [.owner(set)])
    #expect(
      try Self.facts("kube_pod_owner", labels + #","owner_is_controller":"false""#).isEmpty
    )
    // A node label here was added by the scrape and is the exporter's.
    #expect(try Self.facts("kube_pod_owner", labels + #","node":"m""#) == [.owner(set)])
    let none = OwnerFact(child: child, ownerKind: nil, ownerName: "")
    let bare = #""namespace":"n","pod":"p","owner_kind":"<none>","owner_name":"<none>""#
    #expect(try Self.facts("kube_pod_owner", bare) == [.owner(none)])
    let info =
      #""namespace":"n","pod":"p","node":"m","created_by_kind":"ReplicaSet","created_by_name":"r""#
    #expect(
      try Self.facts("kube_pod_info", info) == [
        .owner(set), .podNode(pod: Self.id.pod, node: "m"),
      ]
    )
  }

  @Test("of a matrix the last reading counts, wherever it stands")
  func last() throws {
    let labels = #""__name__":"kube_statefulset_replicas","namespace":"n","statefulset":"s""#
    let body = PrometheusShapesTests.matrix(labels, #"[10,"1"],[30,"3"],[20,"2"],[40,"NaN"]"#)
    let (_, input) = try KeptInput.read(body)
    let workload = WorkloadID(
      cluster: "default",
      namespace: "n",
      kind: .statefulSet,
      name: "s"
    )
    let expected = InventoryFact.replicas(
      workload: workload,
      count: 3,
      at: Instant(milliseconds: 30_000)
    )
    #expect(input.facts == [expected])
  }

  @Test("restart counts over time are samples, and the last is a fact")
  func restarts() throws {
    let labels = #""__name__":"kube_pod_container_status_restarts_total",\#(Self.container)"#
    let (_, input) = try KeptInput.read(PrometheusShapesTests.matrix(labels, #"[10,"1"],[20,"4"]"#))
    #expect(input.batches.map(\.key.metric) == [.restartsTotal])
    #expect(input.batches.map(\.samples.values) == [[1, 4]])
    let at = Instant(milliseconds: 20_000)
    #expect(input.facts == [.restarts(ContainerCountFact(container: Self.id, count: 4, at: at))])
    let (_, instant) = try KeptInput.read(PrometheusShapesTests.vector(labels, #"[10,"2"]"#))
    #expect(instant.batches.isEmpty && instant.facts.count == 1)
  }

  @Test("series that name no object are counted")
  func incomplete() throws {
    for name in ["kube_pod_owner", "kube_node_status_allocatable", "kube_deployment_spec_replicas"]
    {
      let body = PrometheusShapesTests.vector(#""__name__":"\#(name)","job":"x""#, #"[10,"1"]"#)
      let (report, input) = try KeptInput.read(body)
      #expect(input.facts.isEmpty)
      #expect(report.skipped == ["labels that do not name an object": 1])
    }
  }

  @Test("an autoscaler without a known target is no fact, and the report says so")
  func autoscaler() throws {
    let labels =
      #""__name__":"kube_hpa_spec_max_replicas","namespace":"n","hpa":"h""#
    let (report, input) = try KeptInput.read(PrometheusShapesTests.vector(labels, #"[10,"6"]"#))
    #expect(input.facts.isEmpty)
    #expect(report.warnings.first?.contains("kube_horizontalpodautoscaler_info") == true)
  }
}
