/// The usage of made-up containers: what one of them used in one five-minute slot.
///
/// A value depends on seed, container and slot alone, so that the same data can be written in any
/// order and form. Arithmetic is on integers; the same arguments give the same bytes everywhere.
///
/// What is modelled, and why it matters to those who read it:
/// - CPU in whole microcores. Base load from a quarter of a millicore to one core, the median at 20
///   millicores; a daily rhythm with less at weekends; triangular noise of 4 to 23 %; one reading in
///   340 is a burst.
/// - Memory in whole pages of 4 KiB. 4 MiB to 2 GiB; a new level every six hours, slow growth, noise
///   of a fraction of a percent.
/// - Both vary more than those of most real clusters: within a day values spread over 2^14
///   microcores and 2^10 pages, those of the 1,161 containers of Operate First over 2^9 and 2^8. A
///   database of real usage is smaller for that.
/// - Gaps: one reading in 256 is missing, one container in 32 starts late.
struct Usage {
  /// Seconds between readings.
  static let step = 300
  /// The first reading: Monday, 2026-11-16T00:05:00Z.
  static let start = 1_794_787_500

  /// What does not change from slot to slot.
  struct Container {
    var base: Int
    var swing: Int
    var phase: Int
    var noise: Int
    var pages: Int
    var firstSlot: Int
    var salt: UInt64
  }

  private let containers: [Container]
  /// 0…256 for each slot of a day, highest at noon.
  private let rhythm: [Int]

  /// Makes `count` containers of a window of `slots`.
  init(count: Int, slots: Int, seed: UInt64) {
    containers = (0..<count).map { Self.container($0, slots: slots, seed: seed) }
    rhythm = (0..<288).map { slot in
      let distance = abs(slot - 144)
      return 256 - distance * distance * 256 / (144 * 144)
    }
  }

  private static func container(_ index: Int, slots: Int, seed: UInt64) -> Container {
    let salt = mixed(seed &* 0x9E37_79B9_7F4A_7C15 &+ UInt64(index))
    var bits = Bits(salt)
    // The mean of two draws: most are small, few are large.
    let octave = (bits.draw(12) + bits.draw(12)) / 2
    let base = (250 << octave) * (256 + bits.draw(256)) / 256
    let swing = bits.draw(200)
    let phase = 264 + bits.draw(48)
    let noise = 10 + bits.draw(50)
    let pages = (1_024 << bits.draw(9)) * (256 + bits.draw(256)) / 256
    let isLate = bits.draw(32) == 0
    let firstSlot = isLate ? bits.draw(max(1, slots / 2)) : 0
    return Container(
      base: base,
      swing: swing,
      phase: phase,
      noise: noise,
      pages: pages,
      firstSlot: firstSlot,
      salt: salt
    )
  }

  /// The reading of a container in a slot; nil where there is none.
  @inline(__always)
  func reading(_ index: Int, slot: Int) -> (microcores: Int, bytes: Int, salt: UInt64)? {
    let container = containers[index]
    guard slot >= container.firstSlot else { return nil }
    let salt = Self.mixed(container.salt &+ UInt64(slot) &* 0xD1B5_4A32_D192_ED03)
    guard salt >> 56 != 0 else { return nil }

    var daily = rhythm[(slot + container.phase) % 288]
    if slot / 288 % 7 >= 5 { daily = daily * 5 / 8 }
    var cpu = container.base * (65_536 + container.swing * daily) / 65_536
    let noise = Int(salt & 1_023) + Int(salt >> 10 & 1_023) - 1_023
    cpu += cpu * noise / 1_023 * container.noise / 256
    if salt >> 20 & 1_023 < 3 { cpu *= 2 + Int(salt >> 30 & 1) }

    let level = Int(Self.mixed(container.salt &+ UInt64(slot / 72)) & 255)
    let fine = container.pages >> 8
    var pages = container.pages + container.pages * level / 4_096
    pages += container.pages * slot / 65_536
    pages += Int(salt >> 32 & 0xFFFF) * fine / 65_536
    return (max(cpu, 1), pages * 4_096, salt)
  }

  /// The bit mixer of SplitMix64.
  ///
  /// - Source: Steele, Lea & Flood 2014, doi:10.1145/2714064.2660195
  @inline(__always)
  static func mixed(_ value: UInt64) -> UInt64 {
    var z = value &+ 0x9E37_79B9_7F4A_7C15
    z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
    return z ^ z >> 31
  }
}

/// A row of numbers that follows from its seed.
struct Bits {
  private var state: UInt64
  init(_ seed: UInt64) { state = seed }

  /// A number in `0..<limit`.
  mutating func draw(_ limit: Int) -> Int {
    state = Usage.mixed(state)
    return Int(state >> 16) % limit
  }
}
