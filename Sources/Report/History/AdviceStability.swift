public import PodfitModel

/// How often the advice for a container turned around from week to week.
public struct AdviceStability: Hashable, Sendable {
  /// Weeks with advice.
  public var weeks: Int
  /// Steps of more than a twentieth from one week to the next.
  public var moves: Int
  /// Steps that went back where the last one came from.
  public var flips: Int

  /// Looks at the advised requests of each container over runs, the oldest first.
  public static func all(in runs: [RunRecord]) -> [ContainerID: AdviceStability] {
    var series: [ContainerID: [ContainerResources]] = [:]
    for run in runs {
      for entry in run.entries where entry.status != .withheld {
        series[entry.id, default: []].append(entry.advised)
      }
    }
    return series.mapValues { advised in
      let cpu = steps(advised.map { $0.cpuRequest?.nanocores })
      let memory = steps(advised.map { $0.memoryRequest?.bytes })
      return AdviceStability(
        weeks: advised.count,
        moves: cpu.count + memory.count,
        flips: turns(cpu) + turns(memory)
      )
    }
  }

  private static func steps(_ values: [Int64?]) -> [Bool] {
    zip(values, values.dropFirst()).compactMap { from, to in
      guard let from, let to, from > 0 else { return nil }
      let ratio = Double(to) / Double(from)
      return abs(ratio - 1) > 0.05 ? ratio > 1 : nil
    }
  }

  private static func turns(_ steps: [Bool]) -> Int {
    zip(steps, steps.dropFirst()).count { $0 != $1 }
  }
}
