import ArgumentParser
import Foundation
import PodfitKit

/// `podfit config`: the settings in a file.
struct ConfigCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "config",
    abstract: "Settings in a file: show what holds, write an example, check a file.",
    discussion: """
      Options of the command line win over the file, the file over the defaults.
      docs/guide/configuration.md describes every key.
      """,
    subcommands: [ConfigShow.self, ConfigInit.self, ConfigValidate.self]
  )
}

/// `podfit config show`: what holds, and why.
struct ConfigShow: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Print the settings that hold, as a configuration file."
  )

  @OptionGroup var config: ConfigOptions

  @Flag(
    name: .long,
    help: "Say of each value where it comes from: default, file and line, profile."
  )
  var origin = false

  @Option(name: .long, help: "text (YAML) or json.")
  var format = "text"

  @OptionGroup var output: OutputOptions

  func run() throws {
    let format = try FormatOption.find(format, in: ["text", "json"]) { $0 }
    let settings = try config.configuration()
    try output.deliver(
      settings.text(asJSON: format == "json", origins: origin),
      sparing: [settings.path].compactMap(\.self)
    )
  }
}

/// `podfit config init`: a file to start from.
struct ConfigInit: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init",
    abstract:
      "Write a file with every key, its default and what it is for; never over one that is there."
  )

  @Argument(help: "The file, or - for standard output.", completion: .file())
  var file = ".podfit.yaml"

  func run() throws {
    guard file != "-" else { return try Terminal.print(Podfit.exampleConfiguration) }
    let place = URL(filePath: file)
    let other = ConfigurationSource.names.map {
      place.deletingLastPathComponent().appending(path: $0)
    }.first { FileManager.default.fileExists(atPath: $0.path) }
    if let other, ConfigurationSource.names.contains(place.lastPathComponent) {
      throw PodfitError.unwritable(
        path: file,
        reason: "\(other.lastPathComponent) is there already"
      )
    }
    do {
      try Data(Podfit.exampleConfiguration.utf8).write(to: place, options: .withoutOverwriting)
    } catch {
      let isThere = FileManager.default.fileExists(atPath: place.path)
      throw PodfitError.unwritable(
        path: file,
        reason: isThere ? "it is there already" : (error as NSError).localizedDescription
      )
    }
    try Terminal.print("\(file.printable)\n")
  }
}

/// `podfit config validate`: what is wrong with a file.
struct ConfigValidate: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "validate",
    abstract: "Say everything that is wrong with a file; exit 2 where something is."
  )

  @Argument(help: "The file (default: the one that would be used).", completion: .file())
  var file: String?

  @OptionGroup var config: ConfigOptions

  func validate() throws {
    guard file == nil || (config.config == nil && !config.noConfig) else {
      throw ValidationError("name the file once, or leave out --config and --no-config")
    }
  }

  func run() throws {
    let source = file.map { ConfigurationSource.file($0) } ?? config.source
    guard let path = try Podfit.configurationPath(source) else {
      throw PodfitError.noConfiguration
    }
    _ = try Podfit.configuration(source)
    try Terminal.print("\(path.printable): valid\n")
  }
}
