import PodfitModel
import Testing

@testable import PodfitIngest

@Suite("Hostile limit ranges, budgets, autoscalers, checkpoints and events")
struct KubernetesClusterHostileTests {
  static func checkpoint(_ histogram: String) -> String {
    KubernetesClusterTests.object(
      "VerticalPodAutoscalerCheckpoint",
      #""spec":{"vpaObjectName":"v","containerName":"c"},"status":{"cpuHistogram":\#(histogram)}"#
    )
  }

  static let wrong: [(json: String, field: String)] = [
    (KubernetesClusterTests.object("LimitRange", #""spec":{"limits":{}}"#), "spec.limits"),
    (
      KubernetesClusterTests.object(
        "LimitRange",
        #""spec":{"limits":[{"type":"Pod","max":["2"]}]}"#
      ), "spec.limits[0].max"
    ),
    (KubernetesClusterTests.object("ResourceQuota", #""spec":{"hard":7}"#), "spec.hard"),
    (
      KubernetesClusterTests.object("PodDisruptionBudget", #""spec":{"minAvailable":-1}"#),
      "spec.minAvailable"
    ),
    (
      KubernetesClusterTests.object("PodDisruptionBudget", #""spec":{"minAvailable":"half"}"#),
      "spec.minAvailable"
    ),
    (
      KubernetesClusterTests.object("PodDisruptionBudget", #""spec":{"maxUnavailable":"-5%"}"#),
      "spec.maxUnavailable"
    ),
    (
      KubernetesClusterTests.object(
        "ScaledObject",
        #""spec":{"scaleTargetRef":{"name":"w"},"triggers":[{"type":"cpu","metadata":[]}]}"#
      ), "spec.triggers[0].metadata"
    ),
    (
      KubernetesClusterTests.object("VerticalPodAutoscaler", #""spec":{"updatePolicy":"Off"}"#),
      "spec.updatePolicy"
    ),
    (checkpoint(#"{"bucketWeights":[1,2]}"#), "status.cpuHistogram.bucketWeights"),
    (checkpoint(#"{"bucketWeights":{"1":-4}}"#), "status.cpuHistogram.bucketWeights.1"),
    (checkpoint(#"{"bucketWeights":{"1":4.5}}"#), "status.cpuHistogram.bucketWeights.1"),
    (checkpoint(#"{"bucketWeights":{"1":4294967296}}"#), "status.cpuHistogram.bucketWeights.1"),
    (checkpoint(#"{"bucketWeights":{"1":"4"}}"#), "status.cpuHistogram.bucketWeights.1"),
    (checkpoint(#"{"bucketWeights":{"-1":4}}"#), "status.cpuHistogram.bucketWeights.-1"),
    (checkpoint(#"{"bucketWeights":{"x":4}}"#), "status.cpuHistogram.bucketWeights.x"),
    (
      checkpoint(#"{"bucketWeights":{"99999999999999999999":4}}"#),
      "status.cpuHistogram.bucketWeights.99999999999999999999"
    ),
    (checkpoint(#"{"bucketWeights":{},"totalWeight":-1}"#), "status.cpuHistogram.totalWeight"),
    (checkpoint(#"{"bucketWeights":{},"totalWeight":1e999}"#), "status.cpuHistogram.totalWeight"),
    (checkpoint(#"{"bucketWeights":{},"totalWeight":"1"}"#), "status.cpuHistogram.totalWeight"),
    (
      KubernetesClusterTests.object("Event", #""reason":"Evicted","involvedObject":"pod""#),
      "involvedObject"
    ),
  ]

  @Test(
    "a value that is not what its field allows is an error that names the field",
    arguments: wrong
  )
  func wrongTypes(json: String, field: String) throws {
    let error = try #require(KeptInput.error(json))
    guard case .wrongType(field, _, _) = error.code else {
      Issue.record("\(error)")
      return
    }
    #expect(error.place.line == 1)
  }

  @Test(
    "what is missing is named",
    arguments: [
      (KubernetesClusterTests.object("ScaledObject", #""spec":{}"#), "spec.scaleTargetRef"),
      (
        KubernetesClusterTests.object("ScaledObject", #""spec":{"scaleTargetRef":{}}"#),
        "spec.scaleTargetRef.name"
      ),
      (
        KubernetesClusterTests.object(
          "VerticalPodAutoscaler",
          #""spec":{"targetRef":{"name":"w"}}"#
        ),
        "spec.targetRef.kind"
      ),
      (KubernetesClusterTests.object("VerticalPodAutoscalerCheckpoint", #""status":{}"#), "spec"),
      (
        KubernetesClusterTests.object("VerticalPodAutoscalerCheckpoint", #""spec":{}"#),
        "spec.vpaObjectName"
      ),
      (KubernetesClusterTests.object("Event", #""reason":"Evicted""#), "involvedObject"),
      (
        KubernetesClusterTests.object("LimitRange", #""spec":{"limits":[{}]}"#),
        "spec.limits[0].type"
      ),
    ]
  )
  func missing(json: String, field: String) {
    #expect(KeptInput.error(json)?.code == .missingField(field))
  }

  @Test(
    "quantities that are none, negative or too large to hold are errors",
    arguments: ["-1", "1e40", "lots", ""]
  )
  func quantities(text: String) {
    for (kind, body) in [
      ("LimitRange", #""spec":{"limits":[{"type":"Pod","max":{"memory":"\#(text)"}}]}"#),
      ("ResourceQuota", #""spec":{"hard":{"requests.cpu":"\#(text)"}}"#),
      (
        "VerticalPodAutoscaler",
        #""status":{"recommendation":{"containerRecommendations":[{"containerName":"c","#
          + #""target":{"cpu":"\#(text)"}}]}}"#
      ),
      (
        "ScaledObject",
        #""spec":{"scaleTargetRef":{"name":"w"},"triggers":[{"type":"cpu","#
          + #""metadata":{"value":"\#(text)"}}]}"#
      ),
    ] {
      guard
        case .badQuantity(text, _)? = KeptInput.error(KubernetesClusterTests.object(kind, body))?
          .code
      else {
        Issue.record("\(kind) \(text)")
        continue
      }
    }
  }

  @Test("objects without spec and status, with nulls and with nothing in their lists are read")
  func empty() throws {
    for kind in ["LimitRange", "ResourceQuota", "PodDisruptionBudget", "VerticalPodAutoscaler"] {
      for body in [#""spec":null"#, #""spec":{},"status":{}"#, #""x":1"#] {
        #expect(
          KeptInput.error(KubernetesClusterTests.object(kind, body)) == nil,
          "\(kind) \(body)"
        )
      }
    }
  }

  @Test("replacing any value of an object ends in facts or in an error, never in a trap")
  func mutations() throws {
    let values = ["-1", "\"\"", "[]", "{}", "true", "1e999", "\"9e99\"", "[[{}]]", "null", "1e18"]
    var errors = 0
    for (kind, body) in KubernetesClusterTests.bodies {
      let text = KubernetesClusterTests.object(kind, body)
      let parts = text.split(separator: ":", omittingEmptySubsequences: false)
      for index in parts.indices.dropFirst() {
        guard let end = parts[index].firstIndex(where: { ",}]".contains($0) }) else { continue }
        for value in values {
          var changed = parts
          changed[index] = value + parts[index][end...]
          if KeptInput.error(changed.joined(separator: ":")) != nil { errors += 1 }
        }
      }
      for cut in stride(from: 1, to: text.utf8.count, by: 7) {
        #expect(KeptInput.error(String(text.prefix(cut))) != nil, "\(kind) cut at \(cut)")
      }
    }
    #expect(errors > 300)
  }
}
