/// A word of a command line, and the variable it came from where it came from one whole.
struct OptionWord: Hashable, Sendable {
  var text: String
  var variable: String?
}

/// Splits option variables the way the JVM and its launcher do.
///
/// White space separates; single and double quotes hold words together and vanish; there is no
/// escape character. An open quote ends with the text.
///
/// - Source: the Java tools reference, `JDK_JAVA_OPTIONS`; JVM TI specification, `JAVA_TOOL_OPTIONS`
func optionWords(ofVariable text: String) -> [String] {
  var words: [String] = []
  var word = ""
  var isOpen = false
  var quote: Character?
  for character in text {
    if let open = quote {
      if character == open { quote = nil } else { word.append(character) }
    } else if character == "'" || character == "\"" {
      quote = character
      isOpen = true
    } else if character.isWhitespace {
      if isOpen { words.append(word) }
      word = ""
      isOpen = false
    } else {
      word.append(character)
      isOpen = true
    }
  }
  if isOpen { words.append(word) }
  return words
}

/// No start command is longer than this many bytes, variables included.
let expansionLimit = 1 << 20

/// Resolves `$(NAME)` as Kubernetes does in commands, arguments and variables.
///
/// `$$` stands for one dollar sign; a name without a known value stays as it is written, and so
/// does a text that would grow beyond a mebibyte, as variables that repeat each other can.
///
/// - Source: Kubernetes API reference, `Container.args`
func kubernetesExpansion(of text: String, values: [String: String]) -> String {
  guard text.contains("$") else { return text }
  var result = ""
  var rest = Substring(text)
  while let dollar = rest.firstIndex(of: "$") {
    guard result.utf8.count <= expansionLimit else { return text }
    result += rest[..<dollar]
    rest = rest[dollar...].dropFirst()
    if rest.first == "$" {
      result.append("$")
      rest = rest.dropFirst()
    } else if rest.first == "(", let close = rest.firstIndex(of: ")") {
      let name = String(rest[..<close].dropFirst())
      let written = rest[...close]
      rest = rest[close...].dropFirst()
      result += values[name] ?? "$" + written
    } else {
      result.append("$")
    }
  }
  return result.utf8.count <= expansionLimit ? result + rest : text
}
