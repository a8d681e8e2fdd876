/// Reads one file of any known form.
public enum Ingestor {
  /// The size of the head by which a form is recognised.
  static let headSize = 1 << 16

  /// Recognises a file by its content, reads it and hands samples and facts to `sink`.
  ///
  /// Plain and gzip content are read alike; the name plays no part except where series without a
  /// metric name need a guess. Memory does not grow with the file.
  ///
  /// - Parameters:
  ///   - source: the bytes
  ///   - file: the name for messages
  ///   - options: what the caller knows about the content
  ///   - sink: what takes samples and facts
  ///   - blockSize: how many bytes are asked for at a time, at least 1; results do not depend on it
  ///   - kind: by what the file is told from others
  /// - Returns: what was read, with the format and the digest
  /// - Throws: ``IngestError``; what the sink was given before is the caller's to undo
  public static func read<Sink: SampleSink>(
    _ source: consuming ByteSource,
    named file: String,
    options: IngestOptions = IngestOptions(),
    into sink: inout Sink,
    blockSize: Int = ByteReader.defaultBlockSize,
    digest kind: DigestKind = .sha256
  ) throws(IngestError) -> FileReport {
    let stored = try ByteReader(source, named: file, blockSize: blockSize, digest: kind)
    let reader = try UTF16Text.decoding(stored, blockSize: blockSize)
    let head = try reader.head(headSize)
    guard head.contains(where: { !$0.isBlank }) else {
      throw IngestError(.emptyFile, at: .init(file: file))
    }
    var format = FormatRegistry.all.first { type(of: $0).recognises(head) }
    if format == nil, KubectlTop.recognises(head, options.labelMap) { format = KubectlTop() }
    if format == nil, NeutralJSONL.recognises(head, options.labelMap) { format = NeutralJSONL() }
    if format == nil, NeutralCSV.recognises(head, options.labelMap) { format = NeutralCSV() }
    guard let format else {
      throw IngestError(.notReadable(Lookalike(head: head)), at: .init(file: file))
    }
    var report = try format.read(reader, options: options, into: &sink)
    if let end = report.truncation {
      guard report.samples > 0 || report.facts > 0 else { throw end }
      report.warnings.insert("truncated: \(end.firstLine)", at: 0)
    }
    if report.samples == 0, report.rejected > 0 {
      report.warnings.append(
        "all \(report.rejected) readings were refused: none is a usable number"
      )
    }
    report.format = type(of: format).id
    report.digest = try stored.digest(
      after: reader,
      allowsTruncated: report.truncation != nil
    )
    return report
  }

  /// The digest of the bytes of `source` as they are.
  ///
  /// - Throws: ``IngestError`` where the bytes cannot be read
  public static func digest(
    _ source: consuming ByteSource,
    named file: String,
    kind: DigestKind = .sha256
  ) throws(IngestError) -> String {
    var digest = try ContentDigest(kind)
    var block = [UInt8](repeating: 0, count: ByteReader.defaultBlockSize)
    while true {
      let count = try source.read(into: &block, in: block.indices, named: file)
      guard count > 0 else { return digest.text() }
      digest.update(block, in: 0..<count)
    }
  }
}

extension ByteReader {
  /// Reads what is left of `content`, which these bytes are or are decoded to, and returns the
  /// digest of the file.
  fileprivate func digest(
    after content: ByteReader,
    allowsTruncated: Bool
  ) throws(IngestError) -> String {
    do throws(IngestError) {
      try content.readRest()
      try readRest()
    } catch {
      // The file's bytes were all read when it turned out that some are missing.
      guard allowsTruncated, error.isTruncation else { throw error }
    }
    return finalDigest()
  }
}

extension UInt8 {
  /// Whether this is a blank of JSON and CSV alike: space, tab, line feed, carriage return.
  var isBlank: Bool { self == 0x20 || self == 0x0A || self == 0x0D || self == 0x09 }
}
