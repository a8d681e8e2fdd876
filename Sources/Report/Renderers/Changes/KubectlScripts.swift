import PodfitModel

/// Shell scripts: `kubectl set resources` for each workload, wave by wave, and the way back.
///
/// Where a value has to go, which `set resources` cannot do, the command is a patch.
public struct KubectlScripts: ChangeRenderer {
  /// The format's name.
  public static let id = "kubectl"
  /// What the format is.
  public static let summary =
    "shell scripts of kubectl set resources, wave by wave, with the way back"

  /// Makes the renderer.
  public init() {}

  /// For each wave what applies it, then what takes it back.
  public func files(_ plan: ChangePlan) -> [ChangeFile] {
    var files: [ChangeFile] = []
    for (index, workloads) in plan.waves.enumerated() {
      let suffix = plan.options.waves > 1 ? "-wave-\(index + 1)" : ""
      files.append(script("apply\(suffix).sh", workloads, plan, isBack: false))
      files.append(script("rollback\(suffix).sh", workloads.reversed(), plan, isBack: true))
    }
    if files.isEmpty { files = [script("apply.sh", [], plan, isBack: false)] }
    return files
  }

  private func script(
    _ name: String,
    _ workloads: [ChangePlan.Workload],
    _ plan: ChangePlan,
    isBack: Bool
  ) -> ChangeFile {
    var text = "#!/bin/sh\n"
    text += isBack ? "# Back to the values before.\n" : plan.remarks()
    text += "set -eu\n"
    var contexts: [String: String] = [:]
    if plan.clusters.count > 1 {
      // A change must not reach a cluster that it was not made for, so each names its context.
      for (index, cluster) in plan.clusters.enumerated() {
        contexts[cluster] = " --context \"$CONTEXT_\(index + 1)\""
        let words =
          "set CONTEXT_\(index + 1) to the kubectl context of cluster \(cluster.printable)"
        text += "[ -n \"${CONTEXT_\(index + 1):-}\" ] || { echo \(words.shellWord) >&2; exit 2; }\n"
      }
    }
    for workload in workloads {
      let context = contexts[workload.id.cluster] ?? ""
      text += "\n# \(workload.id.path.printable)\n"
      if workload.object != workload.id {
        let holder = "\(workload.object.kind.rawValue) \(workload.object.name)"
        text += "# its pods are made from the template of \(holder.printable)\n"
      }
      text += targets(workload, context: context, isBack: isBack, beforeRequests: true)
      text += commands(workload, context: context, isBack: isBack)
      if [.deployment, .statefulSet, .daemonSet].contains(workload.id.kind) {
        text +=
          "kubectl\(context) rollout status \(target(workload.id)) --timeout \"${TIMEOUT:-15m}\"\n"
      } else if workload.id.kind.rawValue == "Rollout" {
        text += "# its steps and pauses are its own: kubectl argo rollouts status\n"
      }
      text += targets(workload, context: context, isBack: isBack, beforeRequests: false)
    }
    return ChangeFile(path: name, text: text, isScript: true)
  }

  /// What is to be patched in autoscalers before requests change, or once the pods have been replaced.
  private func targets(
    _ workload: ChangePlan.Workload,
    context: String,
    isBack: Bool,
    beforeRequests: Bool
  ) -> String {
    workload.autoscalers.compactMap {
      $0.part(beforeRequests: beforeRequests, isBack: isBack)?
        .command(context: context, isBack: isBack)
    }.joined()
  }

  private func target(_ id: WorkloadID) -> String {
    let name = id.kind.rawValue
    let kind = name == "Rollout" ? "rollouts.argoproj.io" : name.lowercased()
    return "\(kind) \(id.name.shellWord) --namespace \(id.namespace.shellWord)"
  }

  private func commands(
    _ workload: ChangePlan.Workload,
    context: String,
    isBack: Bool
  ) -> String {
    if workload.isPatchedByPlace {
      guard let patch = workload.jsonPatch(isBack: isBack) else { return "" }
      return "kubectl\(context) patch \(target(workload.object)) --type json"
        + " --patch \(patch.json.shellWord)\n"
    }
    let steps = workload.containers.map { each in
      (each, isBack ? (each.target, each.current) : (each.current, each.target))
    }
    // One change is one rollout: several containers, or a value that goes, take one patch.
    let needsPatch =
      steps.count > 1 || steps.contains { $0.0.isInit || removes($0.1.0, $0.1.1) }
    guard needsPatch else {
      return steps.map { each, values in
        var text = "kubectl\(context) set resources \(target(workload.object))"
        text += " --containers \(each.id.container.shellWord)"
        text += option("--requests", values.1.cpuRequest, values.1.memoryRequest)
        text += option("--limits", values.1.cpuLimit, values.1.memoryLimit)
        return text + "\n"
      }.joined()
    }
    guard let patch = workload.strategicPatch(isWhole: false, isBack: isBack) else { return "" }
    return "kubectl\(context) patch \(target(workload.object)) --type strategic"
      + " --patch \(patch.json.shellWord)\n"
  }

  private func removes(_ from: ContainerResources, _ to: ContainerResources) -> Bool {
    (from.cpuRequest != nil && to.cpuRequest == nil)
      || (from.memoryRequest != nil && to.memoryRequest == nil)
      || (from.cpuLimit != nil && to.cpuLimit == nil)
      || (from.memoryLimit != nil && to.memoryLimit == nil)
  }

  private func option(_ name: String, _ cpu: CPU?, _ memory: Memory?) -> String {
    let values = [
      cpu.map { "cpu=\($0.quantity)" }, memory.map { "memory=\($0.quantity)" },
    ].compactMap { $0 }
    return values.isEmpty ? "" : " \(name) \(values.joined(separator: ","))"
  }
}
