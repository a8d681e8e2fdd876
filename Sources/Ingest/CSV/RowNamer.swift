import PodfitModel

/// Makes the names of a row that is the first of its series.
///
/// Usual use: once per series, up to a few hundred thousand times. Cluster, namespace, workload and
/// container are those of the row before more often than not and are then not made anew.
struct RowNamer {
  private let cluster: String
  private var fields = Fields()

  /// The last text of a column, whose memory is shared where it repeats.
  private struct LastText {
    let column: Int
    private var bytes: [UInt8] = []
    private var text = ""

    init(column: Int) { self.column = column }

    mutating func read<Row: NeutralRow>(_ row: Row) -> String {
      let range = row.cells[2 * column]..<row.cells[2 * column + 1]
      let cell = row.buffer[range]
      if cell.count != bytes.count || cell != bytes[...] {
        bytes = Array(cell)
        text = row.text(column)
      }
      return text
    }
  }

  /// The columns that name something; nil where a file has none.
  private struct Fields {
    var cluster: LastText?
    var namespace: LastText?
    var pod: LastText?
    var container: LastText?
    var part: LastText?
    var source: LastText?
    var workload: LastText?
    var workloadKind: LastText?
    var node: LastText?
  }

  /// A namer of rows of a layout; `cluster` is that of rows that name none.
  init(layout: NeutralLayout, cluster: String) {
    self.cluster = cluster
    for (field, column) in layout.identity {
      let text = LastText(column: column)
      switch field {
      case .cluster: fields.cluster = text
      case .namespace: fields.namespace = text
      case .pod: fields.pod = text
      case .container: fields.container = text
      case .part: fields.part = text
      case .source: fields.source = text
      case .workload: fields.workload = text
      case .workloadKind: fields.workloadKind = text
      case .node: fields.node = text
      }
    }
  }

  /// What a row is about.
  ///
  /// - Parameters:
  ///   - row: the row
  ///   - key: becomes the same as bytes that are equal for equal subjects
  /// - Returns: the subject, and how many bytes of `key` name the pod
  mutating func subject<Row: NeutralRow>(
    of row: Row,
    key: inout [UInt8]
  ) -> (subject: RowSubject, podEnd: Int) {
    let own = fields.cluster?.read(row) ?? ""
    let pod = PodID(
      cluster: own.isEmpty ? cluster : own,
      namespace: fields.namespace?.read(row) ?? "",
      name: fields.pod?.read(row) ?? ""
    )
    let subject = RowSubject(
      container: PodContainerID(pod: pod, container: fields.container?.read(row) ?? ""),
      part: fields.part?.read(row) ?? "",
      source: fields.source?.read(row) ?? ""
    )
    // No name in a row has a control character, so that each number of separators is one reading.
    key.removeAll(keepingCapacity: true)
    Self.add(pod.cluster, to: &key)
    Self.add(pod.namespace, to: &key)
    Self.add(pod.name, to: &key)
    let podEnd = key.count
    Self.add(subject.container.container, to: &key)
    Self.add(subject.part, to: &key)
    Self.add(subject.source, to: &key)
    return (subject, podEnd)
  }

  private static func add(_ text: String, to key: inout [UInt8]) {
    key.append(contentsOf: text.utf8)
    key.append(0x1F)
  }

  /// The workload that a row states for its pod.
  mutating func workload<Row: NeutralRow>(of row: Row, _ pod: PodID) -> WorkloadID? {
    // `<none>` is how kubectl and kube-state-metrics write that there is no owner.
    guard let name = fields.workload?.read(row), !name.isEmpty, name != "<none>" else { return nil }
    let kind = fields.workloadKind?.read(row) ?? ""
    return WorkloadID(
      cluster: pod.cluster,
      namespace: pod.namespace,
      kind: kind.isEmpty ? .unknown : WorkloadKind(rawValue: kind),
      name: name
    )
  }

  /// The node that a row states for its pod.
  mutating func node<Row: NeutralRow>(of row: Row) -> String? {
    guard let node = fields.node?.read(row), !node.isEmpty else { return nil }
    return node
  }
}
