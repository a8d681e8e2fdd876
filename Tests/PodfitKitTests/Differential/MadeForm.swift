import PodfitKit
import PodfitModel

/// One form in which a ``MadeCluster`` can be written, with a small writer of its own.
struct MadeForm: Sendable {
  /// A file and how it is to be read.
  struct File: Sendable {
    var name: String
    var text: String
    /// What series without a name measure.
    var metric: Metric?
    /// The columns of a table without a header.
    var columns: [String]?

    init(_ name: String, _ text: String, metric: Metric? = nil, columns: [String]? = nil) {
      self.name = name
      self.text = text
      self.metric = metric
      self.columns = columns
    }
  }

  /// How fine CPU is when it has come through the form.
  enum CPUGrain: Hashable, Sendable {
    /// Rates in cores, which the database keeps to the microcore.
    case cores
    /// Whole nanocores, which are kept as they are.
    case nanocores
    /// Whole millicores, beside whole mebibytes.
    case table
  }

  /// The form, and the id of the format that must recognise it.
  var name: String
  var format: String
  /// What the form can hold.
  var signals: Set<MadeCluster.Signal>
  var grain = CPUGrain.cores
  /// The files of a cluster.
  var files: @Sendable (MadeCluster) -> [File]

  init(
    _ name: String,
    _ format: String,
    holds signals: Set<MadeCluster.Signal>,
    grain: CPUGrain = .cores,
    files: @escaping @Sendable (MadeCluster) -> [File]
  ) {
    self.name = name
    self.format = format
    self.signals = signals
    self.grain = grain
    self.files = files
  }

  static let everything = Set(MadeCluster.Signal.allCases)
  static let usage: Set<MadeCluster.Signal> = [.cpu, .memory]

  /// All forms.
  static let all = prometheus + tables + services + kubernetes
}
