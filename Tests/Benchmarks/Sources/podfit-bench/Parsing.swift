import Foundation
import PodfitIngest
import PodfitModel

/// Reading alone: a file goes through its scanner into a sink that only counts.
enum Parsing {
  private struct Counter: SampleSink {
    var samples = 0
    var facts = 0
    mutating func accept(_ batch: SampleBatch) throws { samples += batch.samples.count }
    mutating func accept(_ fact: InventoryFact) throws { facts += 1 }
  }

  /// Reads a file; returns how many samples there were.
  static func samples(in path: String) throws -> Int {
    var counter = Counter()
    _ = try Ingestor.read(.file(path), named: path, into: &counter)
    return counter.samples
  }

  /// The body of a range query, as Prometheus answers it.
  static func writeAnswer(series: Int, samples: Int, to url: URL) throws {
    var text = #"{"status":"success","data":{"resultType":"matrix","result":["#
    var state: UInt64 = 1
    for index in 0..<series {
      text += index == 0 ? "" : ","
      text += #"{"metric":{"__name__":"container_cpu_usage","namespace":"team-\#(index % 20)","#
      text += #""pod":"app-\#(index)","container":"main"},"values":["#
      for sample in 0..<samples {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        text += sample == 0 ? "" : ","
        text += #"[\#(1_794_787_500 + sample * 300),"0.\#(100_000 + state >> 44)"]"#
      }
      text += "]}"
    }
    try Data((text + "]}}").utf8).write(to: url)
  }

  /// What a straightforward program would do: decode the document, then turn texts into Double.
  static func plainSum(of url: URL) throws -> Double {
    struct Answer: Decodable {
      struct Body: Decodable { var result: [Series] }
      struct Series: Decodable { var values: [Reading] }
      struct Reading: Decodable {
        var time: Double
        var value: String
        init(from decoder: any Decoder) throws {
          var cells = try decoder.unkeyedContainer()
          time = try cells.decode(Double.self)
          value = try cells.decode(String.self)
        }
      }
      var data: Body
    }
    let answer = try JSONDecoder().decode(Answer.self, from: try Data(contentsOf: url))
    return answer.data.result.reduce(0) { sum, series in
      series.values.reduce(sum) { $0 + $1.time + (Double($1.value) ?? 0) }
    }
  }
}
