import Foundation

/// The system's `curl` as a child process: the only way in which podfit uses a network.
///
/// Everything, the address and credentials included, goes to curl over its standard input (`-K -`), so that
/// no list of processes shows it. `-q` keeps the user's own defaults out.
struct Curl: Sendable {
  /// One request.
  struct Call: Sendable {
    /// The address, without parameters.
    var url: String
    /// Parameters, encoded by curl.
    var parameters: [(name: String, value: String)]
    /// Headers; those with a secret as well.
    var headers: [String] = []
    /// User and password of HTTP basic authentication.
    var user: String?
    /// A file with certificates to trust.
    var certificates: String?
    /// Seconds that the server may take before its first byte, and between two.
    var patience: Int64
  }

  /// What became of a request.
  struct Answer: Sendable {
    /// curl's exit status; 0 is a complete HTTP answer of any status.
    var exit: Int32
    /// The HTTP status; 0 without one.
    var status: Int
    /// Seconds that the server asks to wait.
    var retryAfter: Int?
    /// curl's own words about a failure.
    var message: String
  }

  /// Where the program is.
  let path: String
  /// Whether this curl can print a response header: 7.84 and later.
  let printsHeaders: Bool

  /// Finds curl on the PATH and asks its version.
  ///
  /// - Throws: ``PullError`` where there is none
  static func find(_ control: PullControl) throws(PullError) -> Curl {
    let variable = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    for folder in variable.split(separator: ":") where folder.hasPrefix("/") {
      let path = "\(folder)/curl"
      guard FileManager.default.isExecutableFile(atPath: path) else { continue }
      let output = Pipe()
      let process = Process()
      process.executableURL = URL(filePath: path)
      process.arguments = ["-q", "--version"]
      process.standardInput = FileHandle.nullDevice
      process.standardOutput = output
      process.standardError = FileHandle.nullDevice
      let text: String
      do {
        let run = try control.start(process)
        let data = try output.fileHandleForReading.readToEnd() ?? Data()
        control.wait(for: run)
        text = String(decoding: data.prefix(200), as: UTF8.self)
      } catch {
        throw .curlFailed("\(error)")
      }
      let version = text.split(separator: " ").dropFirst().first?.split(separator: ".")
        .compactMap { Int($0) }
      guard text.hasPrefix("curl "), let version, version.count >= 2 else {
        throw .curlFailed("\(path) does not answer --version as curl does")
      }
      return Curl(path: path, printsHeaders: (version[0], version[1]) >= (7, 84))
    }
    throw .noCurl
  }

  /// Sends a request and writes the body to `file`, whatever the status.
  ///
  /// - Throws: ``PullError`` where curl cannot be run, or on an interruption
  func run(_ call: Call, to file: URL, _ control: PullControl) throws(PullError) -> Answer {
    let config = try configuration(call)
    let notes = file.appendingPathExtension("log")
    defer { try? FileManager.default.removeItem(at: notes) }
    do {
      for place in [file, notes] { try Data().write(to: place) }
      let body = try FileHandle(forWritingTo: file)
      let log = try FileHandle(forWritingTo: notes)
      defer {
        try? body.close()
        try? log.close()
      }
      let input = Pipe()
      // It fits into the pipe, so that this neither blocks nor meets a curl that is gone.
      try input.fileHandleForWriting.write(contentsOf: Data(config.utf8))
      try input.fileHandleForWriting.close()
      let process = Process()
      process.executableURL = URL(filePath: path)
      process.arguments = ["-q", "-K", "-"]
      process.standardInput = input
      process.standardOutput = body
      process.standardError = log
      let run = try control.start(process)
      control.wait(for: run)
      let isKilled = process.terminationReason == .uncaughtSignal
      // Ctrl-C reaches curl as well as podfit, whose own handler may be a moment behind.
      if isKilled { control.pause(milliseconds: 500) }
      if control.isCancelled { throw PullError.interrupted }
      let text = String(decoding: try Data(contentsOf: notes).prefix(20_000), as: UTF8.self)
      return Self.answer(isKilled ? Self.killed : process.terminationStatus, text)
    } catch let error as PullError {
      throw error
    } catch {
      throw .curlFailed((error as NSError).localizedDescription)
    }
  }

  /// What stands for the exit status of a curl that a signal ended; its own go up to 99.
  static let killed: Int32 = 256

  /// What curl prints at the end of a request, after its own words.
  private static let mark = "podfit-answer:"

  private static func answer(_ exit: Int32, _ text: String) -> Answer {
    let parts = text.split(separator: mark, maxSplits: 1, omittingEmptySubsequences: false)
    let numbers = (parts.count > 1 ? parts[1] : "").split(separator: ",")
    return Answer(
      exit: exit,
      status: numbers.first.flatMap { Int($0) } ?? 0,
      retryAfter: numbers.count > 1 ? Int(numbers[1]) : nil,
      message: String(parts.first ?? "").trimmingCharacters(in: .whitespacesAndNewlines)
    )
  }

  /// The pipe holds 64 KiB before somebody reads.
  private static let configurationLimit = 60_000

  /// The request in curl's own configuration language.
  ///
  /// - Source: curl(1), `-K, --config`: in double quotes a backslash escapes
  private func configuration(_ call: Call) throws(PullError) -> String {
    var lines = ["silent", "show-error", "globoff", "get", "proto = \"=http,https\""]
    func add(_ option: String, _ value: String) throws(PullError) {
      var quoted = ""
      for scalar in value.unicodeScalars {
        switch scalar {
        case "\\": quoted += "\\\\"
        case "\"": quoted += "\\\""
        case "\n": quoted += "\\n"
        case "\t": quoted += "\\t"
        default:
          guard scalar.properties.generalCategory != .control else {
            throw .unusableText(what: "a value for curl's \(option)")
          }
          quoted.unicodeScalars.append(scalar)
        }
      }
      lines.append("\(option) = \"\(quoted)\"")
    }
    try add("url", call.url)
    for parameter in call.parameters {
      try add("data-urlencode", "\(parameter.name)=\(parameter.value)")
    }
    for header in call.headers {
      guard header.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control }) else {
        throw .unusableText(what: "a header")
      }
      try add("header", header)
    }
    if let user = call.user {
      guard !user.contains("\n") else { throw .unusableText(what: "the user or password") }
      try add("user", user)
    }
    if let certificates = call.certificates { try add("cacert", certificates) }
    try add("connect-timeout", "\(min(call.patience, 30))")
    // A server that works says nothing; so does one that hangs. Past its own limit it hangs.
    try add("speed-time", "\(call.patience)")
    try add("speed-limit", "1")
    try add("max-time", "\(call.patience * 30)")
    let header = printsHeaders ? "%header{retry-after}" : ""
    try add("write-out", "%{stderr}\n\(Self.mark)%{http_code},\(header)")
    let text = lines.joined(separator: "\n") + "\n"
    guard text.utf8.count <= Self.configurationLimit else {
      throw .unusableText(what: "the request")
    }
    return text
  }
}
