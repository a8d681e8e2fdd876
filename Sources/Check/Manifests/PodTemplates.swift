internal import PodfitModel

/// A pod spec in an object, with how many pods are made of it.
struct PodTemplate {
  var spec: YAMLNode
  var replicas: Int
}

/// Where objects have their pod specs.
enum PodTemplates {
  /// The pod specs of an object; nil where its kind has one and this object has not.
  ///
  /// Kinds of Kubernetes have theirs at one place. In any other object, what counts is the shape: a
  /// mapping with a list of `containers` that have a name and an image or resources, wherever it is.
  /// That finds the groups of Ray and Kubeflow, Knative, `podTemplate` of operators, and what is not
  /// known yet; Knative's containers may go without a name.
  static func find(in object: YAMLNode, kind: String) -> [PodTemplate]? {
    if isKnative(object, kind) {
      guard let spec = object.node(at: ["spec", "template", "spec"]), hasContainers(spec) else {
        return []
      }
      return [PodTemplate(spec: spec, replicas: 1)]
    }
    if let path = paths[kind] {
      guard let spec = object.node(at: path), hasContainers(spec) else { return nil }
      return [PodTemplate(spec: spec, replicas: replicas(of: object, kind: kind))]
    }
    var found: [PodTemplate] = []
    for entry in object.entries where !["metadata", "status"].contains(entry.key.text) {
      search(entry.value, replicas: 1, &found)
    }
    return found
  }

  /// Whether an object is Knative's Service or Configuration, whose only container needs no name.
  static func isKnative(_ object: YAMLNode, _ kind: String) -> Bool {
    ["Service", "Configuration", "Revision"].contains(kind)
      && object["apiVersion"]?.text?.hasPrefix("serving.knative.dev/") == true
  }

  /// What the Deployments of a Knative object are called.
  ///
  /// - Source: knative.dev, "Configuring Revisions": a revision has the name of the template's metadata, or the
  ///   service's name and a number of five digits; its Deployment has `-deployment` after that
  static func revision(of object: YAMLNode, _ kind: String, _ name: String) -> KnativeRevision {
    let own = object.node(at: ["spec", "template", "metadata", "name"])?.text
    return kind == "Revision" ? .named(name) : own.map { .named($0) } ?? .numbered(of: name)
  }

  /// Whether objects of a kind have pods of their own.
  static func isKnown(_ kind: String) -> Bool { paths[kind] != nil }

  /// Where the kinds of Kubernetes and of well-known controllers have their pod spec.
  private static let paths: [String: [String]] = {
    let template = ["spec", "template", "spec"]
    var paths = ["Pod": ["spec"], "PodTemplate": ["template", "spec"]]
    paths["CronJob"] = ["spec", "jobTemplate"] + template
    for kind in [
      "Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "ReplicationController", "Job",
      "Rollout", "DeploymentConfig",
    ] { paths[kind] = template }
    return paths
  }()

  /// The pods that an object asks for: as a template says, 1 where it leaves it open.
  private static func replicas(of object: YAMLNode, kind: String) -> Int {
    let key = kind == "Job" || kind == "CronJob" ? "parallelism" : "replicas"
    let path = kind == "CronJob" ? ["spec", "jobTemplate", "spec", key] : ["spec", key]
    return count(object.node(at: path)) ?? 1
  }

  /// A count of pods; nil for what is none.
  static func count(_ node: YAMLNode?) -> Int? {
    guard let text = node?.text, let count = Int(text), (0...1_000_000).contains(count) else {
      return nil
    }
    return count
  }

  private static func hasContainers(_ spec: YAMLNode) -> Bool {
    spec["containers"]?.items != nil || spec["initContainers"]?.items != nil
  }

  /// Collects pod specs below a node; the depth is bounded by that of the document.
  private static func search(_ node: YAMLNode, replicas: Int, _ found: inout [PodTemplate]) {
    if let items = node.items {
      for item in items { search(item, replicas: replicas, &found) }
      return
    }
    guard node.isMapping else { return }
    let own = count(node["replicas"]) ?? replicas
    if let containers = node["containers"]?.items, containers.contains(where: isContainer) {
      found.append(PodTemplate(spec: node, replicas: own))
      return
    }
    for entry in node.entries { search(entry.value, replicas: own, &found) }
  }

  private static func isContainer(_ node: YAMLNode) -> Bool {
    node["name"]?.text != nil && (node["image"] != nil || node["resources"] != nil)
  }
}
