internal import PodfitModel

extension CollectorCost {
  /// CPU at heaps from just above the live set to eight times it, and at one heap besides.
  ///
  /// - Parameters:
  ///   - live: what stays alive
  ///   - heap: a heap that is to be among the points, such as the advised one
  ///   - base: CPU of the program beside collections, nil for a curve of collections alone
  /// - Returns: the points, the smallest heap first
  func curve(live: Memory, including heap: Memory, base: CPU?) -> [HeapCPUPoint] {
    let factors = [1.25, 1.5, 1.75, 2, 2.5, 3, 4, 5, 6, 8]
    let heaps = factors.map { live.scaledUp(by: $0).roundedUp(toMultipleOf: .mebibytes(1)) }
    let base = base ?? .zero
    return Set(heaps + [heap]).sorted().compactMap { heap in
      cpu(heap: heap, live: live).map {
        HeapCPUPoint(heap: heap, cpu: base + $0.middle, low: base + $0.low, high: base + $0.high)
      }
    }
  }
}
