@testable import PodfitKit
import PodfitModel
import PodfitRecommend
import Testing

/// Reads configurations from text.
enum Made {
  static func reader(_ text: String) -> ConfigurationReader {
    ConfigurationReader(Array(text.utf8), name: ".podfit.yaml")
  }

  /// A configuration that must be right.
  static func configuration(_ text: String) throws -> Configuration {
    let reader = reader(text)
    try #require(reader.problems.isEmpty, "\(reader.problems)")
    return reader.configuration
  }

  /// What is wrong, each as `LINE:COLUMN: …`.
  static func problems(_ text: String) -> [String] {
    reader(text).problems.map { String("\($0)".dropFirst(".podfit.yaml:".count)) }
  }

  /// A workload's container with nothing known of it.
  static func profile(
    _ namespace: String = "shop",
    _ name: String = "web",
    kind: WorkloadKind = .deployment,
    labels: [String: String] = [:]
  ) -> ContainerProfile {
    var profile = ContainerProfile(
      id: ContainerID(
        workload: WorkloadID(cluster: "c", namespace: namespace, kind: kind, name: name),
        container: "main"
      )
    )
    profile.labels = labels
    return profile
  }
}
