public import PodfitModel

/// A heap and the least memory limit it fits under, and how they came about.
public struct JVMSizing: Hashable, Sendable {
  /// The heap, the flags that give it and where to put them.
  public var recommendation: JVMRecommendation
  /// What is needed beside the heap, margin included; page cache is not in it.
  public var nonHeap: Memory
  /// The least memory limit that holds all of it, in whole MiB.
  public var minimumLimit: Memory
  /// What the least limit is made of; the sizes add up to ``minimumLimit``.
  public var areas: [JVMArea]
  /// The way to the numbers.
  public var steps: [ExplanationStep]
  /// What the JVM would choose otherwise than today, in words; empty where nothing changes.
  public var changes: [String]

  /// Makes a sizing.
  public init(
    recommendation: JVMRecommendation,
    nonHeap: Memory,
    minimumLimit: Memory,
    areas: [JVMArea],
    steps: [ExplanationStep],
    changes: [String]
  ) {
    self.recommendation = recommendation
    self.nonHeap = nonHeap
    self.minimumLimit = minimumLimit
    self.areas = areas
    self.steps = steps
    self.changes = changes
  }
}

/// What a limit is made of.
enum LimitAccount {
  /// The parts of a limit, which add up to it.
  ///
  /// - Parameters:
  ///   - limit: the limit
  ///   - heap: the largest heap
  ///   - live: what stays alive of it; nil where that is not known
  ///   - nonHeap: what lies beside it
  ///   - cache: page cache that is kept
  /// - Returns: the parts in the order of explanations
  static func areas(
    of limit: Memory,
    heap: Memory,
    live: JVMArea?,
    nonHeap: NonHeapEstimate,
    cache: Memory
  ) -> [JVMArea] {
    var areas: [JVMArea] = []
    if let live, live.bytes <= heap {
      areas.append(live)
      areas.append(JVMArea(name: "room for garbage", bytes: heap - live.bytes, basis: .advised))
    } else {
      areas.append(JVMArea(name: "heap", bytes: heap, basis: .advised))
    }
    areas += nonHeap.areas
    areas.append(JVMArea(name: "margin", bytes: nonHeap.total - nonHeap.sum, basis: .advised))
    if !cache.isZero { areas.append(JVMArea(name: "page cache", bytes: cache, basis: .remainder)) }
    let rest = areas.reduce(limit) { $0 - $1.bytes }
    if rest > .zero {
      areas.append(JVMArea(name: "rounding and floor", bytes: rest, basis: .advised))
    }
    return areas
  }

  /// The parts as a step of an explanation, numbered so that they keep their order; what a larger limit
  /// holds beyond them is named.
  static func step(_ areas: [JVMArea], of limit: Memory) -> ExplanationStep {
    var inputs: [String: String] = [:]
    var areas = areas
    let rest = areas.reduce(limit) { $0 - $1.bytes }
    if rest > .zero { areas.append(JVMArea(name: "not needed", bytes: rest, basis: .advised)) }
    for (index, area) in areas.enumerated() {
      let number = index < 9 ? "0\(index + 1)" : "\(index + 1)"
      let range =
        area.low < area.high
        ? ", \(area.low.preciseText) to \(area.high.preciseText)" : ""
      inputs["\(number) \(area.name)"] =
        "\(area.bytes.preciseText) (\(area.basis.rawValue)\(range))"
    }
    return ExplanationStep(step: "every MiB of the memory limit", inputs: inputs, value: limit.text)
  }
}

extension JVMSizing {
  /// What a limit of at least ``minimumLimit`` is made of, every MiB of it.
  public func account(of limit: Memory) -> ExplanationStep { LimitAccount.step(areas, of: limit) }
}

extension Memory {
  /// The amount in MiB to one decimal, so that sums can be checked.
  var preciseText: String {
    let tenths = Int64((mebibytes * 10).rounded())
    return "\(tenths / 10).\(abs(tenths % 10)) MiB"
  }
}
