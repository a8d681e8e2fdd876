internal import PodfitModel

/// An annotation that suppresses findings, as it stands in a manifest.
struct SuppressionAnnotation: Hashable {
  /// The annotation's name; `.CONTAINER` after it restricts it to one container.
  static let key = "podfit.dev/ignore"

  /// The number of its object in the file.
  var object: Int
  /// The container it is about; nil for all.
  var container: String?
  /// Its value.
  var text: String
  /// Where the value stands.
  var place: SourceRange
}

/// A wish not to see findings of some rules at some place, with its reason.
struct Suppression: Hashable {
  /// What a suppression is about.
  enum Scope: Hashable {
    /// Findings that start on a line of its file.
    case line(Int)
    /// Findings in an object of its file, of one container or all.
    case object(Int, container: String?)
  }

  /// What cannot be understood in one.
  enum Fault: Hashable {
    case noRule
    case unknownRule(String)
    case noReason
    case badDate(String)
  }

  /// The rules; `*` is every rule.
  var rules: [String]
  var reason: String
  /// The last day it holds; nil for good.
  var until: CalendarDay?
  var scope: Scope
  var place: SourceRange

  /// Whether it is about a rule.
  func covers(_ rule: String) -> Bool { rules.contains(rule) || rules.contains("*") }
}

/// A day as `YYYY-MM-DD`.
public struct CalendarDay: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// Days since 1970-01-01.
  public let number: Int64
  /// The day as text.
  public let description: String

  /// Reads `YYYY-MM-DD`; nil for anything else and for days that no calendar has.
  public init?(_ text: String) {
    guard text.utf8.count == 10, let instant = Instant(rfc3339: "\(text)T00:00:00Z") else {
      return nil
    }
    number = instant.day
    description = text
  }

  /// Orders by time.
  public static func < (a: Self, b: Self) -> Bool { a.number < b.number }

  /// Whether the day is over at a time, in UTC.
  func isOver(at now: Instant) -> Bool { now.day > number }
}

extension Suppression {
  /// Reads `RULE[,RULE…] [until=YYYY-MM-DD][:] REASON`.
  static func parse(
    _ text: some StringProtocol,
    scope: Scope,
    place: SourceRange,
    rules known: Set<String>
  ) -> Result<Suppression, FaultError> {
    let words = text.split(whereSeparator: { $0.isWhitespace }).map { String($0) }
    guard let first = words.first else { return .failure(FaultError(fault: .noRule)) }
    var rest = words.dropFirst()
    var hasColon = first.hasSuffix(":")
    let list: [Substring] = first.split { $0 == "," || $0 == ":" }
    let rules = list.map { String($0) }
    guard !rules.isEmpty else { return .failure(FaultError(fault: .noRule)) }
    for rule in rules where rule != "*" && !known.contains(rule) {
      return .failure(FaultError(fault: .unknownRule(rule)))
    }
    var until: CalendarDay?
    if !hasColon, let word = rest.first, word.hasPrefix("until=") {
      var date = word.dropFirst("until=".count)
      hasColon = date.hasSuffix(":")
      if hasColon { date = date.dropLast() }
      guard let day = CalendarDay(String(date)) else {
        return .failure(FaultError(fault: .badDate(String(date))))
      }
      until = day
      rest = rest.dropFirst()
    }
    if !hasColon, rest.first == ":" { rest = rest.dropFirst() }
    let reason = rest.joined(separator: " ")
    guard !reason.isEmpty else { return .failure(FaultError(fault: .noReason)) }
    return .success(
      Suppression(rules: rules, reason: reason, until: until, scope: scope, place: place)
    )
  }

  /// A fault as an error.
  struct FaultError: Error { var fault: Fault }
}
