import PodfitModel

/// A container's last seven days in a few lines of text.
public struct WeekLines: Sendable {
  private let detail: ContainerDetail
  private let drawsLines: Bool

  /// Makes the lines.
  ///
  /// - Parameters:
  ///   - detail: What was measured.
  ///   - drawsLines: Whether blocks can be shown, as on a terminal of UTF-8; else days are numbers.
  public init(_ detail: ContainerDetail, drawsLines: Bool) {
    self.detail = detail
    self.drawsLines = drawsLines
  }

  /// The lines, each ended by a line feed; empty where nothing was measured.
  public var text: String {
    var text = ""
    if let band = detail.cpuBand {
      text += line("CPU", band) {
        CPU(nanocores: $0).roundedUp(toMultipleOf: .millicores(1)).quantity
      }
    }
    if let band = detail.memoryBand {
      text += line("memory", band) {
        Memory(bytes: $0).roundedUp(toMultipleOf: .mebibytes(1)).quantity
      }
    }
    for marker in detail.markers {
      let start = (detail.cpuBand ?? detail.memoryBand)?.start ?? Instant(milliseconds: 0)
      let hour = start + .hours(Int64(marker.hour))
      text += "    \(hour.rfc3339.prefix(13)):00Z \(marker.kind.rawValue)"
      text += marker.count > 1 ? " x\(marker.count)\n" : "\n"
    }
    return text.isEmpty ? "" : "  last seven days, the largest of each:\n" + text
  }

  private func line(_ name: String, _ band: ContainerDetail.Band, _ quantity: (Int64) -> String)
    -> String
  {
    let top = band.max.max() ?? 0
    if drawsLines {
      let blocks = Array("\u{2581}\u{2582}\u{2583}\u{2584}\u{2585}\u{2586}\u{2587}\u{2588}")
      let cells = stride(from: 0, to: band.max.count, by: 4).map { start -> Character in
        let most = band.max[start..<Swift.min(start + 4, band.max.count)].max() ?? -1
        guard most >= 0, top > 0 else { return " " }
        return blocks[Swift.min(7, Int(Double(most) / Double(top) * 7.999))]
      }
      return "    \(name) 4 h: \(String(cells)) up to \(quantity(top))\n"
    }
    let days = stride(from: 0, to: band.max.count, by: 24).map { start in
      let most = band.max[start..<Swift.min(start + 24, band.max.count)].max() ?? -1
      return most < 0 ? "-" : quantity(most)
    }
    return "    \(name) by day: \(days.joined(separator: " "))\n"
  }
}
