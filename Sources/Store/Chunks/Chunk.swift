/// The samples of one series and one UTC day, as the `chunk` table keeps them.
///
/// A chunk is a grid of `slots`. Slot `n` holds a number of `width` bits in `bits`, most
/// significant bit first, one after the other:
///
///     value(n) = base + scale · q(n)                            isDelta false
///     value(n) = base + slope · n + scale · (q(0) + … + q(n))   isDelta true
///     time(n)  = first + step · n                               times nil
///     time(n)  = first + step · n + timeScale · (t(0) + … + t(n))
///
/// With a `block` the numbers `q` are in blocks of so many slots (``BlockPacking``), which neither
/// `isDelta` nor `times` go with.
///
/// A bit in `presence` says whether slot `n` holds a sample; without `presence` all do. What a slot
/// without a sample holds in `bits` repeats its predecessor. Everything except the packed numbers
/// is a column, so that SQL alone can decode a chunk (docs/decisions/0003).
///
/// Usual shape: 288 slots (5 minutes), no presence, no times; memory 12 to 16 bits a sample.
/// Encoding and writing measured 13 million samples a CPU second, reading and decoding 40 to 90
/// million (two metrics of 3,000 containers, two weeks; release build).
struct Chunk: Hashable, Sendable {
  /// The time of the first sample, milliseconds since the epoch.
  var first: Int64
  /// The distance of slots in milliseconds; with `times` the smallest distance; 0 for one sample.
  var step: Int64
  /// The number of samples, at least 1.
  var samples: Int
  /// The number of slots, at least `samples`.
  var slots: Int
  /// One bit per slot, most significant first, or nil when every slot holds a sample.
  var presence: [UInt8]?
  /// How times leave the regular step, or nil when they do not.
  var times: PackedTimes?
  /// The first value (delta) or the smallest (frame of reference).
  var base: Int64
  /// The smallest increase from slot to slot; 0 unless `isDelta`.
  var slope: Int64
  /// The greatest common divisor of all distances that were packed, at least 1.
  var scale: Int64
  /// Bits per slot: 0…56, or 64 for values as they are; of blocks, the bits of their smallest numbers.
  var width: Int
  /// Whether numbers are increases from slot to slot.
  var isDelta: Bool
  /// Slots of a block of numbers; 0 where all have one width.
  var block = 0
  /// The packed numbers of all slots.
  var bits: [UInt8]

  /// Times that do not lie on a regular step.
  struct PackedTimes: Hashable, Sendable {
    /// Milliseconds that one unit of a packed number stands for.
    var scale: Int64
    /// Bits per number: 0…56.
    var width: Int
    /// By how much each distance is above `step`, in units of `scale`.
    var bits: [UInt8]
  }

  /// Milliseconds of a day.
  static let day: Int64 = 86_400_000
}
