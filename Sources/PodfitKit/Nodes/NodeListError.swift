/// Why a list of pods, node types or prices, or an instance, cannot be used.
public struct NodeListError: Error, Hashable, Sendable {
  /// What is wrong.
  public enum Code: Hashable, Sendable {
    /// Larger than such a list can be.
    case tooLarge(limit: Int)
    /// Not text in UTF-8.
    case notText
    /// No row with names of columns.
    case noHeader
    /// A column that is needed is not there; what it may be called.
    case noColumn([String])
    /// Two columns mean the same.
    case sameColumn(String, String)
    /// A row of so many cells under a header of so many.
    case wrongWidth(Int, Int)
    /// A quote that does not end.
    case openQuote
    /// A cell that is empty and must not be.
    case emptyCell
    /// A cell that is no amount; what was expected.
    case badAmount(String, expected: String)
    /// A number out of range; what is allowed.
    case outOfRange(String, allowed: String)
    /// A name that stands there before.
    case twice(String)
    /// A node type without a price while others have one.
    case noPrice(String)
    /// A name that no row of another list has.
    case unknownName(String)
    /// A machine without CPU or memory that the catalogue does not know.
    case unknownMachine(String)
    /// Something that a file of scenarios cannot have.
    case badScenario(String)
    /// So many rows where one is wanted.
    case oneRow(Int)
    /// No rows.
    case empty
    /// An instance that ends too early.
    case truncated(expected: Int, found: Int)
  }

  /// The file.
  public var path: String
  /// The line, from 1; 0 for the file as a whole.
  public var line: Int
  /// The column of the table, or empty.
  public var column: String
  /// What is wrong.
  public var code: Code
}

extension NodeListError: CustomStringConvertible {
  /// The error in words: where, what, and what to do.
  public var description: String {
    var place = path.printable
    if line > 0 { place += ":\(line)" }
    if !column.isEmpty { place += ": column \(column)" }
    return "\(place): \(what)\n  hint: \(hint)"
  }

  private var what: String {
    switch code {
    case .tooLarge(let limit): "larger than \(limit >> 20) MiB"
    case .notText: "not text in UTF-8"
    case .noHeader: "no header"
    case .noColumn(let names): "no column \(names.joined(separator: " or "))"
    case .sameColumn(let one, let other):
      "columns \(one.printable) and \(other.printable) mean the same"
    case .wrongWidth(let found, let expected):
      "\(found.counted("cell")) where the header has \(expected)"
    case .openQuote: "a quoted cell does not end"
    case .emptyCell: "an empty cell"
    case .badAmount(let text, let expected):
      "not \(expected): \"\(String(text.prefix(60)).printable)\""
    case .outOfRange(let text, let allowed):
      "out of range: \"\(String(text.prefix(60)).printable)\"; allowed is \(allowed)"
    case .twice(let name): "\(name.printable) stands there twice"
    case .noPrice(let name): "no price of \(name.printable), while others have one"
    case .unknownName(let name): "nothing is called \(name.printable)"
    case .unknownMachine(let name):
      "no machine \(name.printable) in the catalogue, and no cpu and memory in its row"
    case .badScenario(let text): text
    case .oneRow(let found): "\(found.counted("node type")) where one is wanted"
    case .empty: "no rows"
    case .truncated(let expected, let found):
      "ends after \(found.counted("row")) of \(expected)"
    }
  }

  private var hint: String {
    switch code {
    case .badAmount, .outOfRange:
      "CPU is cores or millicores (0.25, 250m), memory bytes or a quantity (512Mi), a price a number"
    case .noPrice: "give a price for every node type, or for none"
    case .unknownName: "names are compared as they are written"
    case .unknownMachine: "docs/formulas/allocatable.md names the families; or give cpu and memory"
    case .badScenario: "docs/formats/scenarios.md describes the file"
    case .truncated: "the file was cut off"
    default: "docs/formats/node-lists.md describes the columns"
    }
  }
}
