import PodfitModel

extension NeutralRows.Fault {
  /// The fault as an error with its place and its line.
  func error<Row: NeutralRow>(in row: Row, file: String) -> IngestError {
    row.error(code(row), cell: cell, file: file)
  }

  private func code<Row: NeutralRow>(_ row: Row) -> IngestError.Code {
    let text = cell.map { row.text($0) } ?? ""
    switch problem {
    case .cellCount(let found, let expected):
      return .wrongCellCount(expected: expected, found: found)
    case .textAfterQuote: return .badQuoting
    case .badTime: return .badTime(text)
    case .badName:
      if let byte = text.utf8.first(where: { $0 < 0x20 || $0 == 0x7F }) {
        return .unexpectedByte(byte, expected: "a name")
      }
      return .invalidUTF8
    case .emptyName(let field): return .missingField(field.name)
    case .badWindow: return .badNumber(text)
    case .infinite: return .badNumber(text)
    case .badNumber(let metric), .negative(let metric):
      // The quantity reader says why, where quantities are read.
      do throws(QuantityError) {
        switch metric.unit {
        case .nanocores: _ = try CPU(quantity: text.trimmed)
        case .bytes: _ = try Memory(quantity: text.trimmed)
        default: return .badNumber(text)
        }
      } catch {
        return error.code == .tooLarge
          ? .numberTooLarge(text) : .badQuantity(text, reason: error.description)
      }
      return .badNumber(text)
    }
  }
}

extension CSVScanner: NeutralRow {
  func error(_ code: IngestError.Code, cell: Int?, file: String) -> IngestError {
    let place = place(ofCell: cell ?? 0)
    return IngestError(
      code,
      at: IngestError.Place(
        file: file,
        offset: place.offset,
        line: place.line,
        column: place.column
      ),
      excerpt: cell == nil ? nil : IngestError.Excerpt(around: place)
    )
  }
}

extension IngestError.Excerpt {
  /// The line of a cell; of a long line the part around the cell.
  fileprivate init(around place: CSVScanner.CellPlace) {
    let scalars = Array(place.source.unicodeScalars)
    let start = scalars.count <= 160 ? 0 : max(0, place.column - 1 - 60)
    let part = scalars[min(start, scalars.count)...].prefix(160)
    let column = place.column - start
    self.init(
      text: String(String.UnicodeScalarView(part)),
      column: column,
      length: max(1, min(place.length, part.count + 1 - column))
    )
  }
}

extension CSVScanner.Fault {
  /// The fault as an error with its place.
  func error(in scanner: CSVScanner, file: String) -> IngestError {
    let code: IngestError.Code =
      switch self {
      case .rowTooLarge: .tooLarge(what: "row", limit: CSVScanner.rowLimit)
      case .unterminatedQuote: .badQuoting
      }
    return IngestError(
      code,
      at: IngestError.Place(file: file, offset: scanner.offset, line: scanner.line)
    )
  }
}
