public import PodfitModel

/// Recommendations as a shell script of `kubectl patch` commands, one a workload.
///
/// Only what can be applied without harm is a command: workloads that strategic merge patches do not
/// reach (custom kinds, bare pods, guessed owners) and containers whose JVM flags must change together
/// with the limit are comments that say so.
public struct KubectlPatch: RecommendationRenderer {
  /// The format's name.
  public static let id = "kubectl-patch"
  /// What the format is.
  public static let summary = "a shell script of kubectl patch commands"

  /// Makes the renderer.
  public init() {}

  /// The script; commands are in the order of the waves, where there are some, and then of the workloads.
  public func render(_ set: RecommendationSet) -> String {
    var script =
      "#!/bin/sh\n# Requests and limits, strategy \(set.strategy). Read before running.\n"
    script += "set -e\n"
    // Waves one after another; without any all are in the order of their identities.
    let all = grouped(set)
    let waves = all.map { wave(of: $0.1, set) ?? .max }
    let groups = Set(waves).sorted().flatMap { wave in
      zip(all, waves).filter { $0.1 == wave }.map(\.0)
    }
    let clusters = Set(groups.map(\.0.cluster)).sorted()
    var contexts: [String: String] = [:]
    if clusters.count > 1 {
      // A patch must not reach a cluster that it was not made for, so each names its context.
      for (index, cluster) in clusters.enumerated() {
        let variable = "CONTEXT_\(index + 1)"
        contexts[cluster] = " --context \"$\(variable)\""
        let words = "set \(variable) to the kubectl context of cluster \(cluster.printable)"
        script += "[ -n \"${\(variable):-}\" ] || { echo \(words.shellWord) >&2; exit 2; }\n"
      }
    }
    for (workload, containers) in groups {
      if let wave = wave(of: containers, set) { script += "# wave \(wave)\n" }
      script += lines(for: workload, containers, context: contexts[workload.cluster] ?? "")
    }
    return script
  }

  private func wave(of containers: [Recommendation], _ set: RecommendationSet) -> Int? {
    containers.compactMap { set.waves[$0.id] }.min()
  }

  private func grouped(_ set: RecommendationSet) -> [(WorkloadID, [Recommendation])] {
    var groups: [(WorkloadID, [Recommendation])] = []
    for each in set.recommendations where each.status == .lower || each.status == .raise {
      if groups.last?.0 == each.id.workload {
        groups[groups.count - 1].1.append(each)
      } else {
        groups.append((each.id.workload, [each]))
      }
    }
    return groups
  }

  private func lines(
    for workload: WorkloadID,
    _ containers: [Recommendation],
    context: String
  ) -> String {
    let name = workload.path.printable
    guard let place = TemplatePlace(of: workload.kind) else {
      return "# \(name): kind cannot be patched this way; change its source\n"
    }
    guard place.mergesByName else {
      return
        "# \(name): kind cannot be patched this way; `--format kubectl` and others have JSON patches\n"
    }
    let path = place.keys
    if containers.contains(where: \.isOwnerGuessed) {
      return "# \(name): the workload was guessed from pod names; check and change it by hand\n"
    }
    var text = ""
    for each in containers {
      guard let jvm = each.jvm, !jvm.flags.isEmpty else { continue }
      text +=
        "# \(name): first set \(jvm.flags.joined(separator: " ").printable)"
        + " in \((jvm.variable ?? "the command line").printable) of \(each.id.container.printable);"
        + " the limit below relies on it\n"
    }
    let command =
      "kubectl\(context) patch \(workload.kind.rawValue.lowercased()) \(workload.name.shellWord)"
      + " --namespace \(workload.namespace.shellWord) --type strategic"
      + " --patch \(patch(path, containers).shellWord)\n"
    let commands = AutoscalerChange.changes(of: containers).reduce(command) { commands, change in
      let isPlaced = change.targets.allSatisfy { $0.position != nil }
      guard isPlaced else {
        let targets = change.targets.map { "\($0.percent) % on \($0.metric)" }
        text +=
          "# \(name): set the target of \(change.autoscaler.kind.rawValue.printable)"
          + " \(change.autoscaler.name.printable) to \(targets.joined(separator: ", ")) with it\n"
        return commands
      }
      let before = change.part(beforeRequests: true, isBack: false)?.command(context: context) ?? ""
      let after = change.part(beforeRequests: false, isBack: false)?.command(context: context) ?? ""
      return before + commands + after
    }
    guard !text.isEmpty else { return commands }
    return text + commands.split(separator: "\n").map { "# \($0)\n" }.joined()
  }

  private func patch(_ path: [String], _ containers: [Recommendation]) -> String {
    let list = containers.map {
      TreeNode.object([
        "name": .text($0.id.container), "resources": $0.current.patch(to: $0.recommended),
      ])
    }
    return path.reversed().reduce(TreeNode.object(["containers": .list(list)])) {
      .object([TreeNode.Member($1, $0)])
    }.json
  }
}
