import PodfitModel

/// A cell read as a number.
enum CellNumber: Hashable {
  /// A reading in base units.
  case units(Int64)
  /// An empty cell or NaN: nothing was measured.
  case nothing
  /// Infinity, which no measurement is.
  case infinite
  /// A number below zero, which no signal takes.
  case negative
  /// No number, or one too large to keep.
  case malformed
}

extension CellNumber {
  /// Reads any cell: decimals, NaN and infinity, and for CPU and memory Kubernetes quantities such
  /// as `250m`; blanks around them do not count.
  ///
  /// A maximum of JVM memory below zero is how a JVM says that there is none.
  init(_ cell: String, metric: Metric, decimals: Int? = nil) {
    let text = cell.trimmed
    guard !text.isEmpty else {
      self = .nothing
      return
    }
    let bytes = Array(text.utf8)
    switch DecimalScanner.scan(bytes.span, decimals: decimals ?? metric.decimals) {
    case .units(let units) where units >= 0: self = .units(units)
    case .units: self = metric.mayHaveNone ? .nothing : .negative
    case .notANumber: self = .nothing
    case .infinite: self = .infinite
    case .tooLarge: self = .malformed
    case .malformed: self.init(quantity: text, metric: metric)
    }
  }

  private init(quantity text: String, metric: Metric) {
    do throws(QuantityError) {
      switch metric.unit {
      case .nanocores: self = .units(try CPU(quantity: text).baseUnits)
      case .bytes: self = .units(try Memory(quantity: text).baseUnits)
      default: self = .malformed
      }
    } catch {
      self = error.code == .negative ? .negative : .malformed
    }
  }
}

extension Metric {
  /// Whether a negative reading says that there is none, as a JVM does for maxima.
  var mayHaveNone: Bool { self == .jvmHeapMax || self == .jvmNonHeapMax }

  /// The decimal places that are kept: 9 where one exported unit holds a billion base units.
  var decimals: Int { unitsPerExportedUnit == 1 ? 0 : 9 }
}
