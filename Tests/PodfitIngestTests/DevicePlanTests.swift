import PodfitModel
import TestSupport
import Testing

@testable import PodfitIngest

@Suite("Series about GPUs, disks, networks, nodes and limits")
struct DevicePlanTests {
  static let time = 1_795_168_823_758

  static func keys(_ lines: String...) throws -> [SeriesKey: [Int64]] {
    let text = lines.map { "\($0) \(time)\n" }.joined()
    return try KeptInput.read(text).1.series.mapValues(\.values)
  }

  static func container(_ pod: String, _ name: String) -> PodContainerID {
    PodContainerID(
      pod: PodID(cluster: "default", namespace: "ml", name: pod),
      container: name
    )
  }

  @Test("a GPU's series are the container's, the part is the device with model and slice")
  func gpus() throws {
    let labels =
      #"gpu="0",UUID="GPU-1",device="nvidia0",modelName="NVIDIA A100-SXM4-80GB",Hostname="n1","#
      + #"namespace="monitoring",pod="nvidia-dcgm-exporter-x",container="nvidia-dcgm-exporter","#
      + #"exported_namespace="ml",exported_pod="train-0",exported_container="app""#
    let slice = labels + #",GPU_I_PROFILE="1g.10gb",GPU_I_ID="9""#
    let keys = try Self.keys(
      "DCGM_FI_DEV_GPU_UTIL{\(labels)} 37",
      "DCGM_FI_PROF_GR_ENGINE_ACTIVE{\(slice)} 0.25",
      "DCGM_FI_DEV_FB_USED{\(labels)} 1024",
      "DCGM_FI_DEV_FB_FREE{\(labels)} 80000"
    )
    let whole = GPUDevice(id: "GPU-1", model: "NVIDIA A100-SXM4-80GB").part
    let part = GPUDevice(id: "GPU-1/9", profile: "1g.10gb", model: "NVIDIA A100-SXM4-80GB").part
    let app = Self.container("train-0", "app")
    #expect(
      keys == [
        SeriesKey(container: app, metric: .gpuUtilization, part: whole): [37_000_000_000],
        SeriesKey(container: app, metric: .gpuEngineActive, part: part): [250_000_000],
        SeriesKey(container: app, metric: .gpuMemoryUsed, part: whole): [1_024],
        SeriesKey(container: app, metric: .gpuMemoryFree, part: whole): [80_000],
      ]
    )
    #expect(GPUDevice(part: part).profile == "1g.10gb")
  }

  @Test("a GPU that no pod holds is not the exporter's own")
  func freeGPU() throws {
    let (report, kept) = try KeptInput.read(
      #"DCGM_FI_DEV_GPU_UTIL{gpu="1",UUID="GPU-2",namespace="monitoring",pod="nvidia-dcgm-exporter-x","#
        + #"container="nvidia-dcgm-exporter"} 0 1795168823758"# + "\n"
    )
    #expect(kept.series.isEmpty)
    #expect(report.skipped == [SeriesPlanner.Reason.freeGPU: 1])
  }

  @Test("the network is the pod's, disks are the container's, by interface and device")
  func traffic() throws {
    let pod = #"namespace="ml",pod="web-0""#
    let keys = try Self.keys(
      #"container_network_receive_bytes_total{\#(pod),interface="eth0",container="",image="pause:3"} 7"#,
      #"container_network_transmit_bytes_total{\#(pod),interface="eth0",container="POD"} 8"#,
      #"container_network_transmit_bytes_total{\#(pod),interface="lo"} 9"#,
      #"container_fs_reads_bytes_total{\#(pod),container="app",device="/dev/sda"} 10"#,
      #"container_fs_writes_bytes_total{\#(pod),device="/dev/sda"} 11"#
    )
    let whole = Self.container("web-0", PodContainerID.wholePod)
    #expect(
      keys == [
        SeriesKey(
          container: whole,
          metric: .networkReceiveTotal,
          part: "eth0",
          source: "image=pause:3"
        ): [7],
        SeriesKey(container: whole, metric: .networkTransmitTotal, part: "eth0"): [8],
        SeriesKey(
          container: Self.container("web-0", "app"),
          metric: .fsReadsTotal,
          part: "/dev/sda"
        ): [10],
      ]
    )
  }

  @Test(
    "nodes are known by their label, else by the exporter's pod, else by their address",
    arguments: [
      (#"node="n1",instance="10.0.0.5:9100""#, "(node)/n1"),
      (#"nodename="n2",instance="10.0.0.5:9100""#, "(node)/n2"),
      (#"namespace="mon",pod="node-exporter-x",instance="10.0.0.5:9100""#, "mon/node-exporter-x"),
      (#"instance="10.0.0.5:9100""#, "(node)/10.0.0.5"),
      (#"job="x""#, nil),
    ] as [(String, String?)]
  )
  func nodes(labels: String, name: String?) throws {
    let keys = try Self.keys(#"node_disk_io_time_seconds_total{\#(labels),device="sda"} 1.5"#)
    #expect(keys.values.first ?? [] == (name == nil ? [] : [1_500_000_000]))
    let container = keys.keys.first?.container
    #expect(container.map { "\($0.pod.namespace)/\($0.pod.name)" } == name)
    #expect(container?.container ?? PodContainerID.nodeMark == PodContainerID.nodeMark)
  }

  @Test(
    "layers, loops, pods' interfaces and file systems in memory are passed over",
    arguments: [
      #"node_disk_io_time_seconds_total{node="n",device="dm-0"} 1"#,
      #"node_disk_io_time_seconds_total{node="n",device="loop3"} 1"#,
      #"node_network_receive_bytes_total{node="n",device="veth12ab"} 1"#,
      #"node_network_receive_bytes_total{node="n",device="lo"} 1"#,
      #"node_filesystem_avail_bytes{node="n",mountpoint="/run",fstype="tmpfs"} 1"#,
      #"kube_node_status_condition{node="n",condition="Ready",status="true"} 1"#,
      #"kube_node_status_condition{node="n",condition="DiskPressure",status="false"} 1"#,
    ]
  )
  func passedOver(line: String) throws {
    #expect(try Self.keys(line).isEmpty)
  }

  @Test("a condition is a trouble while it is not as it should be; no pod is put on that node")
  func conditions() throws {
    let exporter = #"namespace="mon",pod="kube-state-metrics-1",node="n1""#
    let text = [
      #"kube_node_status_condition{\#(exporter),condition="Ready",status="false"} 0"#,
      #"kube_node_status_condition{\#(exporter),condition="Ready",status="unknown"} 1"#,
      #"kube_node_status_condition{\#(exporter),condition="DiskPressure",status="true"} 1"#,
    ].map { "\($0) \(Self.time)\n" }.joined()
    let (_, kept) = try KeptInput.read(text)
    #expect(Set(kept.series.keys.map(\.part)) == ["NotReady", "DiskPressure"])
    #expect(Set(kept.series.keys.map(\.metric)) == [.nodeTrouble])
    #expect(kept.facts.isEmpty)
  }

  @Test("limits of CPU and memory are samples and facts, requests and other resources facts alone")
  func limits() throws {
    let labels = #"namespace="ml",pod="web-0",container="app""#
    let text = [
      #"kube_pod_container_resource_limits{\#(labels),resource="cpu"} 0.5"#,
      #"kube_pod_container_resource_limits{\#(labels),resource="memory"} 1048576"#,
      #"kube_pod_container_resource_limits{\#(labels),resource="nvidia_com_gpu"} 1"#,
      #"kube_pod_container_resource_requests{\#(labels),resource="cpu"} 0.25"#,
    ].map { "\($0) \(Self.time)\n" }.joined()
    let (_, kept) = try KeptInput.read(text)
    let app = Self.container("web-0", "app")
    #expect(
      kept.series.mapValues(\.values) == [
        SeriesKey(container: app, metric: .cpuLimit): [500_000_000],
        SeriesKey(container: app, metric: .memoryLimit): [1_048_576],
      ]
    )
    #expect(kept.facts.count == 4)
  }

  @Test("OpenTelemetry tells directions apart by a label")
  func directions() throws {
    let labels = #""k8s.namespace.name"="ml","k8s.pod.name"="web-0",interface="eth0""#
    let keys = try Self.keys(
      #"{"k8s.pod.network.io",\#(labels),direction="receive"} 5"#,
      #"{"k8s.pod.network.io",\#(labels),direction="transmit"} 6"#
    )
    #expect(
      keys.map { "\($0.key.metric.rawValue) \($0.value)" }.sorted()
        == ["network_receive_bytes_total [5]", "network_transmit_bytes_total [6]"]
    )
  }
}
