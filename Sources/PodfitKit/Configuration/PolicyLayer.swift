import PodfitRecommend

/// Where a setting comes from.
public enum SettingOrigin: Hashable, Sendable, CustomStringConvertible {
  /// The documented default.
  case standard
  /// A profile that podfit has itself.
  case profile(String)
  /// A line of a file.
  case file(String, line: Int)
  /// An option of the command line.
  case option

  /// Where, in words.
  public var description: String {
    switch self {
    case .standard: "default"
    case .profile(let name): "profile \(name)"
    case .file(let path, let line): "\(path):\(line)"
    case .option: "command line"
    }
  }
}

/// A setting that somebody made.
struct PolicySetting: Hashable, Sendable {
  /// The key, one of the table.
  var key: String
  /// The value as it was written; it can be read.
  var text: String
  /// Who made it.
  var origin: SettingOrigin
}

/// Some settings of a policy; layers lie over each other, and the upper ones win.
struct PolicyLayer: Hashable, Sendable {
  /// The settings.
  private(set) var settings: [PolicySetting] = []
  /// The strategy for these workloads; nil for that of all.
  var strategy: Configuration.Named?

  /// Nothing set.
  init() {}

  /// Settings that are known to be readable.
  ///
  /// Where a rule for limits is set it holds over a strategy's own, unless the layer says otherwise.
  init(_ settings: [PolicySetting]) {
    self.settings = settings
    let rule = settings.last { ["cpu-limit", "memory-limit"].contains($0.key) }
    let key = Knob<Policy>.overridesKey
    if let rule, !settings.contains(where: { $0.key == key }) {
      self.settings.append(PolicySetting(key: key, text: "true", origin: rule.origin))
    }
  }

  /// The options of a command line; those that are nil are not given.
  ///
  /// - Throws: ``PodfitError`` for values that cannot be read
  init(options: [(key: String, text: String?)]) throws(PodfitError) {
    var scratch = Policy()
    var settings: [PolicySetting] = []
    for (key, text) in options {
      guard let text, let knob = Knob<Policy>.policy.first(where: { $0.key == key }) else {
        continue
      }
      guard knob.read(text, &scratch) else {
        throw .badSetting(key: key, value: text, expected: knob.form.expected)
      }
      settings.append(PolicySetting(key: key, text: text, origin: .option))
    }
    self.init(settings)
  }

  /// This layer with another one over it.
  func under(_ upper: PolicyLayer) -> PolicyLayer {
    var both = self
    both.settings += upper.settings
    both.strategy = upper.strategy ?? strategy
    return both
  }
}

/// A policy with the origin of each of its settings.
struct EffectivePolicy {
  /// A setting as it holds.
  struct Value: Hashable {
    var key: String
    var text: String
    var origin: SettingOrigin
  }

  /// The policy.
  private(set) var policy = Policy()
  private var origins: [String: SettingOrigin] = [:]

  /// The documented defaults with a layer over them.
  init(_ layer: PolicyLayer) {
    for setting in layer.settings {
      guard let knob = Knob<Policy>.policy.first(where: { $0.key == setting.key }),
        knob.read(setting.text, &policy)
      else { continue }
      origins[setting.key] = setting.origin
    }
  }

  /// All settings in the order of the table.
  var values: [Value] {
    Knob<Policy>.policy.map {
      Value(key: $0.key, text: $0.text(policy), origin: origins[$0.key] ?? .standard)
    }
  }

  /// The entry of a policy book; without a name where nobody set anything.
  func entry(name: String) -> PolicyBook.Entry {
    let set = values.filter { $0.origin != .standard }
    return PolicyBook.Entry(
      policy,
      name: set.isEmpty ? "" : name,
      settings: Dictionary(uniqueKeysWithValues: set.map { ($0.key, "\($0.text) (\($0.origin))") })
    )
  }
}
