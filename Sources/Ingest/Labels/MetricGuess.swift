import PodfitModel

/// What series without a name measure, going by the name of their file.
///
/// Aggregation drops the metric's name, and people name the file after it. Only a single clear
/// word counts, and the readings must be of a size that the metric has.
enum MetricGuess {
  /// The metric that a file name speaks of; nil where it speaks of none or of several.
  static func metric(fileName: String) -> Metric? {
    let base = fileName.split(separator: "/").last.map { $0.lowercased() } ?? ""
    let words = base.split { !($0.isLetter || $0.isNumber) }.map(String.init)
    guard !words.contains(where: { ["jvm", "heap", "gc", "requests", "limits"].contains($0) })
    else {
      return nil
    }
    if words.contains(where: { $0.hasPrefix("throttl") }) { return .cpuThrottledRatio }
    var found: Set<Metric> = []
    for (index, word) in words.enumerated() {
      switch word {
      case "cpu": found.insert(.cpuUsage)
      case "memory", "mem", "workingset", "wss": found.insert(.memoryWorkingSet)
      case "working" where words[(index + 1)...].first == "set": found.insert(.memoryWorkingSet)
      case "rss": found.insert(.memoryRSS)
      default: break
      }
    }
    // "memory_rss" is RSS.
    if found == [.memoryWorkingSet, .memoryRSS] { return .memoryRSS }
    return found.count == 1 ? found.first : nil
  }

  /// Whether the largest reading of a series can be one of the metric that was guessed.
  ///
  /// No container has a thousand cores (a CPU counter soon has), no process fits in 4 KiB (memory
  /// in MiB or as a ratio does) and a share is no larger than one, with room for extrapolation.
  static func isPlausible(_ metric: Metric, largest: Int64) -> Bool {
    switch metric {
    case .cpuUsage: largest <= CPU.cores(1_024 as Int64).nanocores
    case .memoryWorkingSet, .memoryRSS: largest == 0 || largest >= 4_096
    case .cpuThrottledRatio: largest <= 1_500_000_000
    default: true
    }
  }
}
