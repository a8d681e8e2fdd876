import ArgumentParser
import PodfitKit

extension DatabaseCommand {
  /// `podfit db verify`: whether everything is in order.
  struct Verify: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Check the whole file; exit status 2 where something is wrong.",
      discussion: """
        Pages and references, the schema, every chunk against its series, the ledger, the inventory, \
        sketches, and that every view answers. Nothing is changed.
        """
    )

    @OptionGroup var database: DatabaseOptions

    func run() throws {
      let result = try database.podfit.verify()
      for problem in result.problems { try Terminal.print(problem) }
      let more = result.problemCount - result.problems.count
      if more > 0 { try Terminal.print("… and \(more) more") }
      let checked =
        "\(result.samples.grouped) samples in \(result.chunks.grouped) chunks,"
        + " \(result.views) views"
      guard result.problemCount == 0 else {
        Terminal.complain("error: \(result.problemCount.counted("problem")) in \(database.path)")
        throw Outcome.Failed()
      }
      try Terminal.print("in order: \(checked)")
    }
  }

  /// `podfit db prune`: old days go.
  struct Prune: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Drop whole UTC days that are old.",
      discussion: """
        In one step: a run that is killed has dropped everything or nothing. The ledger and the inventory \
        stay, so that a file which was ingested once brings nothing back.
        """
    )

    @Option(name: .long, help: "Drop the days before this one, such as 2026-10-01.")
    var before: String?

    @Option(
      name: .long,
      help: "Keep so many days or weeks up to the last one with samples, such as 30d or 8w."
    )
    var keep: String?

    @Flag(name: .long, help: "Say what would go, and change nothing.")
    var dryRun = false

    @Flag(name: .long, help: "Give the free space back to the system; rewrites the file.")
    var vacuum = false

    @OptionGroup var database: DatabaseOptions

    func run() throws {
      let result = try database.podfit.prune(
        try retention(),
        isRehearsal: dryRun,
        shrinks: vacuum
      )
      guard let result else {
        try Terminal.print("nothing to drop: the database has no samples")
        return
      }
      try Terminal.print(
        "\(dryRun ? "would drop" : "dropped") \(Int(result.days).grouped) days before"
          + " \(UTCDay.text(result.firstKeptDay)): \(Int(result.samples).grouped) samples,"
          + " \(Int(result.series).grouped) whole series, \(Int(result.sketches).grouped) sketches"
      )
    }

    private func retention() throws -> Podfit.Retention {
      switch (before, keep) {
      case (let before?, nil):
        guard let day = UTCDay.day(before) else {
          throw ValidationError("--before: not a date such as 2026-10-01: \"\(before)\"")
        }
        return .from(day: day)
      case (nil, let keep?):
        let count = Int64(keep.dropLast()) ?? 0
        guard let unit = keep.last, unit == "d" || unit == "w", (1...100_000).contains(count) else {
          throw ValidationError(
            "--keep: not a number of days or weeks such as 30d or 8w: \"\(keep)\""
          )
        }
        return .last(days: unit == "w" ? count * 7 : count)
      default: throw ValidationError("say what is to go: either --before DATE or --keep 8w")
      }
    }
  }

  /// `podfit db rollup`: fills the table of daily use.
  struct Rollup: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Fill the view daily_usage, which sqlite3 reads without unpacking samples.",
      discussion: "Computes nothing where no day has changed since the last time."
    )

    @OptionGroup var database: DatabaseOptions

    func run() throws {
      let result = try database.podfit.rollUp()
      try Terminal.print(
        "\(result.days.counted("day")) of \(result.containers.counted("container")) rolled up,"
          + " \(result.changedDays) changed"
      )
    }
  }
}
