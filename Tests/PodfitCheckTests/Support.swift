import Foundation
import PodfitCheck
import PodfitModel
import TestSupport

/// A recommendation of `shop/Deployment/api/app` unless told otherwise.
func recommendation(
  _ name: String = "api",
  namespace: String = "shop",
  kind: WorkloadKind = .deployment,
  container: String = "app",
  cluster: String = "c",
  status: RecommendationStatus = .lower,
  cpuRequest: CPU? = .millicores(500),
  memoryRequest: Memory? = .gibibytes(1),
  memoryLimit: Memory? = nil,
  heap: Memory? = nil
) -> Recommendation {
  let advised = ContainerResources(
    cpuRequest: cpuRequest,
    memoryRequest: memoryRequest,
    memoryLimit: memoryLimit
  )
  return Recommendation(
    id: ContainerID(
      workload: WorkloadID(cluster: cluster, namespace: namespace, kind: kind, name: name),
      container: container
    ),
    replicas: 2,
    current: advised,
    recommended: advised,
    jvm: heap.map {
      JVMRecommendation(heapMax: $0, flags: [], variable: nil, collector: .g1)
    },
    status: status,
    reason: "made up"
  )
}

func set(_ recommendations: [Recommendation]) -> RecommendationSet {
  RecommendationSet(strategy: "test", window: nil, recommendations: recommendations)
}

/// Checks one file named `f.yaml`.
func check(
  _ text: String,
  against recommendations: [Recommendation] = [],
  settings: CheckSettings = CheckSettings(),
  gate: Gate = Gate(),
  makesRewrites: Bool = false
) -> CheckResult {
  var checker = Checker()
  checker.settings = settings
  checker.makesRewrites = makesRewrites
  return checker.check(
    [ManifestInput(name: "f.yaml", bytes: [UInt8](text.utf8))],
    against: set(recommendations),
    gate: gate
  )
}

/// A generator of the same numbers for the same seed.
struct Seeded: RandomNumberGenerator {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed }

  /// SplitMix64.
  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var value = state
    value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
    value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
    return value ^ (value >> 31)
  }
}

/// A Deployment `api` with one container `app`, whose resources are `resources` in flow style.
func deployment(
  _ resources: String,
  name: String = "api",
  namespace: String? = "shop",
  image: String = "image: a, "
) -> String {
  """
  apiVersion: apps/v1
  kind: Deployment
  metadata: {name: \(name)\(namespace.map { ", namespace: \($0)" } ?? "")}
  spec:
    template:
      spec:
        containers:
        - {name: app, \(image)resources: \(resources)}

  """
}

/// A folder of its own for a test, removed at the end.
final class PodfitCheckFolder {
  let url: URL

  init() throws { url = try PodfitProgram.temporaryFolder() }

  deinit { try? FileManager.default.removeItem(at: url) }

  func write(_ text: String, to name: String) throws {
    try Data(text.utf8).write(to: url.appending(path: name))
  }

  func read(_ name: String) throws -> String {
    String(decoding: try Data(contentsOf: url.appending(path: name)), as: UTF8.self)
  }

  /// Runs a program here; its exit status.
  func run(_ program: String, _ arguments: String...) throws -> Int32 {
    try PodfitProgram.run("/usr/bin/env", [program] + arguments, in: url).status
  }
}
