import PodfitModel

extension ContainerResources {
  /// The resources as a patch from `self`: what is to go is `null`, what stays the same is written too,
  /// so that the patch alone says what shall be.
  func patch(to target: ContainerResources) -> TreeNode {
    func node<Amount: ResourceAmount>(
      _ from: Amount?,
      _ to: Amount?,
      _ text: (Amount) -> String
    ) -> TreeNode? {
      to.map { .text(text($0)) } ?? (from == nil ? nil : .null)
    }
    let requests = TreeNode.object([
      "cpu": node(cpuRequest, target.cpuRequest) { $0.quantity },
      "memory": node(memoryRequest, target.memoryRequest) { $0.quantity },
    ])
    let limits = TreeNode.object([
      "cpu": node(cpuLimit, target.cpuLimit) { $0.quantity },
      "memory": node(memoryLimit, target.memoryLimit) { $0.quantity },
    ])
    return .object([
      "limits": limits.isEmpty ? nil : limits, "requests": requests.isEmpty ? nil : requests,
    ])
  }
}

extension ChangePlan.Workload {
  /// The keys and values of a strategic merge patch; nil for kinds whose lists are not merged.
  ///
  /// - Parameters:
  ///   - isWhole: With the group, kind and name, as files need them.
  ///   - isBack: From the target to what is there today.
  /// - Returns: The patch.
  func strategicPatch(isWhole: Bool, isBack: Bool = false) -> TreeNode? {
    guard let place = TemplatePlace(of: object.kind), place.mergesByName else { return nil }
    func list(_ isInit: Bool) -> TreeNode? {
      let nodes = containers.filter { $0.isInit == isInit }.map { each in
        TreeNode.object([
          "name": .text(each.id.container),
          "resources": isBack
            ? each.target.patch(to: each.current) : each.current.patch(to: each.target),
        ])
      }
      return nodes.isEmpty ? nil : .list(nodes)
    }
    let pods = TreeNode.object(["containers": list(false), "initContainers": list(true)])
    let spec = place.keys.dropFirst().reversed().reduce(pods) {
      .object([TreeNode.Member($1, $0)])
    }
    guard isWhole else { return .object(["spec": spec]) }
    return .object([
      "apiVersion": .text(place.apiVersion), "kind": .text(object.kind.rawValue),
      "metadata": .object(["name": .text(object.name), "namespace": .text(object.namespace)]),
      "spec": spec,
    ])
  }

  /// The operations of a JSON patch (RFC 6902); nil where the template is not known, since operations
  /// address containers by their place.
  ///
  /// Each container's name is tested first, so that a list in another order is refused, not patched.
  ///
  /// - Parameter isBack: From the target to what is there today.
  /// - Returns: The patch.
  func jsonPatch(isBack: Bool = false) -> TreeNode? {
    guard let place = TemplatePlace(of: object.kind) else { return nil }
    var operations: [TreeNode] = []
    for each in containers {
      guard let index = each.index else { return nil }
      let list = place.keys + [each.isInit ? "initContainers" : "containers", "\(index)"]
      operations.append(
        .object(["op": "test", "path": pointer(list + ["name"]), "value": .text(each.id.container)])
      )
      operations += Self.operations(
        isBack ? each.target : each.current,
        to: isBack ? each.current : each.target,
        at: list + ["resources"]
      )
    }
    return .list(operations)
  }

  private static func operations(
    _ current: ContainerResources,
    to target: ContainerResources,
    at place: [String]
  ) -> [TreeNode] {
    let hasOther = !current.extendedRequests.isEmpty
    var operations: [TreeNode] = []
    let hasRequests = hasOther || current.cpuRequest != nil || current.memoryRequest != nil
    let hasLimits = hasOther || current.cpuLimit != nil || current.memoryLimit != nil
    if !hasRequests && !hasLimits {
      return [.object(["op": "add", "path": pointer(place), "value": current.patch(to: target)])]
    }
    func change<Amount: ResourceAmount>(
      _ keys: [String],
      _ from: Amount?,
      _ to: Amount?,
      _ text: (Amount) -> String
    ) {
      guard from != to else { return }
      if let to {
        let op: TreeNode = from == nil ? "add" : "replace"
        operations.append(
          .object(["op": op, "path": pointer(place + keys), "value": .text(text(to))])
        )
      } else {
        operations.append(.object(["op": "remove", "path": pointer(place + keys)]))
      }
    }
    if !hasRequests, target.cpuRequest != nil || target.memoryRequest != nil {
      operations.append(
        .object(["op": "add", "path": pointer(place + ["requests"]), "value": .object([:])])
      )
    }
    if !hasLimits, target.cpuLimit != nil || target.memoryLimit != nil {
      operations.append(
        .object(["op": "add", "path": pointer(place + ["limits"]), "value": .object([:])])
      )
    }
    change(["requests", "cpu"], current.cpuRequest, target.cpuRequest) { $0.quantity }
    change(["requests", "memory"], current.memoryRequest, target.memoryRequest) { $0.quantity }
    change(["limits", "cpu"], current.cpuLimit, target.cpuLimit) { $0.quantity }
    change(["limits", "memory"], current.memoryLimit, target.memoryLimit) { $0.quantity }
    return operations
  }
}

extension TreeNode: ExpressibleByStringLiteral, ExpressibleByArrayLiteral {
  /// A text.
  public init(stringLiteral value: String) { self = .text(value) }

  /// A list.
  public init(arrayLiteral elements: TreeNode...) { self = .list(elements) }
}

/// A JSON pointer (RFC 6901) of keys.
private func pointer(_ keys: [String]) -> TreeNode {
  let tokens = keys.map { $0.replacing("~", with: "~0").replacing("/", with: "~1") }
  return .text("/" + tokens.joined(separator: "/"))
}
