import ArgumentParser
import PodfitKit

/// `podfit sketch`: mergeable daily rows of the stored samples.
struct SketchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sketch",
    abstract: "Daily sketches of the stored samples, as JSON lines that podfit ingests.",
    discussion: """
      One row per container, UTC day and signal; rows of parts of the pods are merged by ingesting them, \
      whatever their order. docs/formats/sketch.md has the form.
      """
  )

  @OptionGroup var names: NameOptions
  @OptionGroup var times: TimeOptions

  @Option(
    name: .long,
    help: """
      The name of the part of the pods that this database holds; parts with different names add up, rows of \
      one name replace each other. Without it the rows stand for all pods.
      """
  )
  var shard = ""

  @OptionGroup var output: OutputOptions
  @OptionGroup var database: DatabaseOptions

  func validate() throws {
    guard shard.printable == shard else {
      throw ValidationError("--shard: holds a control character")
    }
  }

  func run() throws {
    let filter = try times.filter(names)
    try output.stream(sparing: [database.path]) { write in
      var text = ""
      try database.podfit.sketches(filter, shard: shard) { sketch in
        text += sketch.line
        text += "\n"
        if text.utf8.count >= 1 << 18 {
          try write(Array(text.utf8))
          text = ""
        }
      }
      try write(Array(text.utf8))
    }
  }
}
