/// The answer of OpenCost and Kubecost to `/allocation`: averages per container and step.
///
/// Usual input: one line of 1 to 3 KB per container and step.
///
/// - Source: docs/formats/opencost-allocation.md
public struct OpenCostAllocation: Format {
  /// The id `opencost-allocation`.
  public static let id = "opencost-allocation"

  /// What it is, in a few words.
  public static let summary = "OpenCost and Kubecost allocations (averages only)"

  /// Makes a reader.
  public init() {}

  /// Whether it is an answer with a code whose data are allocations.
  ///
  /// Kubecost writes `"status":"success"` as Prometheus does, so that this is asked first.
  public static func recognises(_ head: [UInt8]) -> Bool {
    guard let json = JSONHead(head), json.root == .object,
      let code = json["code"], code.valueStart.isDigit,
      json["data"]?.valueStart == UInt8(ascii: "[")
    else { return false }
    let text = String(decoding: head, as: UTF8.self)
    return ["\"cpuCoreUsageAverage\"", "\"cpuCoreRequestAverage\"", "__idle__\""].contains {
      text.contains($0)
    }
  }

  /// Reads an answer; see ``Format/read(_:options:into:)``.
  ///
  /// - Throws: ``IngestError``
  public func read<Sink: SampleSink>(
    _ reader: ByteReader,
    options: IngestOptions,
    into sink: inout Sink
  ) throws(IngestError) -> FileReport {
    var answer = AllocationReader(reader, options: options)
    return try answer.report(options, into: &sink)
  }
}
