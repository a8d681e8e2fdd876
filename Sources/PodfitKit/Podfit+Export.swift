import PodfitModel
import PodfitProfile
import PodfitReport
import PodfitStore

/// What is exported, and how.
public struct ExportRequest: Hashable, Sendable {
  /// What is exported.
  public enum Content: String, Hashable, Sendable, CaseIterable {
    /// Stored samples as the neutral CSV or JSON lines.
    case samples
    /// What the samples of each container come to.
    case profiles
    /// Daily sketches.
    case sketches
  }

  /// How it is written.
  public enum Format: String, Hashable, Sendable, CaseIterable {
    /// A table.
    case csv
    /// JSON, one object a line.
    case jsonl
  }

  /// What is exported.
  public var content: Content
  /// How it is written.
  public var format: Format
  /// Which part of it.
  public var filter: UsageFilter

  /// Makes a request.
  public init(content: Content, format: Format, filter: UsageFilter = UsageFilter()) {
    self.content = content
    self.format = format
    self.filter = filter
  }
}

/// What an export wrote and what it left out.
public struct ExportResult: Hashable, Sendable {
  /// Series that no neutral row can hold: sums over a pod and sandboxes that name no source.
  public var skippedSeries: Int
}

extension Podfit {
  /// Bytes are handed over in pieces of about this size.
  private static let pieceSize = 1 << 18

  /// Writes what the database holds in a neutral form.
  ///
  /// Samples and sketches can be ingested again and give the same series and sketches. Of sketches the
  /// ingested ones are written; where there are none, those of the samples.
  ///
  /// - Parameters:
  ///   - request: What, and how.
  ///   - body: Called with pieces of the file.
  /// - Returns: What was left out.
  /// - Throws: ``PodfitError`` when the database cannot be read or sketches are asked for as CSV, or what
  ///   `body` throws
  /// - Complexity: O(samples); memory holds one container at a time
  @discardableResult
  public func export(
    _ request: ExportRequest,
    _ body: ([UInt8]) throws -> Void
  ) throws(PodfitError) -> ExportResult {
    switch (request.content, request.format) {
    case (.samples, let format):
      return try exportSamples(format == .csv ? .csv : .jsonLines, request.filter, body)
    case (.profiles, let format): try exportProfiles(format, request.filter, body)
    case (.sketches, .jsonl): try exportSketches(request.filter, body)
    case (.sketches, .csv): throw .noSuchExport("sketches are written as jsonl only")
    }
    return ExportResult(skippedSeries: 0)
  }

  private func exportSamples(
    _ form: SampleTable.Form,
    _ filter: UsageFilter,
    _ body: ([UInt8]) throws -> Void
  ) throws(PodfitError) -> ExportResult {
    try withStore(.readOnly) { store in
      let inventory = Inventory(try store.facts())
      var table = SampleTable(form, kinds: try store.sampleKinds(), filter: filter)
      try store.forEachContainer { container, series in
        let workload = inventory.owners.owner(of: container.pod).workload
        guard filter.holds(workload) else { return }
        table.append(
          container,
          series,
          workload: workload,
          node: inventory.nodeName(of: container.pod)
        )
        if table.buffer.count >= Self.pieceSize {
          try body(table.buffer)
          table.buffer.removeAll(keepingCapacity: true)
        }
      }
      if !table.buffer.isEmpty { try body(table.buffer) }
      return ExportResult(skippedSeries: table.skippedSeries)
    }
  }

  private func exportSketches(
    _ filter: UsageFilter,
    _ body: ([UInt8]) throws -> Void
  ) throws(PodfitError) {
    var hasStored = false
    var pieces = TextPieces()
    try withStore(.readOnly) { store in
      try store.forEachSketch { sketch in
        hasStored = true
        let workload = sketch.key.container.workload
        guard filter.holds(workload), filter.holds(day: sketch.key.day) else { return }
        try pieces.append(sketch.line + "\n", body)
      }
      if hasStored { try pieces.finish(body) }
    }
    guard !hasStored else { return }
    try sketches(filter) { try pieces.append($0.line + "\n", body) }
    do {
      try pieces.finish(body)
    } catch {
      throw (error as? PodfitError) ?? .unwritable(path: "output", reason: "\(error)")
    }
  }

  private func exportProfiles(
    _ format: ExportRequest.Format,
    _ filter: UsageFilter,
    _ body: ([UInt8]) throws -> Void
  ) throws(PodfitError) {
    let profiles = try profiles(filter)
    var pieces = TextPieces()
    do {
      if format == .csv { try pieces.append(UsageProfile.csvHeader, body) }
      for each in profiles {
        try pieces.append(format == .csv ? each.csvRow : each.jsonLine + "\n", body)
      }
      try pieces.finish(body)
    } catch {
      throw (error as? PodfitError) ?? .unwritable(path: "output", reason: "\(error)")
    }
  }
}

/// Gathers texts until there is enough of them to be handed over.
private struct TextPieces {
  private static let size = 1 << 18
  private var buffer: [UInt8] = []

  mutating func append(_ text: String, _ body: ([UInt8]) throws -> Void) throws {
    buffer.append(contentsOf: text.utf8)
    if buffer.count >= Self.size { try finish(body) }
  }

  /// Hands over what is left.
  mutating func finish(_ body: ([UInt8]) throws -> Void) throws {
    guard !buffer.isEmpty else { return }
    try body(buffer)
    buffer.removeAll(keepingCapacity: true)
  }
}
