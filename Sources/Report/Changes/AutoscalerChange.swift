public import PodfitModel

/// New targets of one autoscaler that go with the requests of a workload.
///
/// They are JSON patches in every format: the metrics of a HorizontalPodAutoscaler and the triggers of a
/// ScaledObject are lists that a merge would replace whole, with what is not known of them. Each operation
/// first tests what it is about, so that a list in another order, or a target that has been changed since, is
/// refused and not patched.
///
/// - Source: docs/guide/applying.md, "Autoscalers"
public struct AutoscalerChange: Hashable, Sendable {
  /// The autoscaler.
  public var autoscaler: ObjectReference
  /// The targets that change.
  public var targets: [AutoscalerAdvice]

  /// The targets of the containers of a workload, each once, by autoscaler.
  static func changes(of recommendations: [Recommendation]) -> [AutoscalerChange] {
    var changes: [AutoscalerChange] = []
    for target in recommendations.flatMap(\.autoscaling) where target.percent != target.percentNow {
      if let index = changes.firstIndex(where: { $0.autoscaler == target.autoscaler }) {
        if !changes[index].targets.contains(target) { changes[index].targets.append(target) }
      } else {
        changes.append(AutoscalerChange(autoscaler: target.autoscaler, targets: [target]))
      }
    }
    return changes
  }

  /// Whether it is an object of KEDA.
  var isScaledObject: Bool { autoscaler.kind.rawValue == "ScaledObject" }

  /// The group and version that the paths of the patch are of.
  var apiVersion: (group: String, version: String) {
    isScaledObject ? ("keda.sh", "v1alpha1") : ("autoscaling", "v2")
  }

  /// The kind as `kubectl` takes it, with the version, since an older one has other fields.
  var kubectlKind: String {
    isScaledObject ? "scaledobjects.keda.sh" : "horizontalpodautoscalers.v2.autoscaling"
  }

  /// The part that must come before the requests change, or the part that must come after.
  ///
  /// A target that falls, falls first, and one that rises, rises last: while pods are replaced there are
  /// rather too many of them than too few.
  func part(beforeRequests: Bool, isBack: Bool) -> AutoscalerChange? {
    var part = self
    part.targets = targets.filter { target in
      let falls = (target.percent < target.percentNow) != isBack
      return falls == beforeRequests
    }
    return part.targets.isEmpty ? nil : part
  }

  /// The operations of a JSON patch (RFC 6902); targets that no list shows the place of are left out.
  ///
  /// - Parameter isBack: From the new targets to those of today.
  /// - Returns: The patch.
  func jsonPatch(isBack: Bool = false) -> TreeNode {
    .list(targets.flatMap { isScaledObject ? $0.triggerPatch(isBack) : $0.metricPatch(isBack) })
  }
}

extension AutoscalerChange {
  /// The `kubectl` command that makes the change, or takes it back.
  func command(context: String, isBack: Bool = false) -> String {
    "kubectl\(context) patch \(kubectlKind) \(autoscaler.name.shellWord)"
      + " --namespace \(autoscaler.namespace.shellWord) --type json"
      + " --patch \(jsonPatch(isBack: isBack).json.shellWord)\n"
  }
}

extension AutoscalerAdvice {
  /// The target now in whole percent.
  var percentNow: Int64 { Int64(saturating: (targetNow * 100).rounded()) }

  /// The target to be in whole percent.
  var percent: Int64 { Int64(saturating: (target * 100).rounded()) }

  fileprivate func metricPatch(_ isBack: Bool) -> [TreeNode] {
    guard let position else { return [] }
    let source = container == nil ? "resource" : "containerResource"
    let metric = "/spec/metrics/\(position)/\(source)"
    var operations = [Self.test("\(metric)/name", .text(self.metric))]
    if let container { operations.append(Self.test("\(metric)/container", .text(container))) }
    let place = "\(metric)/target/averageUtilization"
    let (from, to) = isBack ? (percent, percentNow) : (percentNow, percent)
    operations.append(Self.test(place, .integer(from)))
    operations.append(
      .object(["op": "replace", "path": .text(place), "value": .integer(to)])
    )
    return operations
  }

  /// The values of a trigger's metadata are texts.
  fileprivate func triggerPatch(_ isBack: Bool) -> [TreeNode] {
    guard let position else { return [] }
    let trigger = "/spec/triggers/\(position)"
    let value = isBack ? percentNow : percent
    return [
      Self.test("\(trigger)/type", .text(metric)),
      .object([
        "op": "replace", "path": .text("\(trigger)/metadata/value"), "value": .text("\(value)"),
      ]),
    ]
  }

  private static func test(_ path: String, _ value: TreeNode) -> TreeNode {
    .object(["op": "test", "path": .text(path), "value": value])
  }
}

extension ChangePlan.Workload {
  /// The object that is patched.
  var reference: ObjectReference {
    ObjectReference(
      cluster: object.cluster,
      namespace: object.namespace,
      kind: object.kind,
      name: object.name
    )
  }
}

extension ChangePlan {
  /// The JSON patches of a workload's autoscalers as files.
  func autoscalerFiles(of workload: Workload) -> [(file: ChangeFile, change: AutoscalerChange)] {
    workload.autoscalers.map { change in
      let name = "\(change.autoscaler.kind.rawValue.lowercased())-\(change.autoscaler.name)"
      let path = "\(workload.id.namespace.fileName).\(name.fileName).json"
      return (ChangeFile(path: path, text: change.jsonPatch().json + "\n"), change)
    }
  }
}
