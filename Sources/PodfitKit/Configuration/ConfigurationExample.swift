import PodfitCheck
import PodfitModel
import PodfitRecommend

/// A configuration file to start from: every key with its default, commented out.
enum ConfigurationExample {
  /// The whole file, each key with its default.
  static var text: String {
    var text = """
      # yaml-language-server: $schema=.podfit.schema.json
      # The schema for editors: podfit db schema config > .podfit.schema.json
      #
      # Settings of podfit. Every line that begins with # and no space is a setting: remove the # to set it.
      # Options of the command line win over this file. `podfit config show --origin` prints what holds.
      version: 1

      # How requests and limits are made, for all workloads.
      #policy:
        # The strategy; `podfit strategies` lists them.
        #strategy: \(Podfit.defaultStrategy)

      """
    for knob in Knob<Policy>.policy {
      text += "  # \(sentence(knob.summary)) (\(knob.form.expected))\n"
      text += "  #\(knob.key): \(value(knob.text(Policy()), knob.form))\n"
    }
    text += """

      # Settings under a name, of the same keys. These are there without this file; others can be added.
      #profiles:

      """
    for (name, settings) in BuiltInProfiles.all {
      text += "  #\(name):\n"
      for (key, setting) in settings { text += "    #\(key): \(setting)\n" }
    }
    text += """

      # Policies for some workloads; the last one that matches counts, over the policy for all.
      # In a match all keys must hold, of a list one item; * stands for any text.
      #policies:
        #- match: {namespaces: ["kube-*"], kinds: [DaemonSet]}
          #profile: system
        #- match: {names: ["*-db"], labels: {tier: storage}}
          #profile: stateful
          #policy:
            #memory-floor: 256Mi

      # New workloads with too few samples of their own are sized like these; image means the same image.
      #similar:
        #- {workload: "staging/*/*", like: "shop/*/*"}
        #- {workload: "preview/*/*", like: image}

      # How recommendations become changes that are ready to apply.
      #changes:
        #max-step: 30%
        #never-lower: ["shop/checkout", "payments/*"]
        # Waves that changes are divided into: rises first, falls by growing risk.
        #waves: 1
        # What kustomizations patch, as a path from their folders.
        #base: ../base
        # Where charts keep the resources of a container.
        #value-paths: ["shop/web/istio-proxy=proxy.resources"]

      # What `podfit check` looks for, and its options. Paths are from the folder of this file.
      #check:
        # The file of `podfit recommend --format json`, and the cluster in it that counts.
        #recommendations: recommendations.json
        #cluster: prod-eu
        # Exit 1 from this severity on: \(FailThreshold.names.joined(separator: ", ")).
        #fail-on: error
        # Findings that are accepted; `podfit baseline write` makes the file.
        #baseline: .podfit-baseline.json
        # Formats, each FORMAT or FORMAT=PATH, one of them to standard output.
        #output: [text, sarif=podfit.sarif]
        # Whether finding no workload is no error.
        #allow-empty: false
        # Call recommendations old from this age on, or never.
        #max-age: 30d
        #thresholds:

      """
    for knob in Knob<CheckThresholds>.thresholds {
      text += "    # \(sentence(knob.summary)) (\(knob.form.expected))\n"
      text += "    #\(knob.key): \(knob.text(.init()))\n"
    }
    return text + """
        # Severities of rules: off, info, warning or error. `podfit rules` lists the rules.
        #levels:
          #limit-request-ratio: info
        # Thresholds and levels for some manifests, from batch, serving or stateful; the last that matches counts.
        #policies:
          #- match: {paths: ["jobs/**"]}
            #policy: batch
        # Findings that are not wanted, with the reason and the last day it holds.
        #exemptions:
          #- rules: [memory-request-above-need]
            #container: "shop/Deployment/cache/*"
            #reason: filled before each sale
            #until: 2027-03-31
        # Whose recommendations count where names differ.
        #matches:
          #- {from: "shop/Deployment/*", to: "prod/Deployment/shop-*"}
        # Whose resources stand where in the values of charts.
        #mappings:
          #- {path: api.resources, target: shop/Deployment/api/app}
        # What a change may add, against --new-from-rev.
        #budget: {cpu: "8", memory: 32Gi}
        # Shapes of nodes, by what they hand out to pods.
        #nodes:
          #- {name: m6i.2xlarge, cpu: 7910m, memory: 30Gi}

      """
  }

  private static func sentence(_ text: String) -> String {
    text.prefix(1).uppercased() + text.dropFirst()
  }

  /// Quantities of digits alone are quoted, so that they stay text.
  private static func value(_ text: String, _ form: KnobForm) -> String {
    form == .cpu && Double(text) != nil ? "\"\(text)\"" : text
  }
}

extension Podfit {
  /// A configuration file to start from: every key with its default, commented out.
  public static var exampleConfiguration: String { ConfigurationExample.text }
}
