import ArgumentParser
import Foundation
import PodfitKit

/// Options that say which configuration file is used.
struct ConfigOptions: ParsableArguments {
  @Option(
    name: .long,
    help: """
      The configuration file (default: the nearest .podfit.yaml or podfit.yaml up to the root of the Git \
      repository, else podfit/config.yaml in XDG_CONFIG_HOME).
      """,
    completion: .file(extensions: ["yaml", "yml"])
  )
  var config: String?

  @Flag(name: .long, help: "Use no configuration file.")
  var noConfig = false

  func validate() throws {
    guard config != "" else { throw ValidationError("--config: the name of the file is empty") }
    guard config == nil || !noConfig else {
      throw ValidationError("--config and --no-config exclude each other")
    }
  }

  /// Which file is meant.
  var source: ConfigurationSource {
    if noConfig { return .none }
    if let config { return .file(config) }
    return .nearest(
      folder: FileManager.default.currentDirectoryPath,
      variables: ProcessInfo.processInfo.environment
    )
  }

  /// What the file says.
  ///
  /// - Throws: `PodfitError` for a file that cannot be used
  func configuration() throws -> Configuration { try Podfit.configuration(source) }
}
