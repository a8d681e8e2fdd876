internal import Foundation
public import PodfitModel

/// Findings that are known and accepted, so that only new ones count.
///
/// An entry names file, rule, workload, container and field: no line and nothing that was measured, so
/// that it outlives edits of the file and new recommendations. The value that stood there is kept, and
/// one that is worse is a new finding. Equal entries are counted.
public struct Baseline: Hashable, Sendable {
  /// One kind of finding.
  public struct Entry: Hashable, Sendable, Codable {
    /// The file, as the check named it.
    public var file: String
    /// The rule's id.
    public var rule: String
    /// The workload as `namespace/kind/name`.
    public var workload: String
    /// The container's name; empty for a workload as a whole.
    public var container: String
    /// The request or limit; nil where the finding is about something else.
    public var field: ResourceField?
    /// The value that is accepted, as it was written; nil where there was none.
    public var value: String?
    /// How many such findings are accepted.
    public var count: Int
  }

  /// The entries, in order.
  public private(set) var entries: [Entry]

  /// A baseline of these findings, with names of files in place of those in `keys`.
  public init(_ findings: [Finding], keys: [String: String] = [:]) {
    var counts: [Entry: Int] = [:]
    for finding in findings { counts[Entry(finding, keys), default: 0] += 1 }
    self.init(
      entries: counts.map { entry, count in
        var entry = entry
        entry.count = count
        return entry
      }
    )
  }

  /// A baseline of entries, which are sorted.
  public init(entries: [Entry]) { self.entries = entries.sorted { $0.key < $1.key } }

  /// Why a text is no baseline.
  public enum Fault: Error, Hashable, Sendable {
    /// Not the JSON of one.
    case malformed(String)
    /// Of a version that this podfit does not read.
    case version(Int)
  }

  private struct Document: Codable {
    var schema_version: Int
    var entries: [Entry]
  }

  /// The version of the form.
  public static let version = 1

  /// Reads what ``text`` writes.
  ///
  /// - Throws: ``Fault``
  public init(json: [UInt8]) throws(Fault) {
    struct Version: Codable { var schema_version: Int }
    let data = Data(json)
    let decoder = JSONDecoder()
    guard let version = try? decoder.decode(Version.self, from: data) else {
      throw .malformed("no JSON object with a schema_version")
    }
    guard version.schema_version == Self.version else { throw .version(version.schema_version) }
    do {
      let document = try decoder.decode(Document.self, from: data)
      guard document.entries.allSatisfy({ $0.count > 0 }) else {
        throw Fault.malformed("a count below 1")
      }
      self.init(entries: document.entries)
    } catch let fault as Fault {
      throw fault
    } catch {
      throw .malformed("an entry lacks file, rule, workload, container or count")
    }
  }

  /// The baseline as JSON, one entry per line, so that changes of it merge and read well.
  ///
  /// - Throws: never for entries, which are plain values
  public func text() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let lines = try entries.map { "    " + String(decoding: try encoder.encode($0), as: UTF8.self) }
    let list = lines.isEmpty ? "[]" : "[\n\(lines.joined(separator: ",\n"))\n  ]"
    return "{\n  \"schema_version\": \(Self.version),\n  \"entries\": \(list)\n}\n"
  }

  /// The entries without as many of each as `stale` says.
  public func pruned(of stale: [Entry]) -> Baseline {
    var counts: [Entry: Int] = [:]
    for entry in stale {
      var key = entry
      key.count = 1
      counts[key, default: 0] += entry.count
    }
    return Baseline(
      entries: entries.compactMap { entry in
        var key = entry
        key.count = 1
        var left = entry
        left.count -= counts[key] ?? 0
        return left.count > 0 ? left : nil
      }
    )
  }
}

extension Baseline.Entry {
  init(_ finding: Finding, _ keys: [String: String]) {
    self.init(
      file: keys[finding.place.file] ?? finding.place.file,
      rule: finding.rule,
      workload: finding.workload.shortPath,
      container: finding.container,
      field: finding.field,
      value: finding.current,
      count: 1
    )
  }

  /// What it is about.
  fileprivate var subject: [String] { [file, workload, container, rule, field?.rawValue ?? ""] }

  fileprivate var key: [String] {
    subject + [value ?? "", "\(count)"]
  }

  /// Whether a value of the same thing is no worse than the one accepted.
  fileprivate func covers(_ other: Self, _ finding: Finding) -> Bool {
    guard let field, let accepted = value.flatMap(field.baseUnits(of:)),
      let current = other.value.flatMap(field.baseUnits(of:)),
      let advised = finding.recommended.flatMap(field.baseUnits(of:))
    else { return value == other.value }
    return current >= advised ? current <= accepted : current >= accepted
  }
}

/// A baseline as a check uses it up.
struct BaselineUse {
  private var entries: [Baseline.Entry]
  private var places: [[String]: [Int]] = [:]

  init(_ baseline: Baseline) {
    entries = baseline.entries
    for (index, entry) in entries.enumerated() { places[entry.subject, default: []].append(index) }
  }

  /// Takes one from the entry that covers a finding; false where none does.
  ///
  /// - Complexity: O(1) but for several entries about one thing
  mutating func take(_ finding: Finding, _ keys: [String: String]) -> Bool {
    let wanted = Baseline.Entry(finding, keys)
    let index = places[wanted.subject, default: []].first {
      entries[$0].count > 0 && entries[$0].covers(wanted, finding)
    }
    guard let index else { return false }
    entries[index].count -= 1
    return true
  }

  /// The entries of which something is left, with how much.
  var rest: [Baseline.Entry] { entries.filter { $0.count > 0 } }
}

extension [String] {
  fileprivate static func < (a: [String], b: [String]) -> Bool { a.lexicographicallyPrecedes(b) }
}
