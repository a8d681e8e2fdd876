extension SampleViews {
  /// The arm of `sample_point` over chunks in blocks (``BlockPacking``), which comes before that of
  /// chunks that need a sum.
  ///
  /// What is the same for a whole block is looked up in `slot`, since SQLite computes an expression
  /// anew wherever it stands: `f.n` is the sum of the widths before the block, `w.n` its width.
  static func inBlocks(_ chunks: String) -> String {
    let number = "k.n * c.block + j.n"
    let count = "((c.slots - 1) / c.block + 1)"
    let numbers = "(\(count) + (\(count) * c.width + 7) / 8 + f.n * (c.block / 8))"
    return """
        SELECT p.cluster, p.namespace, p.pod, p.container, s.metric, s.part, s.source, s.bucket_ms,
          s.is_alone, c.first_ms + c.step_ms * (\(number)) AS at_ms,
          c.base + c.scale * (\(self.number(of: "c.value_bits", width: "c.width", at: "k.n", from: "\(count) + "))
          + \(self.number(of: "c.value_bits", width: "w.n", at: "j.n", from: "\(numbers) + "))) AS value
        FROM pod_container p
        CROSS JOIN series s ON s.pod_container_id = p.id
        CROSS JOIN chunk c ON \(chunks) AND c.block > 0
        CROSS JOIN (SELECT \(allBytes) AS bytes) b
        CROSS JOIN slot k ON k.n < \(count)
        CROSS JOIN slot f ON f.n = CASE k.n WHEN 0 THEN 0 ELSE \(byte("c.value_bits", "k.n - 1")) END
        CROSS JOIN slot w ON w.n = \(byte("c.value_bits", "k.n")) - f.n
        CROSS JOIN slot j ON j.n < min(c.block, c.slots - k.n * c.block)
        WHERE \(isPresent("(\(number))"))
        UNION ALL

      """
  }
}
