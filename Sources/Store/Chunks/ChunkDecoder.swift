internal import PodfitModel

extension Chunk {
  /// Decodes the chunk of `day` (days since the epoch, UTC) into sorted samples.
  ///
  /// Everything is checked before it is used, since a file may have been damaged: the result is
  /// exact or a defect is thrown.
  ///
  /// - Complexity: O(slots)
  func decoded(day: Int64) throws(ChunkDefect) -> SampleColumn {
    var column = SampleColumn()
    try append(day: day, to: &column)
    return column
  }

  /// Decodes the chunk behind what `column` holds.
  func append(day: Int64, to column: inout SampleColumn) throws(ChunkDefect) {
    try withView { (view) throws(ChunkDefect) in try view.append(day: day, to: &column) }
  }

  /// Decodes the chunk behind what `runs` and `values` hold.
  func append(
    day: Int64,
    runs: inout [TimeRun],
    values: inout [Int64]
  ) throws(ChunkDefect) {
    try withView { (view) throws(ChunkDefect) in
      try view.append(day: day, runs: &runs, values: &values)
    }
  }

  private func withView(_ body: (ChunkView) throws(ChunkDefect) -> Void) throws(ChunkDefect) {
    // The closures end before the arrays that they borrow.
    try unsafe bits.span.bytes.withUnsafeBytes {
      (bits: UnsafeRawBufferPointer) throws(ChunkDefect) -> Void in
      try unsafe Self.lend(presence) { (presence) throws(ChunkDefect) -> Void in
        try unsafe Self.lend(times?.bits) { (timeBits) throws(ChunkDefect) -> Void in
          let view = unsafe ChunkView(
            first: first,
            step: step,
            samples: samples,
            slots: slots,
            base: base,
            slope: slope,
            scale: scale,
            width: width,
            isDelta: isDelta,
            block: block,
            timeScale: times?.scale ?? 0,
            timeWidth: times?.width ?? 0,
            presence: presence,
            timeBits: timeBits,
            bits: bits
          )
          try body(view)
        }
      }
    }
  }

  private static func lend(
    _ bytes: [UInt8]?,
    _ body: (UnsafeRawBufferPointer?) throws(ChunkDefect) -> Void
  ) throws(ChunkDefect) {
    guard let bytes else { return try body(nil) }
    try unsafe bytes.span.bytes.withUnsafeBytes {
      (bytes: UnsafeRawBufferPointer) throws(ChunkDefect) -> Void in
      try unsafe body(bytes)
    }
  }
}
