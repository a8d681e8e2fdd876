import PodfitModel

/// The keys of a configuration file by place: what the loader takes and the schema describes.
///
/// Places are paths of keys; `*` is any key and `[]` an item of a list.
enum ConfigurationKeys {
  static let strategy = "strategy"

  /// All keys by place.
  static let all: [String: [String]] = [
    "": ["version", "policy", "profiles", "policies", "similar", "changes", "check"],
    "policy": [strategy] + policy,
    "profiles.*": [strategy] + policy,
    "policies[]": ["match", "profile", "policy"],
    "policies[].match": ["namespaces", "kinds", "names", "labels"],
    "policies[].policy": [strategy] + policy,
    "similar[]": ["workload", "like"],
    "changes": ["max-step", "never-lower", "waves", "base", "value-paths"],
    "check": [
      "recommendations", "cluster", "fail-on", "baseline", "output", "allow-empty", "max-age",
      "thresholds", "levels", "policies", "exemptions", "matches", "mappings", "budget", "nodes",
    ],
    "check.thresholds": thresholds,
    "check.policies[]": ["match", "policy", "thresholds", "levels"],
    "check.policies[].match": ["paths", "namespaces", "kinds"],
    "check.policies[].thresholds": thresholds,
    "check.exemptions[]": ["rules", "container", "paths", "reason", "until"],
    "check.matches[]": ["from", "to"],
    "check.mappings[]": ["path", "target", "files", "kind"],
    "check.budget": ["cpu", "memory"],
    "check.nodes[]": ["name", "cpu", "memory", "count"],
  ]

  /// Keys that must be there.
  static let required: [String: [String]] = [
    "": ["version"], "policies[]": ["match"], "similar[]": ["workload", "like"],
    "check.policies[]": ["match"],
    "check.exemptions[]": ["rules", "container", "reason"], "check.matches[]": ["from", "to"],
    "check.mappings[]": ["path", "target"], "check.nodes[]": ["name", "cpu", "memory"],
  ]

  private static let policy = Knob.policy.map(\.key)
  private static let thresholds = Knob.thresholds.map(\.key)
}
