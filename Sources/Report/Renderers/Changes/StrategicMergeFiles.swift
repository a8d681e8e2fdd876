import PodfitModel

/// One strategic merge patch per workload, as YAML.
public struct StrategicMergeFiles: ChangeRenderer {
  /// The format's name.
  public static let id = "strategic-merge"
  /// What the format is.
  public static let summary = "strategic merge patches, one YAML file a workload"

  /// Makes the renderer.
  public init() {}

  /// The patches in the order of the workloads.
  public func files(_ plan: ChangePlan) -> [ChangeFile] {
    let patches = plan.workloads.compactMap { workload in
      workload.strategicPatch(isWhole: true).map {
        ChangeFile(path: "\(plan.folder(of: workload))\(workload.fileName).yaml", text: $0.yaml)
      }
    }
    return [ChangeFile(path: "README.txt", text: plan.remarks())] + patches
  }
}
