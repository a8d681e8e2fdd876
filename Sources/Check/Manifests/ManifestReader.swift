internal import PodfitModel

/// Why a document was not checked though nothing is wrong with it.
public enum SkipReason: Hashable, Sendable {
  /// A Helm template, which is YAML only after it is rendered; of the chart in this folder, where known.
  case helmTemplate(chart: String?)
  /// A kustomization, whose overlays are not applied to what it lists.
  case kustomization
  /// A workload whose pods another object describes (`workloadRef`).
  case workloadReference(kind: String, name: String)
  /// A workload without containers, such as a patch of other fields.
  case noContainers(kind: String, name: String)
}

/// What a file of manifests holds.
struct ManifestContents {
  var containers: [ContainerManifest] = []
  var skipped: [(place: SourceRange, reason: SkipReason)] = []
  var errors: [ManifestError] = []
  var autoscalers: [AutoscalerManifest] = []
  var references: [WorkloadReference] = []
  var annotations: [SuppressionAnnotation] = []
  /// Which of the mappings found something.
  var usedMappings: Set<Int> = []
  var otherObjects = 0
  /// Keys that a mapping of a document with workloads has more than once.
  var repeatedKeys: [RepeatedKey] = []
}

/// Reads every document of a file that can be read.
///
/// A file with a template is reported as such once, not per document.
func contents(
  of file: SourceFile,
  limits: ManifestLimits,
  mappings: [ResourceMapping] = ResourceMapping.standard,
  chart: String? = nil
) -> ManifestContents {
  var contents = ManifestContents()
  var firstTemplate: SourceRange?
  var counts = (objects: 0, pods: 0)
  for slice in documents(of: file) {
    let start = file.range(
      fromScalar: file.scalars(beforeLine: slice.lines.lowerBound),
      to: file.scalars(beforeLine: slice.lines.lowerBound)
    )
    do throws(ManifestError) {
      let tree = try YAMLTree(lines: slice.lines, of: file, limits: limits)
      var reader = WorkloadReader(
        file: file.name,
        helmSource: slice.helmSource,
        mappings: mappings,
        after: counts
      )
      for root in tree.roots { reader.read(root) }
      if tree.hasTemplateAction || reader.hasTemplateText {
        firstTemplate = firstTemplate ?? start
        continue
      }
      counts = reader.counts
      contents.containers += reader.containers
      contents.skipped += reader.skipped
      contents.autoscalers += reader.autoscalers
      contents.references += reader.references
      contents.annotations += reader.annotations
      if !reader.usedMappings.isEmpty { contents.usedMappings.formUnion(reader.usedMappings) }
      contents.otherObjects += reader.otherObjects
      if !reader.containers.isEmpty { contents.repeatedKeys += tree.repeatedKeys }
    } catch {
      if isTemplate(file, slice.lines.lowerBound..<error.place.line, error) {
        firstTemplate = firstTemplate ?? start
      } else {
        contents.errors.append(error)
      }
    }
  }
  if let firstTemplate { contents.skipped.append((firstTemplate, .helmTemplate(chart: chart))) }
  return contents
}

/// Whether the parser stumbled over a template: up to the line of the error there is a `{{` where a
/// value or a line starts.
///
/// Rules of other tools have `{{` in the middle of texts; they are YAML and do not come here unless
/// something else is wrong with them.
private func isTemplate(_ file: SourceFile, _ lines: Range<Int>, _ error: ManifestError) -> Bool {
  guard case .syntax = error.code else { return false }
  let brace = UInt8(ascii: "{")
  for line in lines where line < file.lineCount {
    let content = file.content(ofLine: line)
    var previous: UInt8?
    for index in content.indices {
      let byte = content[index]
      if byte == 0x20 || byte == 0x09 { continue }
      if previous == nil, byte == UInt8(ascii: "#") { break }
      if byte == brace, content.index(after: index) < content.endIndex,
        content[index + 1] == brace,
        previous.map({ $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: "-") }) ?? true
      {
        return true
      }
      previous = byte
    }
  }
  return false
}
