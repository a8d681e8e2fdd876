import Foundation

/// The answer to a count: how many series each namespace has, the most of the times asked about.
struct CountAnswer {
  /// Series by namespace; those without one are under an empty name.
  var series: [String: Int] = [:]

  private struct Body: Decodable {
    struct Content: Decodable { var result: [Series] }
    struct Series: Decodable {
      var metric: [String: String]
      var value: Reading?
      var values: [Reading]?
    }
    struct Reading: Decodable {
      var number: Double
      init(from decoder: any Decoder) throws {
        var container = try decoder.unkeyedContainer()
        _ = try container.decode(Double.self)
        number = Double(try container.decode(String.self)) ?? 0
      }
    }
    var data: Content
  }

  /// Answers to counts are small: one short series a namespace.
  private static let sizeLimit = 64 << 20

  /// Reads a body that was found complete; nil for one of another shape.
  init?(_ body: URL) {
    guard let size = (try? FileManager.default.attributesOfItem(atPath: body.path))?[.size] as? Int,
      size <= Self.sizeLimit, let data = try? Data(contentsOf: body),
      let read = try? JSONDecoder().decode(Body.self, from: data)
    else { return nil }
    for series in read.data.result {
      // A metric has one label at most: the one that counts are taken by.
      let name = series.metric.sorted { $0.key < $1.key }.first?.value ?? ""
      let readings = (series.values ?? []) + [series.value].compactMap { $0 }
      let most = readings.map(\.number).filter { $0 >= 0 && $0 < 1e12 }.max() ?? 0
      self.series[name] = max(self.series[name, default: 0], Int(most.rounded(.up)))
    }
  }

  /// The largest number of all.
  var largest: Int { series.values.max() ?? 0 }
}
