import Foundation
import PodfitModel
import PodfitProfile

/// A list of VerticalPodAutoscalerCheckpoint objects, as `kubectl` prints and applies it.
struct CheckpointList: Encodable {
  let apiVersion = "v1"
  let kind = "List"
  var items: [Item]

  struct Item: Encodable {
    let apiVersion = "autoscaling.k8s.io/v1"
    let kind = "VerticalPodAutoscalerCheckpoint"
    var metadata: Metadata
    var spec: Spec
    var status: Status
  }

  struct Metadata: Encodable {
    var name: String
    var namespace: String
  }

  struct Spec: Encodable {
    var containerName: String
    var vpaObjectName: String
  }

  struct Status: Encodable {
    var cpuHistogram: Buckets
    var firstSampleStart: String?
    var lastSampleStart: String?
    var lastUpdateTime: String?
    var memoryHistogram: Buckets
    var totalSamplesCount: Int64
    var version: String
  }

  struct Buckets: Encodable {
    var bucketWeights: [String: UInt32]
    var referenceTimestamp: String?
    var totalWeight: Double
  }

  /// The list as JSON: keys sorted, a line feed at the end; the same bytes for the same values.
  func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
  }
}

extension CheckpointList.Item {
  /// What the sketches of a container are saved as.
  init(
    _ saved: UsageCheckpoint,
    namespace: String,
    autoscaler: String,
    container: String,
    at time: Instant
  ) {
    metadata = CheckpointList.Metadata(name: "\(autoscaler)-\(container)", namespace: namespace)
    spec = CheckpointList.Spec(containerName: container, vpaObjectName: autoscaler)
    status = CheckpointList.Status(
      cpuHistogram: CheckpointList.Buckets(saved.cpu),
      firstSampleStart: saved.firstSample?.rfc3339,
      lastSampleStart: saved.lastSample?.rfc3339,
      lastUpdateTime: time.rfc3339,
      memoryHistogram: CheckpointList.Buckets(saved.memory),
      totalSamplesCount: Int64(clamping: saved.sampleCount),
      version: saved.version
    )
  }

  /// A checkpoint as it was taken in.
  init(_ exported: AutoscalerCheckpoint) {
    let saved = UsageCheckpoint(exported)
    metadata = CheckpointList.Metadata(name: exported.id.name, namespace: exported.id.namespace)
    spec = CheckpointList.Spec(
      containerName: exported.container,
      vpaObjectName: exported.autoscaler
    )
    status = CheckpointList.Status(
      cpuHistogram: CheckpointList.Buckets(saved.cpu),
      firstSampleStart: saved.firstSample?.rfc3339,
      lastSampleStart: saved.lastSample?.rfc3339,
      lastUpdateTime: exported.updatedAt?.rfc3339,
      memoryHistogram: CheckpointList.Buckets(saved.memory),
      totalSamplesCount: Int64(clamping: saved.sampleCount),
      version: saved.version
    )
  }
}

extension CheckpointList.Buckets {
  init(_ saved: HistogramCheckpoint?) {
    bucketWeights = Dictionary(
      uniqueKeysWithValues: (saved?.bucketWeights ?? [:]).map { ("\($0.key)", $0.value) }
    )
    referenceTimestamp = saved?.referenceTime?.rfc3339
    totalWeight = saved?.totalWeight ?? 0
  }
}
