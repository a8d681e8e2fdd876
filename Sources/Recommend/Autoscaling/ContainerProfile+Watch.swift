import PodfitModel

extension ContainerProfile {
  /// Why an autoscaler forbids to change the request of a resource, or nil where none does.
  ///
  /// - Parameters:
  ///   - resource: `cpu` or `memory`
  ///   - isSet: whether there is a request; a horizontal autoscaler measures nothing without one
  ///   - freed: resources that are solved together with a horizontal autoscaler's targets
  /// - Returns: the reason in words
  func watch(of resource: String, isSet: Bool, freed: Set<String>) -> String? {
    if let sizer = verticalWatch(of: resource) { return sizer }
    guard isSet, !freed.contains(resource) else { return nil }
    return autoscalerWatch(of: resource)
  }

  /// Why a horizontal autoscaler forbids it.
  ///
  /// An autoscaler whose targets no source states may scale on the resource and counts as doing so.
  private func autoscalerWatch(of resource: String) -> String? {
    guard let autoscaler else { return nil }
    if autoscaler.targets.isEmpty {
      return "\(autoscaler.id.kind.rawValue) \(autoscaler.id.name) may scale on it"
    }
    guard autoscaler.scales(on: resource) else { return nil }
    return
      "\(autoscaler.id.kind.rawValue) \(autoscaler.id.name) scales on its use as a share of it"
  }

  /// Why a vertical autoscaler forbids it: it sets requests itself, and would undo what is advised.
  private func verticalWatch(of resource: String) -> String? {
    guard let sizer = verticalAutoscaler else { return nil }
    let mode = sizer.updateMode ?? "Auto"
    guard mode != "Off" else { return nil }
    let policy =
      sizer.policies.first { $0.container == id.container }
      ?? sizer.policies.first { $0.container == "*" }
    if policy?.mode == "Off" { return nil }
    if let controlled = policy?.controlledResources, !controlled.contains(resource) { return nil }
    let advice = sizer.advice.first { $0.container == id.container }
    var text = "VerticalPodAutoscaler \(sizer.id.name) in mode \(mode) sets it"
    if resource == CPU.resourceName, let target = advice?.target.cpu {
      text += ", to \(target.quantity)"
    }
    if resource == Memory.resourceName, let target = advice?.target.memory {
      text += ", to \(target.quantity)"
    }
    return text
  }
}
