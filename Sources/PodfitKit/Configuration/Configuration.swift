public import PodfitCheck
import PodfitModel
import PodfitRecommend
public import PodfitReport

/// What a configuration file says; without one, nothing but the documented defaults and profiles.
///
/// Options of the command line win over it.
public struct Configuration: Hashable, Sendable {
  /// A policy for some workloads.
  struct Rule: Hashable, Sendable {
    var match = PolicyMatch()
    var profile: String?
    var layer = PolicyLayer()
    var line: Int
  }

  /// A name with where it was set.
  struct Named: Hashable, Sendable {
    var name: String
    var line: Int
  }

  /// The file; nil where there is none.
  public internal(set) var path: String?
  /// The strategy; nil for the default.
  var strategy: Named?
  /// What holds for all workloads.
  var base = PolicyLayer()
  /// Settings under a name.
  var profiles = BuiltInProfiles.layers
  /// Policies for some workloads; the last that matches counts.
  var rules: [Rule] = []
  /// Which new workloads are like which others.
  var similar: [SimilarRule] = []
  /// The lines of the file that these stand in.
  var similarLines: [Int] = []
  /// The share by which no value may fall at once; nil for any.
  public internal(set) var maxStep: Double?
  /// Workloads whose values must not fall.
  public internal(set) var neverLower: [WorkloadPattern] = []
  /// Into how many waves changes are divided; nil for one.
  public internal(set) var waves: Int?
  /// What kustomizations patch, as a path from their folders; nil for the default.
  public internal(set) var patchedBase: String?
  /// Where charts keep the resources of containers.
  public internal(set) var valuePaths: [ValuePath] = []
  /// The settings of a check.
  public internal(set) var check = CheckSettings()
  /// What stands in place of options of a check.
  public internal(set) var checkDefaults = CheckDefaults()

  /// The lines of the file that settings of changes stand in, by key.
  var changeLines: [String: Int] = [:]
  /// The lines of the file that settings of a check stand in, by their places.
  var checkLines: [String: Int] = [:]

  /// No file.
  public init() {}

  /// The policies with `options`, which win, over all of them.
  func book(over options: PolicyLayer = PolicyLayer()) -> PolicyBook {
    var book = PolicyBook(
      standard: EffectivePolicy(base.under(options)).entry(name: path ?? "command line")
    )
    book.similar = similar
    // What only options say is no news to who gave them.
    if base.settings.isEmpty { book.standard.name = "" }
    for rule in rules {
      let layer = layer(of: rule).under(options)
      var entry = EffectivePolicy(layer).entry(name: name(of: rule))
      if let strategy = layer.strategy {
        entry.strategy = strategy.name
        entry.name = name(of: rule)
        entry.settings[ConfigurationKeys.strategy] =
          "\(strategy.name) (\(SettingOrigin.file(path ?? "", line: strategy.line)))"
      }
      book.rules.append(PolicyBook.Rule(rule.match, entry))
    }
    return book
  }

  /// What a rule comes to: what holds for all, its profile, its own settings.
  func layer(of rule: Rule) -> PolicyLayer {
    base.under(rule.profile.flatMap { profiles[$0] } ?? PolicyLayer()).under(rule.layer)
  }

  /// A rule for reading.
  func name(of rule: Rule) -> String {
    "\(path ?? ""):\(rule.line)" + (rule.profile.map { ", profile \($0)" } ?? "")
  }
}

extension PolicyMatch {
  /// What it matches, for reading.
  var text: String {
    let parts = [
      ("namespaces", namespaces.map(\.text)), ("kinds", kinds.sorted().map(\.rawValue)),
      ("names", names.map(\.text)),
      ("labels", labels.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value.text)" }),
    ]
    return parts.filter { !$0.1.isEmpty }
      .map { "\($0.0) \($0.1.joined(separator: ", "))" }.joined(separator: "; ")
  }
}
