import PodfitModel

extension QuickRows {
  /// How far a call has come.
  struct Run {
    var next: Int
    var series: Int
    var clock: QuickClock
    /// No row starts here or later.
    var limit = 0
    /// No row ends later.
    var end = 0
    var rows = 0
    var samples = 0
    /// Rows with a reading.
    var kept = 0
    var hasWindows = false
  }

  /// What rows are compared with and where they go, without a question per access; every index is a
  /// series that was learned, one of its names, or below the room.
  @safe struct Desk {
    let bytes: UnsafeRawBufferPointer
    let texts: UnsafeRawBufferPointer
    let names: UnsafeBufferPointer<Name>
    let pieces: UnsafeBufferPointer<Piece>
    let series: UnsafeMutableBufferPointer<Series>
    let times: UnsafeMutableBufferPointer<Int64>
    let values: UnsafeMutableBufferPointer<Int64>
    let windows: UnsafeMutableBufferPointer<Int64>
    let containers: UnsafeMutableBufferPointer<Int32>
    let delimiter: UInt8
    let nameCount: Int
    let readings: Int

    /// Reads rows until one is none of the series that it can be of, or the room is used up.
    func read(_ run: inout Run, _ successors: [Int], room: Int) {
      guard let start = unsafe bytes.baseAddress else { return }
      guard let texts = unsafe texts.baseAddress ?? bytes.baseAddress else { return }
      // A copy of its own may stay in registers.
      var own = run
      defer { run = own }
      var isSame = true
      while own.rows < room, own.next < own.limit {
        // Series by series the next row is of the same one, time by time of the successor. The
        // successor may have no row at this time; it stays the successor.
        let successor = successors[own.series]
        let first = isSame ? own.series : successor
        var guess = first
        var tried = 0
        while true {
          if tried == 0 || guess != first, unsafe row(start, texts, guess, &own) { break }
          guess = tried > 0 ? (isSame ? successor : own.series) : successors[successor]
          tried &+= 1
          guard tried < 3 else { return }
        }
        if tried == 1 { isSame = false } else if tried == 2 { isSame.toggle() }
      }
    }

    /// Reads one row if it is one of `index`; false leaves everything but the clock as it was.
    @inline(__always)
    private func row(
      _ start: UnsafeRawPointer,
      _ texts: UnsafeRawPointer,
      _ index: Int,
      _ run: inout Run
    ) -> Bool {
      guard unsafe index < series.count, unsafe series[index].number >= 0 else { return false }
      var place = run.next
      var name = index &* nameCount
      var value = run.kept &* readings
      var samples = 0
      var mask: UInt8 = 0
      var bit: UInt8 = 1
      let last = unsafe pieces.count &- 1
      var position = 0
      while true {
        let piece = unsafe pieces[position]
        switch piece {
        case .time:
          guard let end = unsafe run.clock.read(start, place) else { return false }
          place = end
        case .name:
          let known = unsafe names[name]
          guard unsafe Self.isEqual(start + place, texts + known.start, known.length) else {
            return false
          }
          place &+= known.length
          name &+= 1
          if position != last {
            // The delimiter is a part of the name.
            position &+= 1
            continue
          }
        case .fraction, .whole:
          if unsafe start.load(fromByteOffset: place, as: UInt8.self) == delimiter {
            unsafe values[value] = SampleRows.missing
          } else {
            let number =
              piece == .whole
              ? unsafe QuickNumber(start + place, decimals: 0)
              : unsafe QuickNumber(start + place, decimals: 9)
            guard let number else { return false }
            unsafe values[value] = number.units
            place &+= number.length
            samples &+= 1
            mask |= bit
          }
          value &+= 1
          bit &<<= 1
        case .unused:
          guard let end = unsafe QuickClock.endOfCell(start, place, delimiter) else { return false }
          place = end
        }
        guard position < last else { break }
        guard unsafe start.load(fromByteOffset: place, as: UInt8.self) == delimiter else {
          return false
        }
        place &+= 1
        position &+= 1
      }
      let end = unsafe start.load(fromByteOffset: place, as: UInt8.self)
      if end == 10 {
        place &+= 1
      } else if end == 13, unsafe start.load(fromByteOffset: place &+ 1, as: UInt8.self) == 10 {
        place &+= 2
      } else {
        return false
      }
      guard place <= run.end else { return false }
      if samples > 0 { keep(index, mask, &run) }
      run.next = place
      run.series = index
      run.rows &+= 1
      run.samples &+= samples
      return true
    }

    /// Keeps a row whose values have been written.
    @inline(__always)
    private func keep(_ index: Int, _ mask: UInt8, _ run: inout Run) {
      let kept = run.kept
      let window = unsafe series[index].window
      unsafe containers[kept] = series[index].number
      unsafe times[kept] = run.clock.time
      if window != 0, !run.hasWindows {
        for earlier in 0..<kept { unsafe windows[earlier] = 0 }
        run.hasWindows = true
      }
      if run.hasWindows { unsafe windows[kept] = window }
      if unsafe series[index].seen & mask != mask { unsafe series[index].seen |= mask }
      run.kept = kept &+ 1
    }

    /// Whether the text at `here` is a name; eight bytes can be read behind both.
    @inline(__always)
    private static func isEqual(
      _ here: UnsafeRawPointer,
      _ known: UnsafeRawPointer,
      _ length: Int
    ) -> Bool {
      guard length < 32 else { return unsafe isEqualLong(here, known, length) }
      var difference: UInt64 = 0
      var index = 0
      while index &+ 8 <= length {
        difference |= unsafe word(here, index) ^ word(known, index)
        index &+= 8
      }
      if index < length {
        let rest = unsafe word(here, index) ^ word(known, index)
        difference |= rest.littleEndian &<< UInt64(64 &- 8 &* (length &- index))
      }
      return difference == 0
    }

    /// The same for at least 32 bytes, as many at a time; the last ones are compared twice rather than
    /// one by one, so that names of about the same length take the same way.
    @inline(__always)
    private static func isEqualLong(
      _ here: UnsafeRawPointer,
      _ known: UnsafeRawPointer,
      _ length: Int
    ) -> Bool {
      var difference = unsafe difference(here, known, length &- 32)
      var index = 0
      while index < length &- 32 {
        difference |= unsafe Self.difference(here, known, index)
        index &+= 32
      }
      return difference[0] | difference[1] == 0
    }

    @inline(__always)
    private static func difference(
      _ here: UnsafeRawPointer,
      _ known: UnsafeRawPointer,
      _ index: Int
    ) -> SIMD2<UInt64> {
      typealias Pair = SIMD2<UInt64>
      let low =
        unsafe here.loadUnaligned(fromByteOffset: index, as: Pair.self)
        ^ known.loadUnaligned(fromByteOffset: index, as: Pair.self)
      let high =
        unsafe here.loadUnaligned(fromByteOffset: index &+ 16, as: Pair.self)
        ^ known.loadUnaligned(fromByteOffset: index &+ 16, as: Pair.self)
      return low | high
    }

    @inline(__always)
    private static func word(_ bytes: UnsafeRawPointer, _ index: Int) -> UInt64 {
      unsafe bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)
    }
  }
}
