import PodfitModel

/// VerticalPodAutoscaler objects that only advise, with bounds from the recommendation.
///
/// The lower bound is what is advised; the upper one the larger of today's request and twice the advice.
/// Memory of JVMs is left to the heap, which no autoscaler sees.
public struct VerticalAutoscalers: ChangeRenderer {
  /// The format's name.
  public static let id = "vpa"
  /// What the format is.
  public static let summary = "VerticalPodAutoscaler objects in mode Off, with bounds"

  /// Makes the renderer.
  public init() {}

  /// One object per workload whose kind an autoscaler can scale.
  public func files(_ plan: ChangePlan) -> [ChangeFile] {
    let jvms = Set(plan.set.recommendations.filter { $0.jvm != nil }.map(\.id))
    let objects = plan.workloads.compactMap { workload -> ChangeFile? in
      guard let place = TemplatePlace(of: workload.id.kind) else { return nil }
      let root = TreeNode.object([
        "apiVersion": "autoscaling.k8s.io/v1", "kind": "VerticalPodAutoscaler",
        "metadata": .object([
          "name": .text(workload.id.name), "namespace": .text(workload.id.namespace),
        ]),
        "spec": .object([
          "targetRef": .object([
            "apiVersion": .text(place.apiVersion), "kind": .text(workload.id.kind.rawValue),
            "name": .text(workload.id.name),
          ]), "updatePolicy": .object(["updateMode": "Off"]),
          "resourcePolicy": .object([
            "containerPolicies": .list(
              workload.containers.map { policy($0, isJVM: jvms.contains($0.id)) }
            )
          ]),
        ]),
      ])
      return ChangeFile(
        path: "\(plan.folder(of: workload))\(workload.fileName).vpa.yaml",
        text: root.yaml
      )
    }
    return [ChangeFile(path: "README.txt", text: plan.remarks())] + objects
  }

  private func policy(_ each: ChangePlan.Container, isJVM: Bool) -> TreeNode {
    func bounds<Amount: ResourceAmount>(_ now: Amount?, _ advised: Amount?) -> (Amount, Amount)? {
      guard let advised else { return nil }
      return (advised, max(now ?? advised, advised + advised))
    }
    let cpu = bounds(each.current.cpuRequest, each.advised.cpuRequest)
    let memory = isJVM ? nil : bounds(each.current.memoryRequest, each.advised.memoryRequest)
    let controlled = [
      cpu == nil ? nil : TreeNode.text("cpu"), memory == nil ? nil : TreeNode.text("memory"),
    ].compactMap { $0 }
    return .object([
      "containerName": .text(each.id.container), "controlledResources": .list(controlled),
      "controlledValues": "RequestsOnly",
      "minAllowed": .object([
        "cpu": cpu.map { .text($0.0.quantity) }, "memory": memory.map { .text($0.0.quantity) },
      ]),
      "maxAllowed": .object([
        "cpu": cpu.map { .text($0.1.quantity) }, "memory": memory.map { .text($0.1.quantity) },
      ]),
    ])
  }
}
