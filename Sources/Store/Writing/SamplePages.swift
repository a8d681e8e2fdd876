internal import PodfitModel

/// Memory for readings that wait to be encoded: pages of 512 bytes, chained per container.
///
/// A page holds rows of a time and a few values. In a narrow page these take four bytes each: the
/// time as milliseconds after the page's first, a value in microcores or pages of memory; in a wide
/// page a value takes eight. A table of 240,000 containers thus needs 12 bytes a row for CPU and
/// memory, and a row touches one cache line.
///
///     0 next page   4 wide or not   6 rows, once linked   8 first time   16 rows of [time, value …]
///
/// Safe because slabs belong to the struct from `allocate` to `deinit`, page numbers come from
/// ``allocate(isWide:first:)`` alone, and rows are bounded by ``capacity(width:isWide:)``.
@safe struct SamplePages: ~Copyable {
  private static let pageSize = 512
  private static let headerSize = 16
  private static let pagesPerSlab = 8_192
  /// What stands for a value that is not there.
  private static let missing = UInt32.max

  /// How a metric's values are written in four bytes.
  enum Unit: Sendable {
    /// Nanocores that are rounded to microcores.
    case microcores
    /// Bytes that are pages of memory.
    case pages
    case units
  }

  private var slabs: [UnsafeMutableRawPointer] = unsafe []
  private var made = 0
  private var free: Int32 = -1
  /// Pages in use.
  private(set) var used = 0

  deinit { for index in unsafe slabs.indices { unsafe slabs[index].deallocate() } }

  /// The bytes that pages in use take.
  var bytes: Int { used * Self.pageSize }

  /// The rows that a page of `width` values holds.
  @inline(__always)
  static func capacity(width: Int, isWide: Bool) -> Int {
    (pageSize - headerSize) / rowSize(width, isWide)
  }

  @inline(__always)
  private static func rowSize(_ width: Int, _ isWide: Bool) -> Int {
    4 + width * (isWide ? 8 : 4)
  }

  @inline(__always)
  private func address(_ page: Int32) -> UnsafeMutableRawPointer {
    let page = Int(page)
    return unsafe slabs[page / Self.pagesPerSlab] + page % Self.pagesPerSlab * Self.pageSize
  }

  /// A page that is empty.
  mutating func allocate(isWide: Bool, first: Int64) -> Int32 {
    used += 1
    let page: Int32
    if free >= 0 {
      page = free
      free = unsafe address(page).load(as: Int32.self)
    } else {
      if unsafe made == slabs.count * Self.pagesPerSlab {
        unsafe slabs.append(
          .allocate(byteCount: Self.pageSize * Self.pagesPerSlab, alignment: 64)
        )
      }
      page = Int32(made)
      made += 1
    }
    let start = unsafe address(page)
    unsafe start.storeBytes(of: -1, as: Int32.self)
    unsafe start.storeBytes(of: isWide ? 1 : 0, toByteOffset: 4, as: Int32.self)
    unsafe start.storeBytes(of: first, toByteOffset: 8, as: Int64.self)
    return page
  }

  /// Gives a page back.
  mutating func release(_ page: Int32) {
    unsafe address(page).storeBytes(of: free, as: Int32.self)
    free = page
    used -= 1
  }

  /// Chains `page` behind `last`, which holds `rows` rows.
  func link(_ last: Int32, rows: Int32, to page: Int32) {
    let start = unsafe address(last)
    unsafe start.storeBytes(of: page, as: Int32.self)
    unsafe start.storeBytes(of: Int16(rows), toByteOffset: 6, as: Int16.self)
  }

  /// The rows of a page that is linked to another.
  func rows(_ page: Int32) -> Int {
    Int(unsafe address(page).load(fromByteOffset: 6, as: Int16.self))
  }

  /// The page behind, -1 at the end.
  func next(_ page: Int32) -> Int32 { unsafe address(page).load(as: Int32.self) }

  /// Writes a row into a page, `offset` after the page's first time; false where its time or a value
  /// does not fit.
  @inline(__always)
  func write(
    _ page: Int32,
    row: Int,
    offset: Int64,
    isWide: Bool,
    values: UnsafePointer<Int64>,
    units: UnsafeBufferPointer<Unit>
  ) -> Bool {
    let start = unsafe address(page)
    guard offset >= 0, offset <= Int64(UInt32.max) else { return false }
    var place = Self.headerSize + row * Self.rowSize(units.count, isWide)
    unsafe start.storeBytes(
      of: UInt32(truncatingIfNeeded: offset),
      toByteOffset: place,
      as: UInt32.self
    )
    place += 4
    for index in 0..<units.count {
      let value = unsafe values[index]
      if isWide {
        let kept = unsafe units[index] == .microcores ? value.roundedToMicrocore : value
        unsafe start.storeBytes(of: kept, toByteOffset: place, as: Int64.self)
        place += 8
        continue
      }
      let narrow: UInt64
      if value == SampleRows.missing, units.count > 1 {
        narrow = UInt64(Self.missing)
      } else {
        guard value >= 0, value < 1 << 62 else { return false }
        let number = UInt64(bitPattern: value)
        switch unsafe units[index] {
        case .microcores: narrow = (number &+ 500) / 1_000
        case .pages:
          guard number & 4_095 == 0 else { return false }
          narrow = number &>> 12
        case .units: narrow = number
        }
        guard narrow < UInt64(Self.missing) else { return false }
      }
      unsafe start.storeBytes(
        of: UInt32(truncatingIfNeeded: narrow),
        toByteOffset: place,
        as: UInt32.self
      )
      place += 4
    }
    return true
  }

  /// Reads the first `rows` rows of a page; column `c` of row `r` goes to `values[c · stride + r]`.
  func read(
    _ page: Int32,
    rows: Int,
    units: [Unit],
    times: UnsafeMutablePointer<Int64>,
    values: UnsafeMutablePointer<Int64>,
    stride: Int
  ) {
    let start = unsafe address(page)
    let isWide = unsafe start.load(fromByteOffset: 4, as: Int16.self) != 0
    let first = unsafe start.load(fromByteOffset: 8, as: Int64.self)
    let size = Self.rowSize(units.count, isWide)
    var place = Self.headerSize
    for row in 0..<rows {
      unsafe times[row] = first &+ Int64(start.load(fromByteOffset: place, as: UInt32.self))
      place += size
    }
    for (column, unit) in units.enumerated() {
      let target = unsafe values + column * stride
      var place = Self.headerSize + 4 + column * (isWide ? 8 : 4)
      if isWide {
        for row in 0..<rows {
          unsafe target[row] = start.loadUnaligned(fromByteOffset: place, as: Int64.self)
          place += size
        }
        continue
      }
      let scale: Int64 =
        switch unit {
        case .microcores: 1_000
        case .pages: 4_096
        case .units: 1
        }
      for row in 0..<rows {
        let number = unsafe start.load(fromByteOffset: place, as: UInt32.self)
        unsafe target[row] = number == Self.missing ? SampleRows.missing : Int64(number) &* scale
        place += size
      }
    }
  }
}
