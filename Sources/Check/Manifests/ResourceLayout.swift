internal import PodfitModel

/// How a container's requests and limits are written: what changing them in place has to know.
struct ResourceLayout: Hashable, Sendable {
  /// A mapping, or what stands where one should.
  struct Block: Hashable, Sendable {
    /// Its key in the mapping around it; nil for the container itself.
    var key: SourceRange?
    /// Where it stands.
    var place: SourceRange
    /// Whether it is in flow style.
    var isFlow: Bool
    /// Whether it is a mapping and not null or something else.
    var isMapping: Bool
    /// Whether it is null.
    var isNull: Bool
    /// Why nothing in it can be changed.
    var refusal: FixRefusal?
    /// Its first key.
    var firstKey: SourceRange?
    /// Its last value.
    var lastValue: SourceRange?
    /// Its last key.
    var lastKey: SourceRange?

    init(_ node: YAMLNode, key: SourceRange? = nil) {
      self.key = key
      place = node.place
      isFlow = node.isFlow
      isMapping = node.isMapping
      isNull = node.isNull
      refusal = node.refusal
      guard case .mapping(let entries) = node.content else { return }
      firstKey = entries.first?.key.place
      lastKey = entries.last?.key.place
      lastValue = entries.last?.value.place
    }
  }

  /// The value of a request or limit.
  struct Scalar: Hashable, Sendable {
    var key: SourceRange
    var place: SourceRange
    /// The text; nil for null and for collections.
    var text: String?
    var isNull: Bool
    var refusal: FixRefusal?
    /// Where the text stands that an alias at `place` stands for.
    var origin: SourceRange?
  }

  /// The container, or the mapping of values that holds `resources`.
  var container: Block
  /// What a new `resources` comes after: the image, else the name, else the last value.
  var anchor: SourceRange?
  /// `resources`; nil where it is missing.
  var resources: Block?
  /// The requests among them.
  var requests: Block?
  /// The limits among them.
  var limits: Block?
  /// Values by field, in the order of `ResourceField.allCases`.
  private var scalars: [Scalar?] = [nil, nil, nil, nil]

  /// Reads the layout of a container, or of resources that stand alone.
  init(container node: YAMLNode) {
    container = Block(node)
    anchor = (node["image"] ?? node["name"])?.place ?? container.lastValue
    guard let entry = node.entry("resources") else { return }
    read(entry.value, key: entry.key.place)
  }

  /// Reads the layout of a mapping with requests and limits that is no part of a container.
  init(resources node: YAMLNode, key: SourceRange?) {
    container = Block(node)
    read(node, key: key)
  }

  /// Requests or limits, as a layout has them.
  func group(_ field: ResourceField) -> Block? { field.isLimit ? limits : requests }

  /// The value of a field; nil where its key is missing.
  subscript(field: ResourceField) -> Scalar? { scalars[field.ordinal] }

  private mutating func read(_ node: YAMLNode, key: SourceRange?) {
    resources = Block(node, key: key)
    for (name, isLimit) in [("requests", false), ("limits", true)] {
      guard let group = node.entry(name) else { continue }
      let block = Block(group.value, key: group.key.place)
      if isLimit { limits = block } else { requests = block }
      for field in ResourceField.allCases where field.isLimit == isLimit {
        guard let entry = group.value.entry(field.resource) else { continue }
        scalars[field.ordinal] = Scalar(
          key: entry.key.place,
          place: entry.value.place,
          text: entry.value.text,
          isNull: entry.value.isNull,
          refusal: entry.value.refusal,
          origin: entry.value.origin
        )
      }
    }
  }
}

extension ResourceField {
  /// Its place in ``allCases``.
  fileprivate var ordinal: Int {
    switch self {
    case .cpuRequest: 0
    case .memoryRequest: 1
    case .cpuLimit: 2
    case .memoryLimit: 3
    }
  }
}

extension YAMLNode {
  /// Why it cannot be changed in place.
  fileprivate var refusal: FixRefusal? { isAliased ? .alias : isShared ? .anchor : nil }
}
