import PodfitModel

/// Turns a plan of changes into files that other programs apply.
public protocol ChangeRenderer: Sendable {
  /// The format's name, as `--format` takes it.
  static var id: String { get }
  /// What the format is, in a few words.
  static var summary: String { get }
  /// Makes a renderer.
  init()
  /// The files, in the order in which they are to be read.
  func files(_ plan: ChangePlan) -> [ChangeFile]
}

/// One file of a change.
public struct ChangeFile: Hashable, Sendable {
  /// Its path below the folder that it goes to.
  public var path: String
  /// What it holds.
  public var text: String
  /// Whether it is a script to run.
  public var isScript: Bool

  /// Makes a file.
  public init(path: String, text: String, isScript: Bool = false) {
    self.path = path
    self.text = text
    self.isScript = isScript
  }

  /// The files as one text for standard output: each below a comment with its name, YAML documents
  /// divided as such.
  public static func joined(_ files: [ChangeFile]) -> String {
    guard files.count > 1 else { return files.first?.text ?? "" }
    // JSON is YAML, too, so that the text can be read as a stream of documents.
    let hasYAML = files.contains { $0.path.hasSuffix(".yaml") }
    return files.map { file in
      let isDocument = file.path.hasSuffix(".yaml") || (hasYAML && file.path.hasSuffix(".json"))
      return (isDocument ? "---\n" : "") + "# \(file.path)\n" + file.text
    }.joined()
  }
}

extension ChangePlan {
  /// The folder of a workload's files: by cluster where there are several, by wave where there are some.
  func folder(of workload: Workload) -> String {
    let wave = options.waves > 1 ? "wave-\(workload.wave)/" : ""
    return wave + (clusters.count > 1 ? "\(workload.id.cluster.fileName)/" : "")
  }

  /// Lines that say what a file was made from and, for the first file, what was left out.
  func remarks(withLeftOut: Bool = true) -> String {
    var text = "# Requests and limits, strategy \(strategy.printable). Read before applying.\n"
    if let maxStep = options.maxStep {
      let partial = workloads.flatMap(\.containers).count(where: \.isPartial)
      text +=
        "# No value falls by more than \(maxStep.percent) at once: \(partial.counted("container"))"
        + " will need a further step.\n"
    }
    if workloads.contains(where: { !$0.autoscalers.isEmpty }) {
      text +=
        "# Targets of autoscalers change with the requests that they are shares of: apply both, or neither.\n"
    }
    if workloads.contains(where: { $0.isPatchedByPlace }) {
      text +=
        "# Rollouts take JSON patches (`kubectl patch rollouts.argoproj.io NAME --type json`) in every format: a"
        + " merge\n# would replace their lists of containers whole.\n"
    }
    guard withLeftOut else { return text }
    for each in leftOut {
      text +=
        "# left out: \(each.id.workload.cluster.printable)/\(each.id.shortPath.printable):"
        + " \(each.reason.printable)\n"
    }
    return text
  }
}

extension ChangePlan.Workload {
  /// Whether only JSON patches reach the object's containers.
  var isPatchedByPlace: Bool { TemplatePlace(of: object.kind)?.mergesByName == false }

  /// The JSON patch as a file, where no other patch reaches the object's containers; else nil.
  var patchByPlace: ChangeFile? {
    guard isPatchedByPlace, let patch = jsonPatch() else { return nil }
    return ChangeFile(path: "\(fileName).json", text: patch.json + "\n")
  }

  /// The name of the workload's file without its ending.
  var fileName: String {
    id.namespace.fileName + "." + "\(id.kind.rawValue.lowercased())-\(id.name)".fileName
  }
}

extension String {
  /// The text as a name of a file: anything but letters, digits, dot and dash becomes `_XX`, long names
  /// are cut and told apart by a number.
  var fileName: String {
    var name = ""
    for byte in utf8 {
      let isPlain =
        (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
        || byte == 45 || (byte == 46 && !name.isEmpty && name.last != ".")
      name += isPlain ? String(UnicodeScalar(byte)) : "_" + String(byte, radix: 16)
    }
    guard name.utf8.count > 110 else { return name.isEmpty ? "_" : name }
    // FNV-1a, so that two long names with one beginning stay two files.
    let hash = utf8.reduce(UInt64(0xcbf2_9ce4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    return String(name.prefix(90)) + "-" + String(hash, radix: 16)
  }
}
