/// Reads as much of a shell command line as start commands use: quotes, escapes, variables and
/// the separators between commands.
///
/// Substitutions of commands and arithmetic are kept as text, since their value is not known.
struct ShellScript {
  /// The words of each command, in order.
  private(set) var commands: [[OptionWord]] = []

  private let values: [String: String]
  private var words: [OptionWord] = []
  private var word = ""
  private var isOpen = false
  /// The length of all values inserted so far; beyond the limit no more are.
  private var inserted = 0
  /// The variable whose value the open word is, and nothing but it.
  private var variable: String?

  /// Reads a script with the variables of its environment; an unknown one is empty.
  init(_ script: String, values: [String: String]) {
    self.values = values
    read(Array(script))
    endCommand()
  }

  private mutating func read(_ text: [Character]) {
    var index = 0
    var isQuoted = false
    while index < text.count {
      let character = text[index]
      index += 1
      switch character {
      case "\"":
        isQuoted.toggle()
        isOpen = true
      case "'" where !isQuoted:
        let close = text[index...].firstIndex(of: "'") ?? text.count
        append(contentsOf: text[index..<close])
        index = min(close + 1, text.count)
      case "\\" where index < text.count:
        // A backslash at the end of a line joins the lines.
        if text[index] != "\n" { append(text[index]) }
        index += 1
      case "$":
        index = expand(text, at: index, isQuoted: isQuoted)
      case ";", "|", "&", "\n", "\r\n":
        if isQuoted { append(character) } else { endCommand() }
      case "#" where !isQuoted && !isOpen:
        index = text[index...].firstIndex(where: \.isNewline) ?? text.count
      case let space where space.isWhitespace && !isQuoted:
        endWord()
      default:
        append(character)
      }
    }
  }

  private mutating func append(_ character: Character) {
    append(contentsOf: CollectionOfOne(character))
  }

  /// Adds what stands in the script itself, so that the word is no variable's alone.
  private mutating func append(contentsOf text: some Sequence<Character>) {
    word.append(contentsOf: text)
    isOpen = true
    variable = nil
  }

  /// Expands the variable whose name starts at `index`; returns the place after it.
  private mutating func expand(_ text: [Character], at index: Int, isQuoted: Bool) -> Int {
    guard index < text.count else {
      append("$")
      return index
    }
    if text[index] == "{", let close = text[index...].firstIndex(of: "}") {
      let inside = String(text[(index + 1)..<close])
      insert(braced: inside, isQuoted: isQuoted)
      return close + 1
    }
    var end = index
    while end < text.count, text[end].isVariableName { end += 1 }
    guard end > index else {
      append("$")
      return index
    }
    let name = String(text[index..<end])
    insert(values[name] ?? "", of: name, isQuoted: isQuoted)
    return end
  }

  /// `NAME`, or `NAME` with a default after `:-` or `-`.
  private mutating func insert(braced inside: String, isQuoted: Bool) {
    let name = String(inside.prefix(while: \.isVariableName))
    let rest = inside.dropFirst(name.count)
    var value = values[name] ?? ""
    if rest.hasPrefix(":-"), value.isEmpty {
      value = String(rest.dropFirst(2))
    } else if rest.hasPrefix("-"), values[name] == nil {
      value = String(rest.dropFirst())
    }
    insert(value, of: name, isQuoted: isQuoted)
  }

  /// Unquoted values are split at white space; their quotes stay, as a shell leaves them.
  private mutating func insert(_ value: String, of name: String, isQuoted: Bool) {
    inserted += value.utf8.count
    guard inserted <= expansionLimit else { return }
    let startsWord = !isOpen
    if isQuoted {
      append(contentsOf: value)
      return
    }
    if value.first?.isWhitespace == true { endWord() }
    for (place, piece) in value.split(whereSeparator: \.isWhitespace).enumerated() {
      if place > 0 { endWord() }
      append(contentsOf: piece)
      if startsWord || place > 0 { variable = name }
    }
    if value.last?.isWhitespace == true { endWord() }
  }

  private mutating func endWord() {
    if isOpen { words.append(OptionWord(text: word, variable: variable)) }
    word = ""
    isOpen = false
    variable = nil
  }

  private mutating func endCommand() {
    endWord()
    if !words.isEmpty { commands.append(words) }
    words = []
  }
}

extension Character {
  /// Whether the character may stand in a variable's name.
  fileprivate var isVariableName: Bool {
    isASCII && (isLetter || isNumber) || self == "_"
  }
}
