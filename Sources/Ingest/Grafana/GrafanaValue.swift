/// A cell of Grafana's CSV read as a number.
///
/// With "Formatted data" off, cells are plain numbers. With it on they are made for people:
/// `1.53 GiB`, `316 mcores`, with a comma where the browser's language has one.
enum GrafanaValue: Hashable {
  /// What a unit counts.
  enum Kind: Hashable { case bytes, cores, ratio, any }

  /// A number as the decimal scanner reads it, in bytes, cores or what the metric has.
  case number([UInt8], Kind)
  /// Nothing was measured.
  case nothing
  /// A number with a unit that stands for too wide a range, or in a form that is not known.
  case coarse
  /// No number.
  case malformed

  /// A unit: what it counts and by how much.
  private struct Unit {
    var kind: Kind
    var factor: Int64 = 1
    /// The power of ten besides.
    var exponent = 0
  }

  /// Reads a cell.
  ///
  /// A number with a unit is taken where half a step of its last digit is at most a hundredth of it,
  /// or below one millicore or one mebibyte, which is what podfit counts in.
  ///
  /// - Parameters:
  ///   - cell: the text
  ///   - allowsComma: whether a comma may be a decimal comma, since it does not separate cells
  init(_ cell: String, allowsComma: Bool) {
    let text = cell.trimmed
    let isBlank = ["", "null", "undefined", "-", "N/A", "No data"].contains(text)
    guard !isBlank else {
      self = .nothing
      return
    }
    let bytes = Array(text.utf8)
    switch DecimalScanner.scan(bytes.span, decimals: 9) {
    case .malformed: self.init(formatted: text, allowsComma: allowsComma)
    case .notANumber: self = .nothing
    default: self = .number(bytes, .any)
    }
  }

  private init(formatted text: String, allowsComma: Bool) {
    let number = text.prefix { $0.isASCII && ($0.isNumber || $0 == "." || $0 == "," || $0 == "-") }
    guard number.contains(where: \.isNumber) else {
      self = .malformed
      return
    }
    let name = String(text.dropFirst(number.count)).trimmed
    let points = number.filter { $0 == "." || $0 == "," }
    guard points.count <= 1, points != "," || allowsComma, let unit = Self.unit(name) else {
      self = .coarse
      return
    }
    let parts = number.split(whereSeparator: { $0 == "." || $0 == "," })
    let fraction = points.isEmpty || parts.count < 2 ? 0 : parts[1].count
    guard let mantissa = Int64(parts.joined()), (-999_999_999_999...999_999_999_999 ~= mantissa)
    else {
      self = .coarse
      return
    }
    guard Self.isFine(mantissa, fraction: fraction, unit) else {
      self = .coarse
      return
    }
    let scaled = Int128(mantissa) * Int128(unit.factor)
    self = .number(Array("\(scaled)e\(unit.exponent - fraction)".utf8), unit.kind)
  }

  /// Whether half a step of the last digit is small enough.
  private static func isFine(_ mantissa: Int64, fraction: Int, _ unit: Unit) -> Bool {
    if mantissa.magnitude >= 50 || unit.kind == .any && unit.exponent == 0 { return true }
    // A step is factor · 10^power.
    let power = unit.exponent - fraction
    guard unit.kind == .bytes else { return power <= -3 }
    var step = Int128(unit.factor)
    for _ in 0..<max(0, power) { step *= 10 }
    for _ in 0..<min(40, max(0, -power)) { step /= 10 }
    return step <= 2 << 20
  }

  /// The units that Grafana writes for bytes, counts with a prefix, and shares.
  private static func unit(_ name: String) -> Unit? {
    if name.isEmpty { return Unit(kind: .any) }
    if name == "%" { return Unit(kind: .ratio, exponent: -2) }
    let binary = ["KiB": 10, "MiB": 20, "GiB": 30, "TiB": 40, "PiB": 50] as [String: Int64]
    if let shift = binary[name] { return Unit(kind: .bytes, factor: 1 << shift) }
    let decimal = ["B": 0, "kB": 3, "KB": 3, "MB": 6, "GB": 9, "TB": 12, "PB": 15]
    if let exponent = decimal[name] { return Unit(kind: .bytes, exponent: exponent) }
    let short = ["K": 3, "Mil": 6, "Bil": 9, "Tri": 12]
    if let exponent = short[name] { return Unit(kind: .any, exponent: exponent) }
    var prefix = Substring(name)
    var kind = Kind.any
    for suffix in ["vCPUs", "vCPU", "cores", "core", "CPUs", "CPU", "cpus", "cpu"]
    where prefix.hasSuffix(suffix) {
      prefix = prefix.dropLast(suffix.count)
      kind = .cores
      break
    }
    let prefixes = ["": 0, "n": -9, "u": -6, "µ": -6, "μ": -6, "m": -3, "k": 3]
    guard let exponent = prefixes[String(prefix).trimmed] else { return nil }
    return Unit(kind: kind, exponent: exponent)
  }
}
