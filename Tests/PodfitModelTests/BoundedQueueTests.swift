import PodfitModel
import Synchronization
import Testing

@Suite("Queue between two threads")
struct BoundedQueueTests {
  @Test("values come out in order, whichever side is faster", arguments: [1, 2, 3, 8])
  func order(limit: Int) {
    let queue = BoundedQueue<Int>(limit: limit)
    let worker = Worker {
      for value in 0..<2_000 { queue.put(value) }
      queue.close()
    }
    var values: [Int] = []
    while let value = queue.take() { values.append(value) }
    worker.join()
    #expect(values == Array(0..<2_000))
  }

  @Test("no more wait than the limit says", arguments: [1, 2, 5])
  func limit(limit: Int) {
    let queue = BoundedQueue<Int>(limit: limit)
    let put = Atomic(0)
    let worker = Worker {
      for value in 0..<500 {
        queue.put(value)
        put.store(value + 1, ordering: .sequentiallyConsistent)
      }
      queue.close()
    }
    var taken = 0
    while queue.take() != nil {
      taken += 1
      // One more may have been put since it was taken, and be counted late.
      #expect(put.load(ordering: .sequentiallyConsistent) <= taken + limit)
    }
    worker.join()
    #expect(taken == 500)
  }

  @Test("the end of the work is waited for, and more may follow")
  func idle() {
    let queue = BoundedQueue<Int>(limit: 4)
    let sum = Atomic(0)
    let worker = Worker {
      while let value = queue.take() { sum.add(value, ordering: .sequentiallyConsistent) }
    }
    for round in 1...50 {
      for _ in 0..<20 { queue.put(1) }
      queue.waitUntilIdle()
      #expect(sum.load(ordering: .sequentiallyConsistent) == round * 20)
    }
    queue.close()
    worker.join()
  }

  @Test("a queue that is given up lets a waiting thread go", arguments: [1, 4])
  func cancel(limit: Int) {
    let queue = BoundedQueue<Int>(limit: limit)
    let worker = Worker { while queue.put(1) {} }
    _ = queue.take()
    queue.cancel()
    worker.join()
    #expect(queue.take() == nil)
    #expect(!queue.put(1))
  }
}
