import PodfitModel

/// What `metadata` says about an object, as far as it identifies it.
struct ObjectMetadata {
  /// The object itself.
  var reference: ObjectReference
  /// The unique id of this incarnation; empty where it is missing.
  var uid: String
  /// `resourceVersion` as a number, 0 where it is missing or no number.
  var resourceVersion: Int64
  /// The controlling owner, else the first one; nil without owner references.
  var owner: ObjectReference?

  /// Reads the metadata of `node`, an object of `kind` in `cluster`.
  init(_ node: ObjectNode, kind: String, cluster: String) throws(ObjectFault) {
    guard let metadata = try node.object("metadata") else {
      throw ObjectFault(problem: .missing(field: "metadata"), place: node.place)
    }
    let namespace = try metadata.text("namespace") ?? ""
    reference = ObjectReference(
      cluster: cluster,
      namespace: namespace,
      kind: WorkloadKind(rawValue: kind),
      name: try metadata.requiredText("name")
    )
    uid = try metadata.text("uid") ?? ""
    resourceVersion = Int64(try metadata.text("resourceVersion") ?? "") ?? 0

    let owners = try metadata.objects("ownerReferences")
    var chosen = owners.first
    for candidate in owners where try candidate.flag("controller") {
      chosen = candidate
      break
    }
    if let chosen {
      let ownerKind = WorkloadKind(rawValue: try chosen.requiredText("kind"))
      owner = ObjectReference(
        cluster: cluster,
        // Static pods are owned by their node, which lives in no namespace.
        namespace: ownerKind == .node ? "" : namespace,
        kind: ownerKind,
        name: try chosen.requiredText("name")
      )
    }
  }

  /// The object of the same namespace that a reference names.
  ///
  /// - Parameters:
  ///   - node: the reference, with `kind` and `name`
  ///   - kind: the kind where the reference need not name one
  /// - Returns: the object, in the same cluster
  /// - Throws: ``ObjectFault`` for a reference without a name, or without a kind that it needs
  func neighbour(
    _ node: ObjectNode,
    kind: String? = nil
  ) throws(ObjectFault) -> ObjectReference {
    let stated = try node.text("kind") ?? ""
    let known = stated.isEmpty ? kind : stated
    guard let known else { throw ObjectFault(problem: .missing(field: "kind"), place: node.place) }
    return ObjectReference(
      cluster: reference.cluster,
      namespace: reference.namespace,
      kind: WorkloadKind(rawValue: known),
      name: try node.requiredText("name")
    )
  }

  /// Who owns the object, or that nobody does.
  var ownerFact: InventoryFact {
    .owner(OwnerFact(child: reference, ownerKind: owner?.kind, ownerName: owner?.name ?? ""))
  }
}
