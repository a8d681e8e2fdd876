internal import GRDB
public import PodfitModel

/// What kinds of samples a store holds: which columns a table of them needs.
public struct SampleKinds: Hashable, Sendable {
  /// The signals, in the order of their declaration.
  public var metrics: [Metric]
  /// Whether any series is a part, such as a JVM memory pool.
  public var hasParts: Bool
  /// Whether any series names its source.
  public var hasSources: Bool
  /// Whether any series states the window of its samples.
  public var hasWindows: Bool
  /// Whether any CPU use is finer than a microcore.
  public var hasNanocores: Bool
}

extension Store {
  /// What kinds of samples there are; reads no samples, but the headers of all CPU chunks.
  ///
  /// - Throws: `StoreError` when SQLite reports trouble
  public func sampleKinds() throws(StoreError) -> SampleKinds {
    try read { db in
      let names = try Set(String.fetchAll(db, sql: "SELECT DISTINCT metric FROM series"))
      func exists(_ sql: String) throws -> Bool {
        try Int64.fetchOne(db, sql: "SELECT EXISTS (SELECT 1 FROM \(sql))") == 1
      }
      return SampleKinds(
        metrics: Metric.allCases.filter { names.contains($0.rawValue) },
        hasParts: try exists("series WHERE part <> ''"),
        hasSources: try exists("series WHERE source <> ''"),
        hasWindows: try exists("series WHERE window_ms IS NOT NULL"),
        // By the formulas of docs/schema.md every value is a multiple of 1000 where base, slope and
        // scale are; values as they are (64 bits) may be anything.
        hasNanocores: try exists(
          """
          series s JOIN chunk c ON \(ChunkNumber.isOf("s.id"))
          WHERE s.metric = 'cpu_usage_cores' AND (c.base % 1000 <> 0 OR c.slope % 1000 <> 0
            OR c.width > 0 AND c.scale % 1000 <> 0 OR c.width = 64)
          """
        )
      )
    }
  }
}
