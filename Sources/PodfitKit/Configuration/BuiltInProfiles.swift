/// Profiles that are there without a file.
///
/// What runs to an end may wait for CPU; what serves requests may not, and its heaps are sized for few
/// pauses; what holds state restarts seldom and is judged by whole weeks; what the cluster itself needs is
/// not made smaller by a little, and gets no new limit.
///
/// - Source: docs/guide/configuration.md#profiles
enum BuiltInProfiles {
  /// Their names and settings, in the order in which they are documented.
  static let all: [(name: String, settings: [(key: String, text: String)])] = [
    (
      "batch",
      [("minimum-change", "10%"), ("throttled-ratio", "25%"), ("clipped-ratio", "25%")]
    ),
    ("serving", [("throttled-ratio", "0.1%"), ("clipped-ratio", "0.1%"), ("jvm-goal", "latency")]),
    (
      "stateful",
      [
        ("memory-limit", "request"), ("minimum-change", "10%"), ("least-span", "7d"),
        ("least-span-for-limit", "14d"),
      ]
    ),
    (
      "system",
      [
        ("cpu-limit", "raise-only"), ("memory-limit", "raise-only"), ("memory-floor", "64Mi"),
        ("minimum-change", "20%"), ("least-span", "7d"),
      ]
    ),
  ]

  /// Their layers by name.
  static var layers: [String: PolicyLayer] {
    var layers: [String: PolicyLayer] = [:]
    for (name, settings) in all {
      layers[name] = PolicyLayer(
        settings.map { PolicySetting(key: $0.key, text: $0.text, origin: .profile(name)) }
      )
    }
    return layers
  }
}
