import PodfitModel

/// Fragments of Helm values, one file a workload.
///
/// Charts keep resources where they like: `--value-path` says where. Without it a workload of one changed
/// container has them under `resources`, another under the name of each container.
public struct HelmValues: ChangeRenderer {
  /// The format's name.
  public static let id = "helm-values"
  /// What the format is.
  public static let summary = "Helm values, one file a workload; see --value-path"

  /// Makes the renderer.
  public init() {}

  /// The fragments in the order of the workloads.
  public func files(_ plan: ChangePlan) -> [ChangeFile] {
    let fragments = plan.workloads.map { workload in
      let root = workload.containers.reduce(TreeNode.object([:])) { root, container in
        root.setting(
          container.current.patch(to: container.target),
          at: keys(of: container, in: workload, plan)[...]
        )
      }
      let values = targets(of: workload, in: root)
      return ChangeFile(
        path: "\(plan.folder(of: workload))\(workload.fileName).values.yaml",
        text: "# \(workload.id.path.printable)\n" + values.remarks + values.root.yaml
      )
    }
    return [ChangeFile(path: "README.txt", text: plan.remarks())] + fragments
  }

  /// The values with the targets of a HorizontalPodAutoscaler where the charts of `helm create` have them; what
  /// such a chart has no place for is a remark.
  private func targets(
    of workload: ChangePlan.Workload,
    in root: TreeNode
  ) -> (root: TreeNode, remarks: String) {
    var root = root
    var remarks = ""
    for target in workload.autoscalers.flatMap(\.targets) {
      let keys = [
        CPU.resourceName: "targetCPUUtilizationPercentage",
        Memory.resourceName: "targetMemoryUtilizationPercentage",
      ]
      if target.container == nil, target.autoscaler.kind.rawValue == "HorizontalPodAutoscaler",
        let key = keys[target.metric]
      {
        root = root.setting(.integer(target.percent), at: ["autoscaling", key])
      } else {
        let name = "\(target.autoscaler.kind.rawValue) \(target.autoscaler.name)"
        let container = target.container.map { " of container \($0)" } ?? ""
        remarks +=
          "# set the target of \(name.printable) on \(target.metric)\(container.printable) to"
          + " \(target.percent) % at the same time\n"
      }
    }
    return (root, remarks)
  }

  private func keys(
    of container: ChangePlan.Container,
    in workload: ChangePlan.Workload,
    _ plan: ChangePlan
  ) -> [String] {
    if let path = plan.options.valuePaths.first(where: { $0.pattern.matches(container.id) }) {
      return path.keys
    }
    let isAlone =
      workload.containers.count == 1
      && plan.set.recommendations.count { $0.id.workload == workload.id } == 1
    return isAlone ? ["resources"] : [container.id.container, "resources"]
  }
}

extension TreeNode {
  /// The object with a value put at the end of a path of keys.
  fileprivate func setting(_ value: TreeNode, at keys: ArraySlice<String>) -> TreeNode {
    guard let key = keys.first else { return value }
    var members: [Member] = if case .object(let members) = self { members } else { [] }
    let index = members.firstIndex { $0.key == key }
    let inner = index.map { members[$0].value } ?? .object([:])
    let changed = Member(key, inner.setting(value, at: keys.dropFirst()))
    if let index { members[index] = changed } else { members.append(changed) }
    return .object(members)
  }
}
