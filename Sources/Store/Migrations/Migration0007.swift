extension Migration {
  /// Version 7: chunks may keep their numbers in blocks (docs/decisions/0015-blocks-of-numbers.md).
  ///
  /// Chunks that are there stay as they are: without a block. The owner of a pod in its own namespace
  /// loses what its key says (``FactText``), where it is as a writer of version 6 wrote it and plain.
  static let blocks = Migration(
    number: 7,
    sql: """
      ALTER TABLE chunk ADD COLUMN block INTEGER;

      UPDATE inventory SET json =
          '{"workload":{"kind":"' || (json ->> '$.workload.kind') || '","name":"'
          || (json ->> '$.workload.name') || '"}}'
        WHERE kind = 'stated_owner' AND json NOT GLOB '*[^ -~]*' AND json =
          '{"kind":"stated_owner","pod":{"cluster":"' || (json ->> '$.pod.cluster')
          || '","name":"' || (json ->> '$.pod.name')
          || '","namespace":"' || (json ->> '$.pod.namespace')
          || '"},"workload":{"cluster":"' || (json ->> '$.pod.cluster')
          || '","kind":"' || (json ->> '$.workload.kind')
          || '","name":"' || (json ->> '$.workload.name')
          || '","namespace":"' || (json ->> '$.pod.namespace') || '"}}';

      DROP VIEW sample_point;

      \(SampleViews.samplePointInBlocks)
      """
  )
}
