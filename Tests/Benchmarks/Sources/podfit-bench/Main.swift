import Foundation
import PodfitKit

/// `podfit-bench [CONTAINERS] [SAMPLES] [ROUNDS]`: stages of the main job beside plain twins, interleaved
/// in one run; what counts is the ratio of the medians, wall time is for reading.
///
/// `podfit-bench read FILE…` reads files of any form without storing anything.
@main
enum Bench {
  static func main() throws {
    if CommandLine.arguments.dropFirst().first == "read" {
      return try read(CommandLine.arguments.dropFirst(2))
    }
    let numbers = CommandLine.arguments.dropFirst().compactMap { Int($0) }
    let containers = numbers.first ?? 500
    let samples = numbers.dropFirst().first ?? 2_016
    let rounds = numbers.dropFirst(2).first ?? 5
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "podfit-bench-\(ProcessInfo.processInfo.processIdentifier)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }

    let rows = containers * samples
    print("\(containers) containers x \(samples) samples, \(rows) rows, \(rounds) rounds")
    try csv(containers, samples, rounds, in: folder)
    try answer(containers, samples, rounds, in: folder)
  }

  /// The whole job on a neutral CSV.
  private static func csv(
    _ containers: Int,
    _ samples: Int,
    _ rounds: Int,
    in folder: URL
  ) throws {
    let csv = folder.appending(path: "usage.csv")
    try Generator.write(containers: containers, samples: samples, to: csv)
    var size = 0
    var database = ""
    try compare(
      rows: containers * samples,
      rounds: rounds,
      [
        ("plain twin: parse CSV", { _ = try PlainTwin.peaks(of: csv) }),
        ("podfit: read CSV", { _ = try Parsing.samples(in: csv.path) }),
        (
          "podfit: read and store CSV",
          {
            database = folder.appending(path: "\(UUID().uuidString).db").path
            let request = IngestRequest(paths: [csv.path], now: Instant(milliseconds: 0))
            _ = try Podfit(database: database).ingest(request)
          }
        ),
        (
          "podfit: profile and recommend",
          {
            _ = try Podfit(database: database).recommendations(RecommendRequest())
            let attributes = try FileManager.default.attributesOfItem(atPath: database)
            size = (attributes[.size] as? Int) ?? 0
          }
        ),
      ]
    )
    let perRow = Double(size) / Double(containers * samples)
    print("database: \(perRow.text(decimals: 2)) bytes per row")
  }

  /// Reading the answer of a range query.
  private static func answer(
    _ containers: Int,
    _ samples: Int,
    _ rounds: Int,
    in folder: URL
  ) throws {
    let answer = folder.appending(path: "answer.json")
    try Parsing.writeAnswer(series: containers, samples: samples, to: answer)
    try compare(
      rows: containers * samples,
      rounds: rounds,
      [
        ("plain twin: decode Prometheus JSON", { _ = try Parsing.plainSum(of: answer) }),
        ("podfit: read Prometheus JSON", { _ = try Parsing.samples(in: answer.path) }),
      ]
    )
  }

  /// Runs jobs in turns and prints each beside the first, the plain twin.
  private static func compare(
    rows: Int,
    rounds: Int,
    _ jobs: [(name: String, run: () throws -> Void)]
  ) throws {
    var times = [[Double]](repeating: [], count: jobs.count)
    for _ in 0..<rounds {
      for (index, job) in jobs.enumerated() { times[index].append(try seconds(job.run)) }
    }
    let medians = times.map(median)
    for (job, time) in zip(jobs, medians) {
      print(
        "\(job.name): \((time * 1_000).text(decimals: 0)) ms,"
          + " \((Double(rows) / time / 1e6).text(decimals: 2)) M rows/s,"
          + " \((time / medians[0]).text(decimals: 2))x of the plain twin"
      )
    }
  }

  private static func read(_ paths: ArraySlice<String>) throws {
    for path in paths {
      var samples = 0
      let time = try seconds { samples = try Parsing.samples(in: path) }
      let rate = Double(samples) / time / 1e6
      print(
        "\(path): \(samples) samples, \(time.text(decimals: 2)) s,"
          + " \(rate.text(decimals: 1)) M samples/s"
      )
    }
  }

  private static func seconds(_ body: () throws -> Void) rethrows -> Double {
    let clock = ContinuousClock()
    let duration = try clock.measure(body)
    return Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
  }

  private static func median(_ values: [Double]) -> Double {
    values.sorted()[values.count / 2]
  }
}
