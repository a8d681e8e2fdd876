import PodfitCheck
import PodfitModel

extension ConfigurationReader {
  /// Reads what stands below `check` in place of options.
  mutating func readDefaults(
    _ fields: [String: YAMLNode],
    into defaults: inout CheckDefaults
  ) {
    if let node = fields["recommendations"] {
      defaults.recommendations = text(node, "a file of podfit recommend --format json")
    }
    if let node = fields["cluster"] { defaults.cluster = text(node, "the name of a cluster") }
    if let node = fields["fail-on"] {
      let names = FailThreshold.names.joined(separator: ", ")
      defaults.failOn = value(node, names) { FailThreshold($0) } ?? defaults.failOn
    }
    if let node = fields["baseline"] {
      defaults.baseline = text(node, "a file that podfit baseline write makes")
    }
    if let node = fields["output"] { defaults.outputs = outputs(node) }
    if let node = fields["allow-empty"] {
      let isTrue = value(node, KnobForm.flag.expected) { ["true": true, "false": false][$0] }
      defaults.allowsEmpty = isTrue ?? defaults.allowsEmpty
    }
  }

  private mutating func outputs(_ node: YAMLNode) -> [OutputTarget] {
    let form = "a format or FORMAT=PATH"
    var targets: [OutputTarget] = []
    for item in items(node, "formats, each FORMAT or FORMAT=PATH") {
      guard let text = text(item, form) else { continue }
      do throws(OutputTarget.Fault) {
        targets.append(try OutputTarget(text))
      } catch {
        switch error {
        case .noPath: note(item, isNot: form)
        case .unknownFormat(let name):
          let known = OutputRegistry.outputs.map { $0.id }
          let nearest = name.nearest(of: known)
          note(.unknownName(name, what: "format", nearest: nearest, known: known), at: item.place)
        }
        continue
      }
      if OutputTarget.collision(in: targets) == targets.count - 1 {
        note(.conflict("two formats go to one place"), at: item.place)
      }
    }
    return targets
  }
}
