import PodfitModel
import PodfitRecommend

/// The form in which a setting is written.
enum KnobForm: Hashable, Sendable {
  /// CPU as a Kubernetes quantity.
  case cpu
  /// Memory as a Kubernetes quantity.
  case memory
  /// A share of a whole, in percent or from 0 to 1.
  case ratio
  /// A share that may be promised.
  case risk
  /// A number above zero.
  case number
  /// A length of time.
  case span
  /// Yes or no.
  case flag
  /// One of some words.
  case choice([String])
  /// A value of a form, or `none`.
  indirect case optional(KnobForm)

  /// What is expected, for errors and documentation.
  var expected: String {
    switch self {
    case .cpu: "a quantity of CPU such as 250m"
    case .memory: "a quantity of memory such as 512Mi"
    case .ratio: "a share such as 5% or 0.05"
    case .risk: "a share from \(KnobText.least) to \(KnobText.most)"
    case .number: "a number above zero"
    case .span: "a time such as 1d or 12h"
    case .flag: "true or false"
    case .choice(let words): words.joined(separator: ", ")
    case .optional(let form): "\(form.expected), or none"
    }
  }
}

/// One setting of a value: its key, how it is written, how it is read.
///
/// Loader, `podfit config`, schema and documentation all have their keys from the tables of these.
struct Knob<Root>: Sendable {
  /// The key in the file.
  let key: String
  /// How it is written.
  let form: KnobForm
  /// What it is for, in half a sentence.
  let summary: String
  /// Reads a text into a value; false where it is none of the form.
  let read: @Sendable (String, inout Root) -> Bool
  /// The setting as text.
  let text: @Sendable (Root) -> String

  private static func knob<Value>(
    _ key: String,
    _ form: KnobForm,
    _ path: any WritableKeyPath<Root, Value> & Sendable,
    _ summary: String,
    read: @escaping @Sendable (String) -> Value?,
    text: @escaping @Sendable (Value) -> String
  ) -> Knob {
    Knob(
      key: key,
      form: form,
      summary: summary,
      read: { source, root in
        guard let value = read(source) else { return false }
        root[keyPath: path] = value
        return true
      },
      text: { text($0[keyPath: path]) }
    )
  }

  /// An amount of CPU above zero, or also zero.
  static func cpu(
    _ key: String,
    _ path: any WritableKeyPath<Root, CPU> & Sendable,
    _ summary: String,
    orZero: Bool = false
  ) -> Knob {
    knob(key, .cpu, path, summary, read: { KnobText.cpu($0, orZero: orZero) }, text: \.quantity)
  }

  /// An amount of memory above zero, or also zero.
  static func memory(
    _ key: String,
    _ path: any WritableKeyPath<Root, Memory> & Sendable,
    _ summary: String,
    orZero: Bool = false
  ) -> Knob {
    knob(
      key,
      .memory,
      path,
      summary,
      read: { KnobText.memory($0, orZero: orZero) },
      text: \.quantity
    )
  }

  /// A share from 0 to 1.
  static func ratio(
    _ key: String,
    _ path: any WritableKeyPath<Root, Double> & Sendable,
    _ summary: String
  ) -> Knob {
    knob(key, .ratio, path, summary, read: KnobText.ratio, text: KnobText.percent)
  }

  /// A number above zero.
  static func number(
    _ key: String,
    _ path: any WritableKeyPath<Root, Double> & Sendable,
    _ summary: String
  ) -> Knob {
    knob(key, .number, path, summary, read: KnobText.number, text: KnobText.plain)
  }

  /// A length of time, at least an hour: less supports no number.
  static func span(
    _ key: String,
    _ path: any WritableKeyPath<Root, TimeSpan> & Sendable,
    _ summary: String
  ) -> Knob {
    knob(
      key,
      .span,
      path,
      summary,
      read: { TimeSpan(promQL: $0).flatMap { $0 >= .hours(1) ? $0 : nil } },
      text: \.promQLText
    )
  }

  /// A value that may be missing, which is written as `none`.
  private static func optional<Value>(
    _ key: String,
    _ form: KnobForm,
    _ path: any WritableKeyPath<Root, Value?> & Sendable,
    _ summary: String,
    read: @escaping @Sendable (String) -> Value?,
    text: @escaping @Sendable (Value) -> String
  ) -> Knob {
    knob(
      key,
      .optional(form),
      path,
      summary,
      read: { source in source == "none" ? .some(nil) : read(source).map { .some($0) } },
      text: { $0.map(text) ?? "none" }
    )
  }

  /// An amount of CPU above zero, or none.
  static func cpu(
    _ key: String,
    _ path: any WritableKeyPath<Root, CPU?> & Sendable,
    _ summary: String
  ) -> Knob {
    optional(key, .cpu, path, summary, read: { KnobText.cpu($0) }, text: \.quantity)
  }

  /// An amount of memory above zero, or none.
  static func memory(
    _ key: String,
    _ path: any WritableKeyPath<Root, Memory?> & Sendable,
    _ summary: String
  ) -> Knob {
    optional(key, .memory, path, summary, read: { KnobText.memory($0) }, text: \.quantity)
  }

  /// A share that may be promised, or none.
  static func risk(
    _ key: String,
    _ path: any WritableKeyPath<Root, Double?> & Sendable,
    _ summary: String
  ) -> Knob {
    optional(key, .risk, path, summary, read: KnobText.risk, text: KnobText.percent)
  }

  /// A number of at least one, or none.
  static func factor(
    _ key: String,
    _ path: any WritableKeyPath<Root, Double?> & Sendable,
    _ summary: String
  ) -> Knob {
    optional(
      key,
      .number,
      path,
      summary,
      read: { KnobText.number($0).flatMap { $0 >= 1 ? $0 : nil } },
      text: KnobText.plain
    )
  }

  /// Yes or no.
  static func flag(
    _ key: String,
    _ path: any WritableKeyPath<Root, Bool> & Sendable,
    _ summary: String
  ) -> Knob {
    knob(
      key,
      .flag,
      path,
      summary,
      read: { ["true": true, "false": false][$0] },
      text: { "\($0)" }
    )
  }

  /// One of the words of an enumeration.
  static func choice<Value: RawRepresentable<String> & CaseIterable & Sendable>(
    _ key: String,
    _ path: any WritableKeyPath<Root, Value> & Sendable,
    _ summary: String
  ) -> Knob {
    knob(
      key,
      .choice(Value.allCases.map(\.rawValue)),
      path,
      summary,
      read: { Value(rawValue: $0) },
      text: \.rawValue
    )
  }
}

/// Reads and writes the values of settings.
enum KnobText {
  static func cpu(_ text: String, orZero: Bool = false) -> CPU? {
    guard let amount = try? CPU(quantity: text), orZero || amount > .zero else { return nil }
    return amount
  }

  static func memory(_ text: String, orZero: Bool = false) -> Memory? {
    guard let amount = try? Memory(quantity: text), orZero || amount > .zero else { return nil }
    return amount
  }

  /// A share from 0 to 1, also in percent.
  static func ratio(_ text: String) -> Double? {
    let isPercent = text.hasSuffix("%")
    let digits = isPercent ? text.dropLast() : text[...]
    guard let value = decimal(digits) else { return nil }
    let ratio = isPercent ? value / 100 : value
    return (0...1).contains(ratio) ? ratio : nil
  }

  /// The smallest and the largest share that may be promised.
  static let least = percent(RiskBudget.least)
  static let most = percent(RiskBudget.most)

  /// A share that may be promised, also in percent.
  static func risk(_ text: String) -> Double? {
    ratio(text).flatMap { (RiskBudget.least...RiskBudget.most).contains($0) ? $0 : nil }
  }

  /// A number above zero and not beyond all bounds.
  static func number(_ text: String) -> Double? {
    guard let value = decimal(text[...]), value > 0, value <= 1e9 else { return nil }
    return value
  }

  /// `Double` also reads words and hexadecimal digits, which are no settings.
  private static func decimal(_ text: Substring) -> Double? {
    guard text.utf8.allSatisfy({ "0123456789.eE+-".utf8.contains($0) }), let value = Double(text),
      value.isFinite
    else { return nil }
    return value
  }

  /// A share in percent with at most four decimals.
  static func percent(_ ratio: Double) -> String { plain((ratio * 1e6).rounded() / 1e4) + "%" }

  /// A number without needless decimals.
  static func plain(_ number: Double) -> String {
    let text = "\(number)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}
