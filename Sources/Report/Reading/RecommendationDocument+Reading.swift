public import Foundation
internal import PodfitModel

extension RecommendationDocument {
  /// Reads a document that ``json()`` wrote, without the explanations: they are most of its bytes.
  ///
  /// A document in the form that podfit writes is walked over once; any other is read by `JSONDecoder`,
  /// with the same result.
  ///
  /// - Throws: `DecodingError` for text that is no such document
  public init(jsonWithoutSteps data: Data) throws {
    var json = QuickJSON()
    if let document = try? Self(&json, data.span) {
      self = document
    } else {
      self = try Self.plain(jsonWithoutSteps: data)
    }
  }

  /// The same by `JSONDecoder` alone.
  package static func plain(jsonWithoutSteps data: Data) throws -> Self {
    let decoder = JSONDecoder()
    if let key = ExplanationSteps.areLeftOut { decoder.userInfo[key] = true }
    return try decoder.decode(Self.self, from: data)
  }

  /// The same by one walk; for tests whether it is taken.
  ///
  /// - Throws: where the document is not in the form that podfit writes
  package static func quick(jsonWithoutSteps data: Data) throws -> Self {
    var json = QuickJSON()
    return try Self(&json, data.span)
  }

  private static let names = QuickNames([
    "conflicts", "node_findings", "recommendations", "schema_version", "strategy", "totals",
    "window",
  ])

  private init(_ json: inout QuickJSON, _ bytes: Span<UInt8>) throws(QuickJSON.Unusual) {
    let none = Sum(cpuRequest: 0, memoryRequest: 0)
    var document = Self(
      schemaVersion: 0,
      strategy: "",
      window: Window(start: nil, end: nil),
      recommendations: [],
      totals: Totals(current: none, recommended: none)
    )
    try json.object(bytes, Self.names, required: [2, 3, 4, 5, 6]) {
      (json, bytes, name) throws(QuickJSON.Unusual) in
      switch name {
      case 0: document.conflicts = try json.rare(bytes)
      case 1: document.nodeFindings = try json.rare(bytes)
      case 2:
        try json.array(bytes) { (json, bytes) throws(QuickJSON.Unusual) in
          document.recommendations.append(try Entry(&json, bytes))
        }
      case 3: document.schemaVersion = Int(try json.integer(bytes))
      case 4: document.strategy = try json.text(bytes)
      case 5: document.totals = try json.rare(bytes)
      default: document.window = try json.rare(bytes)
      }
    }
    try json.end(bytes)
    self = document
  }
}

extension RecommendationDocument.Entry {
  private static let names = QuickNames([
    "autoscaler_targets", "cluster", "confidence", "conflicts", "container", "current",
    "explanation", "findings", "guessed_owner", "jvm", "kind", "namespace", "reason",
    "recommended", "replicas", "risks", "set_at", "status", "workload",
  ])

  /// All that are always there; a missing `confidence` or `jvm` counts as null.
  private static let required: Set = [1, 4, 5, 6, 8, 10, 11, 12, 13, 14, 15, 17, 18]

  fileprivate init(
    _ json: inout QuickJSON,
    _ bytes: Span<UInt8>
  ) throws(QuickJSON.Unusual) {
    var entry = Self(
      cluster: "",
      namespace: "",
      kind: "",
      workload: "",
      container: "",
      replicas: 0,
      current: .unset,
      recommended: .unset,
      jvm: nil,
      status: .keep,
      reason: "",
      confidence: nil,
      explanation: [],
      isOwnerGuessed: false,
      risks: []
    )
    try json.object(bytes, Self.names, required: Self.required) {
      (json, bytes, name) throws(QuickJSON.Unusual) in
      switch name {
      case 0: entry.autoscalerTargets = try json.rare(bytes)
      case 1: entry.cluster = try json.text(bytes)
      case 2: entry.confidence = try json.null(bytes) ? nil : try .init(&json, bytes)
      case 3: entry.conflicts = try json.rare(bytes)
      case 4: entry.container = try json.text(bytes)
      case 5: entry.current = try .init(&json, bytes)
      case 6: try json.skip(bytes)
      case 7: entry.findings = try json.rare(bytes)
      case 8: entry.isOwnerGuessed = try json.bool(bytes)
      case 9: entry.jvm = try json.null(bytes) ? nil : try .init(&json, bytes)
      case 10: entry.kind = try json.text(bytes)
      case 11: entry.namespace = try json.text(bytes)
      case 12: entry.reason = try json.text(bytes)
      case 13: entry.recommended = try .init(&json, bytes)
      case 14: entry.replicas = Int(try json.integer(bytes))
      case 15: entry.risks = try json.texts(bytes)
      case 16: entry.setAt = try json.optionalText(bytes)
      case 17:
        guard let status = RecommendationStatus(rawValue: try json.text(bytes)) else {
          throw QuickJSON.Unusual()
        }
        entry.status = status
      default: entry.workload = try json.text(bytes)
      }
    }
    self = entry
  }
}

extension RecommendationDocument.Resources {
  private static let names = QuickNames([
    "cpu_limit_cores", "cpu_request_cores", "memory_limit_bytes", "memory_request_bytes",
  ])

  fileprivate static let unset = Self(
    cpuRequest: nil,
    cpuLimit: nil,
    memoryRequest: nil,
    memoryLimit: nil
  )

  fileprivate init(
    _ json: inout QuickJSON,
    _ bytes: Span<UInt8>
  ) throws(QuickJSON.Unusual) {
    var resources = Self.unset
    try json.object(bytes, Self.names) { (json, bytes, name) throws(QuickJSON.Unusual) in
      if try json.null(bytes) { return }
      switch name {
      case 0: resources.cpuLimit = try json.double(bytes)
      case 1: resources.cpuRequest = try json.double(bytes)
      case 2: resources.memoryLimit = try json.integer(bytes)
      default: resources.memoryRequest = try json.integer(bytes)
      }
    }
    self = resources
  }
}

extension RecommendationDocument.Confidence {
  private static let names = QuickNames(["comparable", "exceedance_ratio", "samples"])

  fileprivate init(
    _ json: inout QuickJSON,
    _ bytes: Span<UInt8>
  ) throws(QuickJSON.Unusual) {
    var confidence = Self(exceedanceRatio: 0, samples: 0, comparable: "")
    try json.object(bytes, Self.names, required: [0, 1, 2]) {
      (json, bytes, name) throws(QuickJSON.Unusual) in
      switch name {
      case 0: confidence.comparable = try json.text(bytes)
      case 1: confidence.exceedanceRatio = try json.double(bytes)
      default: confidence.samples = Int(try json.integer(bytes))
      }
    }
    self = confidence
  }
}

extension RecommendationDocument.JVM {
  private static let names = QuickNames(["collector", "flags", "heap_max_bytes", "variable"])

  fileprivate init(
    _ json: inout QuickJSON,
    _ bytes: Span<UInt8>
  ) throws(QuickJSON.Unusual) {
    var jvm = Self(heapMax: 0, flags: [], variable: nil, collector: "")
    try json.object(bytes, Self.names, required: [0, 1, 2]) {
      (json, bytes, name) throws(QuickJSON.Unusual) in
      switch name {
      case 0: jvm.collector = try json.text(bytes)
      case 1: jvm.flags = try json.texts(bytes)
      case 2: jvm.heapMax = try json.integer(bytes)
      default: jvm.variable = try json.optionalText(bytes)
      }
    }
    self = jvm
  }
}
