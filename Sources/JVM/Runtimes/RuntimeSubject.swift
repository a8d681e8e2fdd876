internal import PodfitModel

/// A language runtime other than the JVM.
enum LanguageRuntime: String, CaseIterable, Sendable {
  case go = "Go"
  case node = "Node.js"
  case dotnet = ".NET"
  case ruby = "Ruby"
  case python = "Python"
}

/// A version as far as rules depend on it.
struct RuntimeVersion: Hashable, Comparable, Sendable, CustomStringConvertible {
  var major: Int
  /// The second number, nil where it is not known; the newest is assumed then.
  var minor: Int?

  var description: String { minor.map { "\(major).\($0)" } ?? "\(major)" }

  init(_ major: Int, _ minor: Int? = nil) {
    self.major = major
    self.minor = minor
  }

  /// Reads `3.11-slim`, `20`, `v18.2.0`, `1.22-alpine`; nil where no plausible version leads.
  init?(leading text: some StringProtocol) {
    let plain = text.first == "v" ? text.dropFirst() : text[...]
    let parts = plain.split(separator: ".", maxSplits: 2, omittingEmptySubsequences: false)
    func number(_ part: Substring) -> Int? {
      let digits = part.prefix { $0.isASCII && $0.isNumber }
      return digits.isEmpty || digits.count > 4 ? nil : Int(digits)
    }
    guard let first = parts.first, let major = number(Substring(first)), major < 1000 else {
      return nil
    }
    self.major = major
    // `20-slim.1` has no second number.
    let endsThere = first.contains { !($0.isASCII && $0.isNumber) }
    minor = endsThere || parts.count < 2 ? nil : number(Substring(parts[1]))
  }

  static func < (a: RuntimeVersion, b: RuntimeVersion) -> Bool {
    (a.major, a.minor ?? .max) < (b.major, b.minor ?? .max)
  }
}

/// A container of one of the runtimes, as its spec shows it.
struct RuntimeSubject: Sendable {
  /// The runtime.
  var runtime: LanguageRuntime
  /// Its version, nil where nothing names it.
  var version: RuntimeVersion?
  /// The words of all commands that are started, variables resolved as far as they are known.
  var words: [String]
  /// The command and arguments as one text, as they are written.
  var text: String
  /// Variables with known values.
  var environment: [String: String]
  /// Variables whose values come from elsewhere.
  var foreign: Set<String>
  /// The image.
  var image: ImageName
  /// What surrounds the container.
  var surroundings: JVMSurroundings
  /// Whether the command is in `args` only.
  var isInArguments: Bool

  /// The value of the first of several variables that is known.
  func value(_ names: String...) -> (name: String, value: String)? {
    for name in names {
      if let value = environment[name], !value.isEmpty { return (name, value) }
    }
    return nil
  }

  /// Whether a variable is set, be its value known or not.
  func isSet(_ name: String) -> Bool { environment[name] != nil || foreign.contains(name) }

  /// The CPU limit in whole cores, rounded up; nil without a limit.
  var limitCores: Int? {
    surroundings.cpuLimit.map {
      max(
        1,
        Int(clamping: $0.roundedUp(toMultipleOf: .cores(1 as Int64)).nanocores / 1_000_000_000)
      )
    }
  }

  /// The CPUs of the node in words.
  var nodeCPUText: String {
    surroundings.nodeCPU.map { "the \($0) CPUs of the node" } ?? "all CPUs of the node"
  }

  /// Whether a program that counts the node's CPUs counts more than the limit allows.
  var nodeExceedsLimit: Bool {
    guard let limit = surroundings.cpuLimit else { return false }
    return surroundings.nodeCPU.map { $0 > limit } ?? true
  }

  /// Where the command stands.
  var commandPlace: RuntimeFinding.Subject { isInArguments ? .arguments : .command }

  /// Whether a program runs: its name stands as a word, with or without a folder.
  func runs(_ names: String...) -> Bool {
    words.contains { names.contains(String($0.lastPathPart)) }
  }

  /// The value of an option, `--name=value`, `--name value` or `-nvalue`; the last one counts.
  func option(_ names: String...) -> String? {
    var found: String?
    for (index, word) in words.enumerated() {
      for name in names {
        if word == name, index + 1 < words.count { found = words[index + 1] }
        if let value = word.removingPrefix(name + "="), name.hasPrefix("--") { found = value }
        if !name.hasPrefix("--"), word != name, let value = word.removingPrefix(name),
          value.first?.isNumber == true
        {
          found = value
        }
      }
    }
    return found
  }

  /// Whether glibc's allocator runs without a bound on its arenas.
  var hasFreeArenas: Bool {
    !image.tag.contains("alpine") && !isSet("MALLOC_ARENA_MAX") && !isSet("LD_PRELOAD")
      && !(environment["MALLOC_CONF"] != nil)
  }
}

/// A rule about a runtime.
typealias RuntimeRule = SettingsRule<RuntimeSubject>
