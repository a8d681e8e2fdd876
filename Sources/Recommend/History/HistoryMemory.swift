import PodfitModel
import PodfitProfile

/// What histories of many containers use one after the other, so that each need not make it anew: weights
/// of times, and room to sort in.
///
/// No answer depends on what was in it before. Used by one thread at a time.
public final class HistoryMemory {
  /// Weights of times that fade.
  let fading = FadeMemory()
  private var sorter = NumberSort()
  /// The readings of each hour of the day.
  var hours = [[Int64]](repeating: [], count: 24)

  /// Makes an empty memory.
  public init() {}

  /// Sorts numbers, the smallest first.
  func sort(_ numbers: inout [Int64]) { sorter.sort(&numbers) }

  /// The numbers in ascending order.
  func sorted(_ numbers: [Int64]) -> [Int64] {
    var numbers = numbers
    sorter.sort(&numbers)
    return numbers
  }
}
