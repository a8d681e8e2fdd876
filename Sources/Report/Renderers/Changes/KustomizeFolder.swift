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
    let targets = workloads.flatMap { plan.autoscalerFiles(of: $0) }
    let root = TreeNode.object([
      "apiVersion": "kustomize.config.k8s.io/v1beta1", "kind": "Kustomization",
      "resources": .list([.text(plan.options.base)]),
      "patchesStrategicMerge": .list(patches.map { .text($0.path) }),
      "patchesJson6902": targets.isEmpty ? nil : .list(targets.map(entry)),
    ])
    return placed(
      [kustomization(root, plan)] + patches + targets.map(\.file),
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
      guard let patch = workload.jsonPatch, let place = TemplatePlace(of: workload.id.kind) else {
        continue
      }
      let path = "\(workload.fileName).json"
      patches.append(ChangeFile(path: path, text: patch.json + "\n"))
      let group = place.apiVersion.split(separator: "/").map(String.init)
      entries.append(
        entry(path, (group[0], group[group.count - 1]), workload.reference)
      )
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
    let targets = workloads.flatMap { plan.autoscalerFiles(of: $0) }
    let root = TreeNode.object([
      "apiVersion": "kustomize.config.k8s.io/v1alpha1", "kind": "Component",
      "patches": .list(
        patches.map { .object(["path": .text($0.path)]) } + targets.map(entry)
      ),
    ])
    let files = [kustomization(root, plan)] + patches + targets.map(\.file)
    return placed(files, in: "\(folder)component/")
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
