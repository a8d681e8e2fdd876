internal import PodfitModel

extension ChunkView {
  /// Checks the bytes of numbers in blocks: sizes, widths and length.
  func checkBlocks() throws(ChunkDefect) {
    let (hasTimes, size) = unsafe (timeBits != nil, bits.count)
    guard block % 8 == 0, block >= 8, !isDelta, !hasTimes else { throw .header("block") }
    guard width <= BitPacking.widest else { throw .header("width") }
    let count = BlockPacking.count(of: slots, size: block)
    guard count <= size else { throw .length("value_bits", found: size, expected: count) }
    var expected = count + (count * width + 7) / 8
    var (last, widest) = (0, 0)
    for index in 0..<count {
      let end = Int(unsafe bits[index])
      guard end >= last, end - last <= BitPacking.widest else { throw .header("block") }
      widest = max(widest, end - last)
      expected += (min(block, slots - index * block) * (end - last) + 7) / 8
      last = end
    }
    guard size == expected else {
      throw .length("value_bits", found: size, expected: expected)
    }
    // Of what podfit writes even the largest numbers that fit their widths give values that fit.
    let largest = Int64(bitPattern: (1 << UInt64(width)) - 1 + (1 << UInt64(widest)) - 1)
    let (span, overflow) = largest.multipliedReportingOverflow(by: scale)
    guard !overflow, !base.addingReportingOverflow(span).overflow else { throw .value }
  }

  /// Appends the values of all slots, block by block; ``checkBlocks()`` has been called.
  ///
  /// Usual input: twelve blocks of 24 slots.
  func appendBlocks(to values: inout [Int64]) {
    let (slots, block, width, base, scale) = (slots, block, width, base, scale)
    let count = BlockPacking.count(of: slots, size: block)
    unsafe values.extend(by: slots) { target in
      var place = count + (count * width + 7) / 8
      var last = 0
      for index in 0..<count {
        let first = index * block
        let length = min(block, slots - first)
        let end = Int(unsafe bits[index])
        let low = unsafe BitPacking.number(bits, atBit: count * 8 + index * width, width: width)
        let start = base &+ scale &* Int64(bitPattern: low)
        unsafe BitPacking.unpack(bits, from: place, count: length, width: end - last) {
          unsafe target[first &+ $0] = start &+ scale &* Int64(bitPattern: $1)
        }
        place += (length * (end - last) + 7) / 8
        last = end
      }
    }
  }
}
