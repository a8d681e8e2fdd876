import PodfitModel

/// One strategic merge patch per workload, as YAML, and JSON patches of what no merge reaches: Rollouts, and
/// the autoscalers that go with workloads.
public struct StrategicMergeFiles: ChangeRenderer {
  /// The format's name.
  public static let id = "strategic-merge"
  /// What the format is.
  public static let summary = "strategic merge patches, one YAML file a workload"

  /// Makes the renderer.
  public init() {}

  /// The patches in the order of the workloads.
  public func files(_ plan: ChangePlan) -> [ChangeFile] {
    let patches = plan.workloads.flatMap { workload in
      let folder = plan.folder(of: workload)
      let own = workload.strategicPatch(isWhole: true).map {
        ChangeFile(path: "\(folder)\(workload.fileName).yaml", text: $0.yaml)
      }
      let byPlace = workload.patchByPlace.map {
        ChangeFile(path: folder + $0.path, text: $0.text)
      }
      let targets = plan.autoscalerFiles(of: workload).map {
        ChangeFile(path: folder + $0.file.path, text: $0.file.text)
      }
      return [own, byPlace].compactMap(\.self) + targets
    }
    return [ChangeFile(path: "README.txt", text: plan.remarks())] + patches
  }
}
