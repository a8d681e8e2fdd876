import PodfitModel

/// Reads the times of Grafana's CSV: milliseconds since the epoch, or, with "Formatted data" on, the
/// date and time of day in the zone in which the dashboard was shown.
struct GrafanaTime {
  /// What a cell is.
  enum Reading: Hashable {
    /// Milliseconds since the epoch.
    case time(Int64)
    /// A time without its zone, which is not known.
    case local
    case malformed
  }

  /// The offset of times without a zone.
  let utcOffset: TimeSpan?
  private var cells = TimeCell()

  init(utcOffset: TimeSpan?) { self.utcOffset = utcOffset }

  /// Reads a cell.
  mutating func read(_ text: String) -> Reading {
    let bytes = Array(text.utf8)
    if let time = cells.milliseconds(bytes.span, 0..<bytes.count) { return .time(time) }
    guard let local = Instant(rfc3339: text + "Z"), local.milliseconds >= 0 else {
      return .malformed
    }
    guard let utcOffset else { return .local }
    return .time(local.milliseconds - utcOffset.milliseconds)
  }
}
