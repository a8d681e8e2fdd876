internal import PodfitModel

/// The JVM flags of a container as its spec shows them, and what the spec does not show.
struct LaunchFlags: Sendable {
  /// The flags in the order of precedence, the weakest first.
  private(set) var flags = JVMFlags([])
  /// Whether the command or arguments run `java`.
  private(set) var runsJava = false
  /// Whether they name a `-jar`.
  private(set) var namesJar = false
  /// What holds options that cannot be read here: variables with values from elsewhere, files.
  private(set) var unread: [String] = []
  /// Variables of convention with JVM flags that a visible `java` command does not use.
  private(set) var unused: [String] = []
  /// JVM flags behind the main class or jar, where the program gets them instead.
  private(set) var misplaced: [String] = []
  /// Option variables that are set, in the order of the table of names.
  private(set) var variables: [String] = []

  private var commandLine: [PlacedFlag] = []
  private var expanded: Set<String> = []

  /// Reads a container's command, arguments and environment.
  init(_ spec: ContainerSpec, launcherReadsVariable: Bool) {
    var values: [String: String] = [:]
    var foreign: Set<String> = []
    for variable in spec.environment {
      guard let value = variable.value else {
        foreign.insert(variable.name)
        values[variable.name] = nil
        continue
      }
      foreign.remove(variable.name)
      values[variable.name] = kubernetesExpansion(of: value, values: values)
    }
    variables = OptionVariables.all.filter { values[$0] != nil || foreign.contains($0) }
    unread = variables.filter(foreign.contains)

    let words = { (text: [String], name: String) in
      text.map { (kubernetesExpansion(of: $0, values: values), name) }
    }
    readCommand(words(spec.command, "command") + words(spec.arguments, "args"), values: values)
    readConventions(values: values)

    var placed: [PlacedFlag] = []
    func read(_ name: String, _ level: FlagPlace.Level) {
      for word in optionWords(ofVariable: values[name] ?? "") {
        note(word, in: name)
        placed.append(PlacedFlag(text: word, place: FlagPlace(level: level, name: name)))
      }
    }
    read(OptionVariables.tool, .toolOptions)
    if launcherReadsVariable { read(OptionVariables.launcher, .launcherOptions) }
    placed += commandLine
    read(OptionVariables.last, .lastOptions)
    flags = JVMFlags(placed)
  }

  /// Files of options hold flags that the spec does not show.
  private mutating func note(_ word: String, in place: String) {
    let isFile =
      word.hasPrefix("@") || word.hasPrefix("-XX:VMOptionsFile=") || word.hasPrefix("-XX:Flags=")
    if isFile || (word.hasPrefix("-X") && word.contains("$(")) {
      unread.append("\(word) in \(place)")
    }
  }

  private mutating func add(_ word: String, place name: String, isByConvention: Bool = false) {
    note(word, in: name)
    // Start scripts made by packagers pass what follows `-J` on to the JVM.
    let text = word.removingPrefix("-J").map { $0.hasPrefix("-") ? $0 : word } ?? word
    let place = FlagPlace(level: .commandLine, name: name, isByConvention: isByConvention)
    commandLine.append(PlacedFlag(text: text, place: place))
  }
}

// MARK: - The command line

extension LaunchFlags {
  private mutating func readCommand(_ words: [(String, String)], values: [String: String]) {
    if let script = Self.shellScript(words.map(\.0)) {
      let name = words[script].1
      for command in ShellScript(words[script].0, values: values).commands {
        expanded.formUnion(command.compactMap(\.variable))
        readJava(command.map { ($0.text, $0.variable ?? name) })
      }
      return
    }
    readJava(words)
    guard !runsJava else { return }
    // The image's own entry point gets these: flags of the JVM among them reach it in practice.
    for (word, name) in words where Self.isVMFlag(word) || Self.isVMFlag(String(word.dropFirst(2)))
    {
      if word.hasPrefix("-J") || word.hasPrefix("-X") { add(word, place: name) }
    }
    namesJar = words.contains { $0.0 == "-jar" }
  }

  /// The place of the script in `sh -c script`, nil where no shell is started.
  private static func shellScript(_ words: [String]) -> Int? {
    guard let shell = words.firstIndex(where: { shells.contains(String($0.lastPathPart)) }),
      shell < 3
    else { return nil }
    let options = words[(shell + 1)...]
    guard let flag = options.firstIndex(where: { !$0.hasPrefix("-") || $0.hasSuffix("c") }),
      words[flag].hasPrefix("-"), flag + 1 < words.count
    else { return nil }
    return flag + 1
  }

  /// Takes the flags between `java` and the main class, jar or module.
  private mutating func readJava(_ words: [(String, String)]) {
    guard let java = words.firstIndex(where: { $0.0.lastPathPart == "java" }) else { return }
    runsJava = true
    var index = java + 1
    while index < words.count {
      let (word, name) = words[index]
      index += 1
      if word == "-jar" || word == "-m" || word == "--module" {
        namesJar = namesJar || word == "-jar"
        index += 1
        break
      }
      if Self.takesValue.contains(word) {
        index += 1
      } else if word.hasPrefix("-") || word.hasPrefix("@") {
        add(word, place: name)
      } else {
        break
      }
    }
    guard index < words.count else { return }
    misplaced += words[index...].map(\.0).filter(Self.isVMFlag)
  }

  private mutating func readConventions(values: [String: String]) {
    let own = commandLine
    if !runsJava { commandLine = [] }
    for name in OptionVariables.conventions where !expanded.contains(name) {
      let words = optionWords(ofVariable: values[name] ?? "")
      if runsJava {
        if words.contains(where: Self.isVMFlag) { unused.append(name) }
      } else {
        for word in words { add(word, place: name, isByConvention: true) }
      }
    }
    if !runsJava { commandLine += own }
  }

  /// Whether a word is a flag of the virtual machine and of nothing else.
  static func isVMFlag(_ word: String) -> Bool {
    ["-Xmx", "-Xms", "-Xmn", "-Xss", "-XX:"].contains { word.hasPrefix($0) }
  }

  private static let shells: Set<String> = ["sh", "bash", "ash", "dash", "zsh", "ksh"]
  private static let takesValue: Set<String> = [
    "-cp", "-classpath", "--class-path", "-p", "--module-path", "--upgrade-module-path",
    "--add-modules", "--add-opens", "--add-exports", "--add-reads", "--limit-modules",
    "--patch-module", "--enable-native-access", "--source",
  ]
}

extension String {
  /// The part after the last slash.
  var lastPathPart: Substring { split(separator: "/").last ?? "" }
}
