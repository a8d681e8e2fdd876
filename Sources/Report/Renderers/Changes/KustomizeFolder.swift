import PodfitModel

/// Folders for kustomize: strategic merge patches, JSON patches, and a component.
public struct KustomizeFolder: ChangeRenderer {
  /// The format's name.
  public static let id = "kustomize"
  /// What the format is.
  public static let summary =
    "kustomizations with strategic merge and JSON patches, and a component"

  /// Makes the renderer.
  public init() {}

  /// Three folders per cluster and wave; each holds everything it refers to, as kustomize demands.
  public func files(_ plan: ChangePlan) -> [ChangeFile] {
    var files: [ChangeFile] = []
    var folders: [(String, [ChangePlan.Workload])] = []
    for workload in plan.workloads {
      let folder = plan.folder(of: workload)
      if let index = folders.firstIndex(where: { $0.0 == folder }) {
        folders[index].1.append(workload)
      } else {
        folders.append((folder, [workload]))
      }
    }
    for (folder, workloads) in folders.sorted(by: { $0.0 < $1.0 }) {
      files += strategic(folder, workloads, plan) + json(folder, workloads, plan)
      files += component(folder, workloads, plan)
    }
    return files.isEmpty ? [ChangeFile(path: "README.txt", text: plan.remarks())] : files
  }

  private func strategic(
    _ folder: String,
    _ workloads: [ChangePlan.Workload],
    _ plan: ChangePlan
  ) -> [ChangeFile] {
    let patches = patchFiles(workloads)
    let others = otherPatches(workloads, plan)
    let root = TreeNode.object([
      "apiVersion": "kustomize.config.k8s.io/v1beta1", "kind": "Kustomization",
      "resources": .list([.text(plan.options.base)]),
      "patchesStrategicMerge": patches.isEmpty ? nil : .list(patches.map { .text($0.path) }),
      "patchesJson6902": others.isEmpty ? nil : .list(others.map(\.entry)),
    ])
    return placed(
      [kustomization(root, plan)] + patches + others.map(\.file),
      in: "\(folder)strategic/"
    )
  }

  private func json(
    _ folder: String,
    _ workloads: [ChangePlan.Workload],
    _ plan: ChangePlan
  ) -> [ChangeFile] {
    var patches: [ChangeFile] = []
    var entries: [TreeNode] = []
    for workload in workloads {
      guard let patch = workload.jsonPatch() else { continue }
      let path = "\(workload.fileName).json"
      patches.append(ChangeFile(path: path, text: patch.json + "\n"))
      entries.append(entry(path, workload))
      for target in plan.autoscalerFiles(of: workload) {
        patches.append(target.file)
        entries.append(entry(target))
      }
    }
    guard !entries.isEmpty else { return [] }
    let root = TreeNode.object([
      "apiVersion": "kustomize.config.k8s.io/v1beta1", "kind": "Kustomization",
      "resources": .list([.text(plan.options.base)]), "patchesJson6902": .list(entries),
    ])
    return placed([kustomization(root, plan)] + patches, in: "\(folder)json/")
  }

  private func component(
    _ folder: String,
    _ workloads: [ChangePlan.Workload],
    _ plan: ChangePlan
  ) -> [ChangeFile] {
    let patches = patchFiles(workloads)
    let others = otherPatches(workloads, plan)
    let root = TreeNode.object([
      "apiVersion": "kustomize.config.k8s.io/v1alpha1", "kind": "Component",
      "patches": .list(
        patches.map { .object(["path": .text($0.path)]) } + others.map(\.entry)
      ),
    ])
    let files = [kustomization(root, plan)] + patches + others.map(\.file)
    return placed(files, in: "\(folder)component/")
  }

  /// The JSON patches of what no merge reaches: custom kinds, and autoscalers.
  private func otherPatches(
    _ workloads: [ChangePlan.Workload],
    _ plan: ChangePlan
  ) -> [(file: ChangeFile, entry: TreeNode)] {
    workloads.flatMap { workload in
      let own = workload.patchByPlace.map { ($0, entry($0.path, workload)) }
      let targets = plan.autoscalerFiles(of: workload).map { ($0.file, entry($0)) }
      return [own].compactMap(\.self) + targets
    }
  }

  private func entry(_ path: String, _ workload: ChangePlan.Workload) -> TreeNode {
    let version = TemplatePlace(of: workload.object.kind)?.apiVersion ?? ""
    let parts = version.split(separator: "/").map(String.init)
    return entry(path, (parts.first ?? "", parts.last ?? ""), workload.reference)
  }

  /// A JSON patch with what it is for.
  private func entry(
    _ path: String,
    _ version: (group: String, version: String),
    _ target: ObjectReference
  ) -> TreeNode {
    .object([
      "target": .object([
        "group": .text(version.group), "version": .text(version.version),
        "kind": .text(target.kind.rawValue), "name": .text(target.name),
        "namespace": .text(target.namespace),
      ]), "path": .text(path),
    ])
  }

  private func entry(_ target: (file: ChangeFile, change: AutoscalerChange)) -> TreeNode {
    entry(target.file.path, target.change.apiVersion, target.change.autoscaler)
  }

  private func patchFiles(_ workloads: [ChangePlan.Workload]) -> [ChangeFile] {
    workloads.compactMap { workload in
      workload.strategicPatch(isWhole: true).map {
        ChangeFile(path: "\(workload.fileName).yaml", text: $0.yaml)
      }
    }
  }

  private func kustomization(_ root: TreeNode, _ plan: ChangePlan) -> ChangeFile {
    ChangeFile(path: "kustomization.yaml", text: plan.remarks() + root.yaml)
  }

  private func placed(_ files: [ChangeFile], in folder: String) -> [ChangeFile] {
    files.map { ChangeFile(path: folder + $0.path, text: $0.text) }
  }
}
