import PodfitModel

/// Which column of a file holds what.
struct NeutralLayout {
  /// A column of readings.
  struct MetricColumn {
    var column: Int
    var metric: Metric
    /// 9 where one exported unit holds a billion base units, 0 where it is one.
    var decimals: Int
    /// Whether readings are whole base units that the store keeps as they are.
    var isWhole: Bool

    init(_ column: Int, _ metric: Metric) {
      self.column = column
      self.metric = metric
      decimals = metric.decimals
      isWhole = false
    }

    /// CPU use in whole nanocores.
    init(wholeCPU column: Int) {
      self.column = column
      metric = .cpuUsage
      decimals = 0
      isWhole = true
    }
  }

  /// The header cells as they are written.
  var header: [String]
  /// The column of times.
  var time: Int
  /// The columns of identity that the file has, in the order of ``IdentityField``.
  var identity: [(field: IdentityField, column: Int)]
  /// The column of window lengths, where there is one.
  var window: Int?
  /// The columns of readings, in file order.
  var metrics: [MetricColumn]
  /// Header cells that are of no use here, in file order.
  var unused: [String]

  /// Why a header cannot be read.
  enum Fault: Error, Equatable {
    /// A column that must be there is not.
    case missing(String)
    /// Two columns hold the same thing; the column is the second, from 0.
    case twice(String, column: Int)
  }

  /// Reads the header.
  ///
  /// Where both `pod` and `exported_pod` are there, the second is the one that was measured: the
  /// first is the exporter's own.
  init(header: [String]) throws(Fault) {
    self.header = header
    var found: [NeutralColumn: Int] = [:]
    var unknown: [Int] = []
    for (index, name) in header.enumerated() {
      guard let column = NeutralColumn(header: name), column != .unused else {
        unknown.append(index)
        continue
      }
      guard let other = found[column] else {
        found[column] = index
        continue
      }
      switch (Self.isExported(header[other]), Self.isExported(name)) {
      case (true, false): unknown.append(index)
      case (false, true):
        unknown.append(other)
        found[column] = index
      default: throw .twice(name, column: index)
      }
    }
    guard let time = found[.time] else { throw .missing("time") }
    self.time = time
    identity = []
    for field in IdentityField.allCases {
      if let column = found[.identity(field)] {
        identity.append((field, column))
      } else if field.isRequired {
        throw .missing(field.name)
      }
    }
    window = found[.window]
    metrics = []
    for (column, index) in found.sorted(by: { $0.value < $1.value }) {
      switch column {
      case .metric(let metric): metrics.append(MetricColumn(index, metric))
      case .wholeCPU: metrics.append(MetricColumn(wholeCPU: index))
      default: continue
      }
    }
    guard !metrics.isEmpty else { throw .missing("cpu_usage_cores") }
    unused = unknown.sorted().map { header[$0] }
  }

  /// Every column there is, for rows that name their cells one by one.
  init() {
    header = ["time", "window_s"]
    time = 0
    window = 1
    identity = []
    metrics = []
    unused = []
    for field in IdentityField.allCases {
      identity.append((field, header.count))
      header.append(field.name)
    }
    for metric in Metric.allCases {
      metrics.append(MetricColumn(header.count, metric))
      header.append(metric.rawValue)
    }
    metrics.append(MetricColumn(wholeCPU: header.count))
    header.append("cpu_usage_nanocores")
  }

  /// Where a column stands; nil where the file has none.
  func place(of column: NeutralColumn) -> Int? {
    switch column {
    case .time: time
    case .window: window
    case .identity(let field): identity.first { $0.field == field }?.column
    case .metric(let metric): metrics.first { $0.metric == metric && !$0.isWhole }?.column
    case .wholeCPU: metrics.first(where: \.isWhole)?.column
    case .unused: nil
    }
  }

  static func isExported(_ name: String) -> Bool {
    name.lowercased().trimmed.hasPrefix("exported_")
  }

  /// Whether a header is meant for this format, complete or not: it names a time and at least one
  /// part of what was measured.
  static func recognises(header: [String]) -> Bool {
    let columns = header.compactMap { NeutralColumn(header: $0) }
    let parts = Set(
      columns.compactMap { column -> IdentityField? in
        guard case .identity(let field) = column, field.isRequired else { return nil }
        return field
      }
    )
    return columns.contains(.time) && !parts.isEmpty || parts.count == 3
  }
}
