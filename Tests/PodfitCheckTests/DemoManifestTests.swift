import Foundation
import PodfitCheck
import PodfitModel
import TestSupport
import Testing

@Suite("The demo manifests")
struct DemoManifestTests {
  private static let bytes: [UInt8] = {
    let url = SharedData.fixtures.appending(path: "demo/manifests/shop.yaml")
    return (try? [UInt8](Data(contentsOf: url))) ?? []
  }()
  private static let lines = String(decoding: bytes, as: UTF8.self)
    .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)

  private static let rollout = WorkloadKind(rawValue: "Rollout")

  /// Made-up advice for every container but those of `web`.
  private static let advice = [
    recommendation(
      "orders-api",
      container: "api",
      cpuRequest: .millicores(700),
      memoryRequest: .mebibytes(900),
      memoryLimit: .mebibytes(1_200)
    ),
    recommendation(
      "checkout",
      cpuRequest: .millicores(600),
      memoryRequest: .mebibytes(1_536),
      memoryLimit: .mebibytes(1_536),
      heap: .gibibytes(1)
    ),
    recommendation(
      "pricing",
      cpuRequest: .millicores(800),
      memoryRequest: .gibibytes(2),
      memoryLimit: .mebibytes(2_200),
      heap: .gibibytes(2)
    ),
    recommendation(
      "inventory",
      container: "inventory",
      cpuRequest: .millicores(350),
      memoryRequest: .mebibytes(256),
      memoryLimit: .mebibytes(512)
    ),
    recommendation(
      "recommender",
      kind: rollout,
      container: "model",
      cpuRequest: .millicores(1_500),
      memoryRequest: .mebibytes(1_800),
      memoryLimit: .mebibytes(1_800)
    ),
    recommendation("cart-cleanup", kind: .cronJob, container: "cleanup", status: .withheld),
    recommendation(
      "notifier",
      namespace: "platform",
      container: "notifier",
      cpuRequest: .millicores(50),
      memoryRequest: .mebibytes(96)
    ),
  ]

  private static let result = Checker().check(
    files: [("manifests/shop.yaml", bytes)],
    against: set(advice)
  )

  /// Rule, text of the line, and what in it the finding covers; found by search, not by a parser.
  static let expected: [(rule: String, line: String, value: String)] = [
    ("limit-request-ratio", "limits: {memory: 1Gi}", "1Gi"),
    ("cpu-request-above-need", "requests: {cpu: 1500m, memory: 1536Mi},", "1500m"),
    ("memory-request-above-need", "requests: {cpu: 1500m, memory: 1536Mi},", "1536Mi"),
    ("heap-idle-under-limit", "memory: 6Gi", "6Gi"),
    ("memory-limit-above-need", "memory: 6Gi", "6Gi"),
    ("cpu-request-above-need", "cpu: '2'", "'2'"),
    ("memory-request-above-need", "memory: \"6Gi\"", "\"6Gi\""),
    ("heap-over-limit", "\"value\": \"-Xmx2g\"", "\"-Xmx2g\""),
    ("jvm-limit-below-heap", "\"limits\": {\"memory\": \"2Gi\"}", "\"2Gi\""),
    ("cpu-request-below-need", "cpu: 100m         # too little", "100m"),
    ("memory-request-above-need", "memory: &size 3072Mi", "3072Mi"),
    ("memory-limit-above-need", "memory: *size", "*size"),
    ("cpu-request-missing", "- name: notifier", "notifier"),
    ("memory-request-missing", "- name: notifier", "notifier"),
  ]

  @Test("give these findings and no others, each where a search finds the value")
  func findings() throws {
    let result = Self.result
    #expect(result.errors.isEmpty && result.skipped.isEmpty)
    #expect(result.findings.map(\.rule) == Self.expected.map(\.rule))
    for (finding, expected) in zip(result.findings, Self.expected) {
      let line = Self.lines[finding.place.line - 1]
      #expect(line.contains(expected.line))
      let range = try #require(line.range(of: expected.value, options: .backwards))
      #expect(
        finding.place.column
          == line.unicodeScalars.distance(from: line.startIndex, to: range.lowerBound) + 1
      )
      #expect(
        finding.place.endColumn
          == line.unicodeScalars.distance(from: line.startIndex, to: range.upperBound) + 1
      )
      #expect(finding.place.endLine == finding.place.line)
      #expect(finding.sourceLine == line)
    }
  }

  @Test("are counted in full: compared, unmatched, withheld and no workloads")
  func counts() {
    let result = Self.result
    #expect(result.checkedContainers == 10)
    #expect(result.workloads == 8)
    #expect(result.unmatched.map(\.id.container) == ["istio-init", "web", "istio-proxy"])
    #expect(result.withheldContainers == 1)
    #expect(result.otherObjects == 2)
  }
}
