internal import PodfitModel

/// What sets the values of one container as advised.
struct FixPlan {
  /// Why a finding is not mended.
  struct Refused: Error { var refusal: FixRefusal }

  /// What mends one finding.
  struct Mending {
    /// What sets its own value.
    var edits: [TextEdit]
    /// What has to be set with it.
    var companions: [TextEdit] = []
  }

  /// For each finding, the edits that mend it or why there are none.
  private(set) var outcomes: [Result<Mending, Refused>] = []

  private let container: ContainerManifest
  private let writer: ResourceWriter
  private let accepted: Set<ResourceField>

  /// Plans for all fixable findings of a container together, so that what is missing comes in one block
  /// and no limit ends below its request.
  ///
  /// Values in `accepted` are wanted as they are: they change by findings of their own only.
  init(
    _ container: ContainerManifest,
    in file: SourceFile,
    findings: [Finding],
    advice: Recommendation?,
    accepted: Set<ResourceField> = []
  ) {
    self.container = container
    self.accepted = accepted
    writer = ResourceWriter(layout: container.layout, file: file)
    var wanted: [ResourceField: String] = [:]
    for finding in findings {
      guard let field = finding.field, let text = finding.recommended else { continue }
      wanted[field] = larger(wanted[field], text, field)
    }
    let refusals = refused(&wanted, advice)
    let edits = writer.edits(setting: wanted)
    outcomes = findings.map { finding in
      guard let field = finding.field else { return .failure(Refused(refusal: .notPlain)) }
      if let refusal = refusals[field] { return .failure(Refused(refusal: refusal)) }
      var mending: Mending
      switch edits[field] {
      case .success(let edits)?: mending = Mending(edits: edits)
      case .failure(let refused)?: return .failure(refused)
      case nil: return .failure(Refused(refusal: .notPlain))
      }
      // What has to change with it is part of what mends it.
      let other = field.counterpart
      guard wanted[other] != nil, isBelow([field: wanted[field] ?? ""], field) else {
        return .success(mending)
      }
      switch edits[other] {
      case .success(let edits)?:
        mending.companions = edits.filter { !mending.edits.contains($0) }
      case .failure(let refused)?:
        return .failure(Refused(refusal: .companion(other, refused.refusal)))
      case nil: return .failure(Refused(refusal: .notPlain))
      }
      return .success(mending)
    }
  }

  /// Two rules may advise on one value; the larger of what they say satisfies both.
  private func larger(_ one: String?, _ other: String, _ field: ResourceField) -> String {
    guard let one, let a = field.baseUnits(of: one), let b = field.baseUnits(of: other) else {
      return other
    }
    return a >= b ? one : other
  }

  /// Completes and prunes what is wanted; says which fields are left alone and why.
  private func refused(
    _ wanted: inout [ResourceField: String],
    _ advice: Recommendation?
  ) -> [ResourceField: FixRefusal] {
    var refusals: [ResourceField: FixRefusal] = [:]
    func refuse(_ fields: [ResourceField], _ refusal: FixRefusal) {
      for field in fields where wanted[field] != nil {
        refusals[field] = refusal
        wanted[field] = nil
      }
    }
    if container.helmSource != nil { refuse(ResourceField.allCases, .rendered) }
    let missing = missingFlags(advice)
    if !missing.isEmpty { refuse([.memoryRequest, .memoryLimit], .heapFlags(missing)) }
    for (request, limit) in [
      (ResourceField.cpuRequest, ResourceField.cpuLimit), (.memoryRequest, .memoryLimit),
    ] where wanted[request] != nil || wanted[limit] != nil {
      // Without a request the limit is the request.
      if accepted.contains(request), !isSet(request), wanted[request] == nil {
        refuse([limit], .companion(request, .accepted))
      }
      for field in [request, limit] where wanted[field] == nil && isBelow(wanted, request) {
        guard isSet(field) else { continue }
        if accepted.contains(field) {
          refuse([field.counterpart], .companion(field, .accepted))
          continue
        }
        // The other one goes along where there is advice for it that fits.
        guard let advised = advice.flatMap({ field.quantity(in: $0.recommended) }) else { continue }
        wanted[field] = advised
      }
      if isBelow(wanted, request) { refuse([request, limit], .limitBelowRequest) }
    }
    return refusals
  }

  private func isSet(_ field: ResourceField) -> Bool {
    field.baseUnits(in: container.spec.resources) != nil
  }

  /// Whether the limit would be below the request of the resource of `field`.
  private func isBelow(_ wanted: [ResourceField: String], _ field: ResourceField) -> Bool {
    let (request, limit) =
      field.isLimit ? (field.counterpart, field) : (field, field.counterpart)
    func value(_ field: ResourceField) -> Int64? {
      wanted[field].flatMap(field.baseUnits(of:)) ?? field.baseUnits(in: container.spec.resources)
    }
    guard let requested = value(request), let limited = value(limit) else { return false }
    return limited < requested
  }

  /// The flags of the JVM that belong to the advice and are not set.
  private func missingFlags(_ advice: Recommendation?) -> [String] {
    let flags = advice?.jvm?.flags ?? []
    guard !flags.isEmpty else { return [] }
    let spec = container.spec
    let words = (spec.command + spec.arguments + spec.environment.compactMap(\.value))
      .flatMap { $0.split(whereSeparator: \.isWhitespace).map(String.init) }
    return flags.filter { !words.contains($0) }
  }
}
