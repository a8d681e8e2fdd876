import Foundation
import PodfitModel
import Testing

@testable import PodfitProfile

@Suite("Buckets by table")
struct BucketTableTests {
  static let schemes: [HistogramOptions] = [
    .cpuCores, .memoryBytes,
    HistogramOptions(.exponential(max: 50, first: 0.25, ratio: 1.9), epsilon: 0.01),
    HistogramOptions(.exponential(max: 3, first: 0.001, ratio: 1.041), epsilon: 0.01),
  ]

  @Test("next to each border the bucket is that of the logarithm", arguments: schemes)
  func borders(options: HistogramOptions) {
    for bucket in 0..<options.bucketCount {
      var (below, above) = (options.start(of: bucket), options.start(of: bucket))
      for _ in 0..<300 {
        #expect(options.bucket(of: below) == options.exactBucket(of: below))
        #expect(options.bucket(of: above) == options.exactBucket(of: above))
        (below, above) = (below.nextDown, above.nextUp)
      }
      for distance in [1e-13, 1e-12, 2e-12, 1e-11, 1e-6, 1e-3] {
        for value in [1 - distance, 1 + distance].map({ $0 * options.start(of: bucket) }) {
          #expect(options.bucket(of: value) == options.exactBucket(of: value))
        }
      }
    }
  }

  @Test("so it is between borders and off the scale", arguments: schemes)
  func between(options: HistogramOptions) {
    var random = Seeded(seed: 11)
    var byTable = 0
    for _ in 0..<20_000 {
      let value = options.start(of: .max) * 1.2 * pow(2, -Double.random(in: 0...40, using: &random))
      #expect(options.bucket(of: value) == options.exactBucket(of: value))
      if options.table?.bucket(of: value) != nil { byTable += 1 }
    }
    // Else all of this would show nothing.
    #expect(byTable > 19_000)
    let hostile: [Double] = [
      .nan, -.nan, .infinity, -.infinity, .greatestFiniteMagnitude, -.greatestFiniteMagnitude, 0,
      -0.0,
      -1, 1e300, -1e-300, .leastNonzeroMagnitude,
    ]
    for value in hostile {
      #expect(options.bucket(of: value) == options.exactBucket(of: value), "\(value)")
    }
  }

  @Test("every whole millicore and page has the bucket of the logarithm")
  func readings() {
    for millicores in 0..<200_000 as Range<Int64> {
      let cores = CPU.millicores(millicores).cores
      #expect(
        HistogramOptions.cpuCores.bucket(of: cores)
          == HistogramOptions.cpuCores.exactBucket(of: cores)
      )
    }
    for pages in stride(from: 0, to: 40_000_000, by: 997) {
      let bytes = Double(pages * 4096)
      #expect(
        HistogramOptions.memoryBytes.bucket(of: bytes)
          == HistogramOptions.memoryBytes.exactBucket(of: bytes)
      )
    }
  }

  @Test("buckets too narrow for a table, and of one width, do without")
  func without() {
    let narrow = HistogramOptions(.exponential(max: 5, first: 0.01, ratio: 1.03), epsilon: 0.01)
    let linear = HistogramOptions(.linear(max: 5, width: 0.1), epsilon: 0.01)
    #expect(narrow.table == nil && linear.table == nil)
    for step in 0..<600 {
      let value = Double(step) / 100
      #expect(narrow.bucket(of: value) == narrow.exactBucket(of: value))
      #expect(linear.bucket(of: value) == min(Int(value / 0.1), 50))
    }
  }
}
