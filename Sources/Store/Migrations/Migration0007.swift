extension Migration {
  /// Version 7: chunks may keep their numbers in blocks (docs/decisions/0015-blocks-of-numbers.md).
  ///
  /// Chunks that are there stay as they are: without a block.
  static let blocks = Migration(
    number: 7,
    sql: """
      ALTER TABLE chunk ADD COLUMN block INTEGER;

      DROP VIEW sample_point;

      \(SampleViews.samplePointInBlocks)
      """
  )
}
