public import Foundation

/// The built program, as end-to-end tests run it.
public enum PodfitProgram {
  /// What one run printed and how it ended.
  public struct Outcome: Sendable {
    /// The exit status.
    public var status: Int32
    /// Standard output.
    public var output: String
    /// Standard error.
    public var errors: String
  }

  /// The binary: `PODFIT_BIN`, which `make test` sets to the release build.
  public static let path: String? = ProcessInfo.processInfo.environment["PODFIT_BIN"]

  /// Whether the binary is there; says so on standard error where it is not.
  public static let isPresent: Bool = {
    if let path, FileManager.default.isExecutableFile(atPath: path) { return true }
    FileHandle.standardError.write(
      Data("SKIPPED: end-to-end tests; run them by `make test`, which sets PODFIT_BIN\n".utf8)
    )
    return false
  }()

  /// Runs the program with `arguments` in `folder`.
  public static func run(
    _ arguments: [String],
    in folder: URL,
    input: Data = Data(),
    environment: [String: String] = [:]
  ) throws -> Outcome {
    try run(path ?? "podfit", arguments, in: folder, input: input, environment: environment)
  }

  /// Runs another program, such as `sqlite3`.
  ///
  /// Output goes through files, so that a program that prints much never waits for a reader.
  public static func run(
    _ program: String,
    _ arguments: [String],
    in folder: URL,
    input: Data = Data(),
    environment: [String: String] = [:]
  ) throws -> Outcome {
    let scratch = try temporaryFolder()
    defer { try? FileManager.default.removeItem(at: scratch) }
    let outputFile = scratch.appending(path: "out")
    let errorFile = scratch.appending(path: "err")
    let inputFile = scratch.appending(path: "in")
    try Data().write(to: outputFile)
    try Data().write(to: errorFile)
    try input.write(to: inputFile)

    let process = Process()
    process.executableURL = URL(filePath: program)
    process.arguments = arguments
    process.currentDirectoryURL = folder
    var variables = ["PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": scratch.path]
    variables.merge(environment) { $1 }
    process.environment = variables
    process.standardInput = try FileHandle(forReadingFrom: inputFile)
    process.standardOutput = try FileHandle(forWritingTo: outputFile)
    process.standardError = try FileHandle(forWritingTo: errorFile)
    try process.run()
    process.waitUntilExit()
    return Outcome(
      status: process.terminationStatus,
      output: String(decoding: try Data(contentsOf: outputFile), as: UTF8.self),
      errors: String(decoding: try Data(contentsOf: errorFile), as: UTF8.self)
    )
  }

  /// A new empty folder; the caller removes it.
  public static func temporaryFolder() throws -> URL {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "podfit-tests-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return folder
  }
}
