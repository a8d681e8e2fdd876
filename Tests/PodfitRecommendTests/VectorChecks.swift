import Foundation
import PodfitModel
import PodfitProfile
import PodfitRecommend
import Testing

/// How each group of vectors is run.
enum VectorChecks {
  typealias Check = @Sendable (Vector) throws -> Void

  static let byGroup: [String: Check] = [
    "hist-linear": buckets, "hist-exp": buckets, "derived-production": buckets,
    "percentile": quantile, "percentile-empty": quantile, "percentile-out-of-range": quantile,
    "emptiness": emptiness, "merge": merge,
    "ckpt-save": save, "ckpt-load": load, "ckpt-roundtrip": roundTrip,
    "decay": decay, "decay-merge": decayMerge, "decay-ckpt": decayLoad,
    "estimator": estimator, "recommender-min": floors, "derived-bounds": bounds,
    "container-peak-oom": peaks, "aggregate": aggregate, "ckpt-writer": writer,
    "derived-endtoend": endToEnd, "derived-krr": krr,
    "rounding": rounding, "units": units, "krr-units": units, "integer-cpu": wholeCPUs,
    "proportional-limit": proportional, "capping": capping, "limitrange": limitRange,
    "oom-event": evictions, "crane-spec": menu,
  ]

  /// Equal within the vector's relative tolerance, or exactly where it has none.
  static func agree(
    _ value: Double,
    _ expected: Double,
    _ fields: Fields,
    _ location: SourceLocation = #_sourceLocation
  ) throws {
    let tolerance = fields.has("tolerance") ? try fields["tolerance"].number : 0
    #expect(
      abs(value - expected) <= tolerance * abs(expected),
      "\(value) is not \(expected)",
      sourceLocation: location
    )
  }

  static func options(_ scheme: Fields) throws -> HistogramOptions {
    let epsilon = try scheme["epsilon"].number
    let max = try scheme["max"].number
    if try scheme["scheme"].text == "linear" {
      return HistogramOptions(
        .linear(max: max, width: try scheme["bucket"].number),
        epsilon: epsilon
      )
    }
    return HistogramOptions(
      .exponential(
        max: max,
        first: try scheme["first_bucket"].number,
        ratio: try scheme["ratio"].number
      ),
      epsilon: epsilon
    )
  }

  // MARK: Histograms

  static let buckets: Check = { vector in
    let fields = try vector.fields()
    let input = try fields["input"]
    let options = try options(input)
    let value: Double
    switch try input["op"].text {
    case "bucket_count": value = Double(options.bucketCount)
    case "bucket_start": value = options.start(of: Int(try input["index"].integer))
    case "find_bucket": value = Double(options.bucket(of: try input["value"].number))
    case let other:
      Issue.record("unknown operation \(other)")
      return
    }
    try agree(value, try fields["expect"].number, fields)
  }

  static func filled(_ input: Fields, _ name: String = "samples_value_weight") throws -> Histogram {
    var histogram = Histogram(try options(try input["histogram"]))
    for sample in try input[name].rows { histogram.add(sample[0], weight: sample[1]) }
    return histogram
  }

  static let quantile: Check = { vector in
    let fields = try vector.fields()
    let input = try fields["input"]
    let quantile = Quantile(try input["percentile"].number)
    try agree(try filled(input).quantile(quantile) ?? 0, try fields["expect"].number, fields)
  }

  static let emptiness: Check = { vector in
    let fields = try vector.fields()
    let input = try fields["input"]
    var histogram = Histogram(try options(try input["histogram"]))
    for operation in try input["ops"].list {
      let parts = try operation.list
      let (value, weight) = (try parts[1].number, try parts[2].number)
      if try parts[0].text == "add" {
        histogram.add(value, weight: weight)
      } else {
        histogram.subtract(value, weight: weight)
      }
    }
    let expected = try fields["expect"]["empty"].flag
    #expect(histogram.isEmpty == expected)
  }

  static let merge: Check = { vector in
    let fields = try vector.fields()
    let input = try fields["input"]
    var merged = try filled(input, "a")
    try merged.merge(try filled(input, "b"))
    var expected = Histogram(merged.options)
    for sample in try fields["expect"]["equals_samples"].rows {
      expected.add(sample[0], weight: sample[1])
    }
    try agree(merged, expected, fields)
  }

  static func agree(_ a: Histogram, _ b: Histogram, _ fields: Fields) throws {
    #expect(a.isEmpty == b.isEmpty)
    for (left, right) in zip(a.weights, b.weights) { try agree(left, right, fields) }
    try agree(a.totalWeight, b.totalWeight, fields)
  }

  // MARK: Checkpoints

  static let save: Check = { vector in
    let fields = try vector.fields()
    let saved = try filled(try fields["input"]).checkpoint
    let expect = try fields["expect"]
    try agree(saved.totalWeight, try expect["total_weight"].number, fields)
    #expect(saved.bucketWeights == (try weights(try expect["bucket_weights"])))
  }

  static func weights(_ fields: Fields) throws -> [Int: UInt32] {
    var result: [Int: UInt32] = [:]
    for name in fields.names {
      result[try #require(Int(name))] = UInt32(try fields[name].integer)
    }
    return result
  }

  static func checkpoint(_ input: Fields) throws -> HistogramCheckpoint? {
    guard input.has("total_weight") else { return nil }
    return HistogramCheckpoint(
      referenceTime: input.has("reference_time") ? try input["reference_time"].time : nil,
      bucketWeights: try weights(try input["bucket_weights"]),
      totalWeight: try input["total_weight"].number
    )
  }

  static let load: Check = { vector in
    let fields = try vector.fields()
    let input = try fields["input"]
    let expect = try fields["expect"]
    var histogram = Histogram(try options(try input["histogram"]))
    if expect.has("error") {
      let before = histogram
      #expect(throws: SketchError.self) { try histogram.load(try checkpoint(input)) }
      #expect(histogram == before)
      return
    }
    try histogram.load(try checkpoint(input))
    if expect.has("empty") {
      let empty = try expect["empty"].flag
      #expect(histogram.isEmpty == empty)
    }
    if expect.has("total_weight") {
      try agree(histogram.totalWeight, try expect["total_weight"].number, fields)
    }
    guard expect.has("bucket_values") else { return }
    let values = try expect["bucket_values"]
    for name in values.names {
      let bucket = try #require(Int(name))
      try agree(histogram.weights[bucket], try values[name].number, fields)
    }
  }

  static let roundTrip: Check = { vector in
    let fields = try vector.fields()
    let input = try fields["input"]
    let before = try filled(input)
    var after = Histogram(before.options)
    try after.load(before.checkpoint)
    let expect = try fields["expect"]
    let (emptyBefore, emptyAfter) = (
      try expect["empty_before"].flag, try expect["empty_after"].flag
    )
    #expect(before.isEmpty == emptyBefore)
    #expect(after.isEmpty == emptyAfter)
  }

  // MARK: Decay

  static func decaying(_ input: Fields, _ samples: [[Double]]) throws -> DecayingHistogram {
    var histogram = DecayingHistogram(
      try options(try input["histogram"]),
      halfLife: .seconds(try input["half_life_s"].integer)
    )
    for sample in samples {
      let time = Instant(milliseconds: Int64(sample[2] * 1000))
      histogram.add(sample[0], weight: sample[1], at: time)
    }
    return histogram
  }

  static let decay: Check = { vector in
    let fields = try vector.fields()
    let input = try fields["input"]
    let samples = try input["samples_value_weight_unixtime"].rows
    let histogram = try decaying(input, samples)
    let quantile = Quantile(try input["percentile"].number)
    try agree(histogram.quantile(quantile) ?? 0, try fields["expect"].number, fields)
  }

  static let decayMerge: Check = { vector in
    let fields = try vector.fields()
    let input = try fields["input"]
    var merged = try decaying(input, try input["a"].rows)
    try merged.merge(try decaying(input, try input["b"].rows))
    let expected = try decaying(input, try fields["expect"]["equals_samples"].rows)
    #expect(merged.referenceTime == expected.referenceTime)
    try agree(merged.histogram, expected.histogram, fields)
  }

  static let decayLoad: Check = { vector in
    let fields = try vector.fields()
    let input = try fields["input"]
    var histogram = try decaying(input, [])
    try histogram.load(try checkpoint(input))
    let expect = try fields["expect"]
    let (empty, time) = (try expect["empty"].flag, try expect["reference_time"].time)
    #expect(histogram.isEmpty == empty)
    #expect(histogram.referenceTime == time)
  }
}
