/// Finds the series of a line by the bytes of its labels, without looking at what they say.
///
/// Files come series by series or time by time. In the first order a line has the labels of the
/// line before, in the second those of the series that followed that one the last time; either
/// costs one comparison of bytes and not even a search for where the labels end. Only a miss hashes
/// them. Usual input: 150 to 450 bytes of labels per line, up to a few hundred thousand series.
///
/// Equal bytes are one series; two spellings of one series are two entries here, which meet again
/// in the key of their samples.
struct LineSeriesTable {
  /// The labels of all series.
  private var labels = ByteTable()
  /// The series that followed each one the last time.
  private var following: [Int] = []
  private var previous = -1

  /// The number of series known.
  var count: Int { following.count }

  /// The labels of a series as they stand in the file.
  func text(of series: Int) -> ArraySlice<UInt8> { labels.text(of: series) }

  /// The length of the labels of a series.
  func length(of series: Int) -> Int { labels.length(of: series) }

  /// The series of the line that starts at `start`, if it is one of the two that are likely.
  ///
  /// - Precondition: `bytes` ends with a line end
  mutating func guess(_ bytes: Span<UInt8>, at start: Int) -> Int? {
    guard previous >= 0 else { return nil }
    if begins(bytes, at: start, with: previous) { return previous }
    let next = following[previous]
    guard next != previous, begins(bytes, at: start, with: next) else { return nil }
    previous = next
    return next
  }

  /// The series whose labels stand in `range`, and whether it is seen for the first time.
  mutating func find(_ bytes: Span<UInt8>, _ range: Range<Int>) -> (series: Int, isNew: Bool) {
    let (found, isNew) = labels.number(of: bytes, range)
    if isNew { following.append(found) }
    if previous >= 0 { following[previous] = found }
    previous = found
    return (found, isNew)
  }

  /// Whether the line at `start` has the labels of `series` and then something else.
  private func begins(_ bytes: Span<UInt8>, at start: Int, with series: Int) -> Bool {
    let length = length(of: series)
    guard bytes.count - start > length, labels.isEqual(bytes, at: start, to: series)
    else { return false }
    guard bytes[start + length - 1] != UInt8(ascii: "}") else { return true }
    // A name alone may be the start of a longer one, or of one with labels.
    var index = start + length
    guard bytes[index] == 0x20 || bytes[index] == 0x09 else { return false }
    while bytes[index] == 0x20 || bytes[index] == 0x09 { index += 1 }
    return bytes[index] != UInt8(ascii: "{")
  }
}
