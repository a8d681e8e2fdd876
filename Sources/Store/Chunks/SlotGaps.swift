/// Slots without a sample as text: ` 7 8 ` stands for a chunk in which the slots 7 and 8 are empty.
///
/// Most days of a series lack a few readings of 288: their numbers are a tenth of a bit per slot, and
/// SQL looks for one as simply (`instr`). Where the text would be longer, the bits are kept.
enum SlotGaps {
  /// The text for a presence bitmap, or nil where the bitmap is shorter.
  static func text(_ presence: [UInt8], slots: Int, samples: Int) -> String? {
    // The shortest text of so many gaps has a digit and a blank for each.
    guard 2 * (slots - samples) < presence.count else { return nil }
    var text = " "
    for (index, byte) in presence.enumerated() where byte != 0xFF {
      for bit in 0..<8 where byte & (0x80 >> UInt8(bit)) == 0 {
        let slot = index * 8 + bit
        guard slot < slots else { break }
        text += "\(slot) "
        guard text.utf8.count < presence.count else { return nil }
      }
    }
    return text
  }

  /// The bitmap of a text; nil for one that is none of `slots` slots of which `samples` hold one.
  @unsafe static func presence(
    _ text: UnsafeRawBufferPointer,
    slots: Int,
    samples: Int
  ) -> [UInt8]? {
    // Checked before memory is taken: the length of a text bounds the number of its gaps.
    guard samples > 0, slots > samples, slots - samples <= text.count,
      Int64(slots) <= Chunk.day, unsafe text.first == 0x20
    else { return nil }
    var presence = [UInt8](repeating: 0xFF, count: (slots + 7) / 8)
    if slots % 8 > 0 { presence[slots / 8] = 0xFF << UInt8(8 - slots % 8) }
    var last = -1
    var gaps = 0
    var slot: Int?
    for index in 1..<text.count {
      let byte = unsafe text[index]
      if byte == 0x20 {
        guard let found = slot, found > last, found < slots else { return nil }
        presence[found / 8] &= ~(0x80 >> UInt8(found % 8))
        last = found
        gaps += 1
        slot = nil
      } else {
        guard byte >= 0x30, byte <= 0x39, slot ?? 1 > 0, slot ?? 0 < slots else { return nil }
        slot = (slot ?? 0) * 10 + Int(byte - 0x30)
      }
    }
    return slot == nil && gaps == slots - samples ? presence : nil
  }
}
