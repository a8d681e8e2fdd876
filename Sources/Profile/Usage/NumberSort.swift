/// Sorts whole numbers by their digits, several times as quick as by comparing them.
///
/// Usual input: 288 to some ten thousand readings, whose differences have 20 to 30 bits once the last bits
/// that all share are left out. Each round deals the numbers out by one digit, the last one first; 6 ns a
/// number in all for 2016 readings, where comparing takes 25.
public struct NumberSort {
  /// Fewer numbers are compared.
  private static let short = 128
  /// More rounds than this take longer than comparing.
  private static let mostRounds = 6

  private var spare: [Int64] = []
  private var counts: [UInt32] = []

  /// Makes a sorter; its memory is used again from call to call.
  public init() {}

  /// Sorts all numbers, the smallest first.
  ///
  /// - Complexity: O(n) for numbers of a bounded range
  public mutating func sort(_ numbers: inout [Int64]) {
    guard numbers.count >= Self.short, numbers.count < UInt32.max else { return numbers.sort() }
    var (low, high) = (numbers[0], numbers[0])
    var differences: Int64 = 0
    for number in numbers {
      differences |= number ^ numbers[0]
      low = min(low, number)
      high = max(high, number)
    }
    guard low < high else { return }
    // Numbers of any size are no more than 64 bits apart. Where all end in the same bits, so do the
    // distances to the smallest end in as many zeros.
    let zeros = differences.trailingZeroBitCount
    let width =
      UInt64.bitWidth - UInt64(bitPattern: high &- low).leadingZeroBitCount - zeros
    let widest = numbers.count < 1024 ? 8 : 11
    let rounds = (width + widest - 1) / widest
    guard rounds <= Self.mostRounds else { return numbers.sort() }
    deal(&numbers, from: low, zeros: zeros, digit: (width + rounds - 1) / rounds, rounds: rounds)
  }

  private mutating func deal(
    _ numbers: inout [Int64],
    from low: Int64,
    zeros: Int,
    digit: Int,
    rounds: Int
  ) {
    count(numbers.span, from: low, zeros: zeros, digit: digit, rounds: rounds)
    if spare.count < numbers.count {
      spare.append(contentsOf: repeatElement(0, count: numbers.count - spare.count))
    } else {
      spare.removeLast(spare.count - numbers.count)
    }
    let size = 1 << digit
    for round in 0..<rounds {
      // Counts of a digit become the place at which its numbers begin; they add up to how many numbers
      // there are.
      var start: UInt32 = 0
      for value in round * size..<(round + 1) * size {
        (counts[value], start) = (start, start + counts[value])
      }
      Self.deal(
        numbers.span,
        into: &spare,
        places: &counts,
        round * size,
        from: low,
        shift: UInt64(zeros + round * digit),
        mask: UInt64(size - 1)
      )
      swap(&numbers, &spare)
    }
  }

  /// Puts each number at the next place of its digit.
  private static func deal(
    _ numbers: Span<Int64>,
    into target: inout [Int64],
    places: inout [UInt32],
    _ base: Int,
    from low: Int64,
    shift: UInt64,
    mask: UInt64
  ) {
    var target = target.mutableSpan
    var places = places.mutableSpan
    for index in numbers.indices {
      let number = numbers[index]
      let digit = Int(truncatingIfNeeded: UInt64(bitPattern: number &- low) &>> shift & mask)
      let place = places[base &+ digit]
      places[base &+ digit] = place &+ 1
      target[Int(place)] = number
    }
  }

  /// Counts how often each digit has each value.
  private mutating func count(
    _ numbers: Span<Int64>,
    from low: Int64,
    zeros: Int,
    digit: Int,
    rounds: Int
  ) {
    let size = 1 << digit
    let mask = UInt64(size - 1)
    counts.removeAll(keepingCapacity: true)
    counts.append(contentsOf: repeatElement(0, count: size * rounds))
    var counts = counts.mutableSpan
    for index in numbers.indices {
      var rest = UInt64(bitPattern: numbers[index] &- low) &>> UInt64(zeros)
      var base = 0
      for _ in 0..<rounds {
        counts[base &+ Int(truncatingIfNeeded: rest & mask)] &+= 1
        rest = rest &>> UInt64(digit)
        base &+= size
      }
    }
  }
}
