import Foundation
import PodfitKit

/// `podfit-bench [CONTAINERS] [SAMPLES] [ROUNDS]`: the main job's stages beside a plain twin, interleaved
/// in one run; what counts is the ratio of the medians, wall time is for reading.
@main
enum Bench {
  static func main() throws {
    let numbers = CommandLine.arguments.dropFirst().compactMap { Int($0) }
    let containers = numbers.first ?? 500
    let samples = numbers.dropFirst().first ?? 2_016
    let rounds = numbers.dropFirst(2).first ?? 5
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "podfit-bench-\(ProcessInfo.processInfo.processIdentifier)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }

    let csv = folder.appending(path: "usage.csv")
    try Generator.write(containers: containers, samples: samples, to: csv)
    let rows = containers * samples
    print("\(containers) containers x \(samples) samples, \(rows) rows, \(rounds) rounds")

    var times: [String: [Double]] = [:]
    var size = 0
    for round in 0..<rounds {
      let database = folder.appending(path: "\(round).db").path
      let podfit = Podfit(database: database)
      times["plain twin: parse", default: []].append(
        try seconds { _ = try PlainTwin.peaks(of: csv) }
      )
      times["podfit: ingest and store", default: []].append(
        try seconds {
          _ = try podfit.ingest(
            IngestRequest(paths: [csv.path], now: Instant(milliseconds: 0))
          )
        }
      )
      times["podfit: profile and recommend", default: []].append(
        try seconds { _ = try podfit.recommendations(RecommendRequest()) }
      )
      let attributes = try FileManager.default.attributesOfItem(atPath: database)
      size = (attributes[.size] as? Int) ?? 0
    }
    let twin = median(times["plain twin: parse"] ?? [])
    for (name, values) in times.sorted(by: { $0.key < $1.key }) {
      let time = median(values)
      print(
        "\(name): \((time * 1_000).text(decimals: 0)) ms,"
          + " \((Double(rows) / time / 1e6).text(decimals: 2)) M rows/s,"
          + " \((time / twin).text(decimals: 2))x of the plain twin"
      )
    }
    print("database: \((Double(size) / Double(rows)).text(decimals: 2)) bytes per row")
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
