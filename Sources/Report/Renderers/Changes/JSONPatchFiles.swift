import PodfitModel

/// One JSON patch (RFC 6902) per workload.
public struct JSONPatchFiles: ChangeRenderer {
  /// The format's name.
  public static let id = "json-patch"
  /// What the format is.
  public static let summary = "JSON patches (RFC 6902), one file a workload"

  /// Makes the renderer.
  public init() {}

  /// The patches in the order of the workloads, after an index that says which is for what.
  public func files(_ plan: ChangePlan) -> [ChangeFile] {
    var files: [ChangeFile] = []
    var index: [TreeNode] = []
    for workload in plan.workloads {
      guard let patch = workload.jsonPatch() else { continue }
      let folder = plan.folder(of: workload)
      let path = "\(folder)\(workload.fileName).json"
      files.append(ChangeFile(path: path, text: patch.json + "\n"))
      func entry(_ kind: WorkloadKind, _ name: String, _ path: String) -> TreeNode {
        .object([
          "cluster": .text(workload.id.cluster), "namespace": .text(workload.id.namespace),
          "kind": .text(kind.rawValue), "name": .text(name),
          "wave": .integer(Int64(workload.wave)), "patch": .text(path),
        ])
      }
      index.append(entry(workload.object.kind, workload.object.name, path))
      for (file, change) in plan.autoscalerFiles(of: workload) {
        let path = folder + file.path
        files.append(ChangeFile(path: path, text: file.text))
        index.append(entry(change.autoscaler.kind, change.autoscaler.name, path))
      }
    }
    let leftOut = plan.leftOut.map { each in
      TreeNode.object([
        "container": .text("\(each.id.workload.cluster)/\(each.id.shortPath)"),
        "reason": .text(each.reason),
      ])
    }
    let withoutPlace = plan.workloads.filter { $0.jsonPatch() == nil }.map { each in
      TreeNode.object([
        "container": .text(each.id.path),
        "reason": "no list of workloads shows the order of its containers, which JSON patches need",
      ])
    }
    let root = TreeNode.object([
      "strategy": .text(plan.strategy), "patches": .list(index),
      "left_out": .list(leftOut + withoutPlace),
    ])
    return [ChangeFile(path: "index.json", text: root.json + "\n")] + files
  }
}
