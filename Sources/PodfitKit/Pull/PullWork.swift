import PodfitModel
import PodfitReport

/// A request that waits to be sent.
struct PullTask: Sendable {
  /// What is asked.
  var shard: ExportShard
  /// How many series each namespace has, once they were counted.
  var series: [String: Int]?
  /// Its share of the whole work.
  var weight: Double

  /// Two tasks that make up this one: by namespaces while there are several, then by time; nil where
  /// neither goes further.
  func halves() -> [PullTask]? {
    if let series, let (first, second) = shard.scope.halves(series) {
      let all = max(1, shard.scope.weight(series))
      let part = Double(first.weight(series)) / Double(all)
      var tasks = [self, self]
      tasks[0].shard.scope = first
      tasks[0].weight = weight * part
      tasks[1].shard.scope = second
      tasks[1].weight = weight * (1 - part)
      return tasks
    }
    guard let (first, second) = shard.halves() else { return nil }
    return [first, second].map { PullTask(shard: $0, series: series, weight: weight / 2) }
  }

  /// The samples that the server loads, and the points that it answers with, whichever are more.
  func load(_ settings: ExportSettings, scrapes interval: TimeSpan) -> Int {
    let count = shard.scope.weight(series ?? [:])
    let span = (shard.end - shard.start).milliseconds + shard.range(settings).milliseconds
    let scraped = span / max(1, interval.milliseconds)
    return Int(Int64(count).multipliedSaturated(by: max(scraped, shard.points, 1)))
  }
}

/// What the workers of a pull share.
struct PullWork: ~Copyable {
  /// The folder and its journal.
  var folder: PullFolder
  /// What waits, the next one last.
  var waiting: [PullTask]
  /// Workers that are busy; what they do may still be split.
  var active = 0
  /// The share of the work that is done.
  var share = 0.0
  /// Bytes of finished files.
  var bytes = 0
  /// Finished files.
  var files: [PullDocument.File] = []
  /// What could not be had.
  var missing: [PullDocument.Missing] = []
  /// Requests given up since the last success.
  var failuresInRow = 0
  /// What ended the pull.
  var failure: PodfitError?

  /// So many requests given up one after the other: the server is not there.
  static let patience = 3

  /// Whether nothing more is to be sent.
  var isStopped: Bool { failure != nil || failuresInRow >= Self.patience }

  /// Takes the next task.
  mutating func next() -> PullTask? {
    guard !isStopped, let task = waiting.popLast() else { return nil }
    active += 1
    return task
  }

  /// Puts the parts of a task in its place.
  mutating func replace(by parts: [PullTask]) {
    active -= 1
    waiting += parts.reversed()
  }

  /// Notes a finished file.
  mutating func finish(_ task: PullTask, _ entry: PullFolder.Entry, isKept: Bool) {
    active -= 1
    share += task.weight
    bytes += entry.bytes
    if !isKept { failuresInRow = 0 }
    files.append(
      PullDocument.File(
        path: entry.file,
        query: task.shard.query,
        kind: task.shard.kind.rawValue,
        start: task.shard.start.rfc3339,
        end: task.shard.end.rfc3339,
        bytes: entry.bytes,
        digest: entry.digest,
        series: entry.series,
        samples: entry.samples,
        facts: entry.facts,
        warnings: entry.warnings,
        isKept: isKept
      )
    )
  }

  /// Notes what could not be had.
  mutating func giveUp(_ task: PullTask, _ reason: String, isPassing: Bool) {
    active -= 1
    share += task.weight
    if isPassing { failuresInRow += 1 }
    missing.append(Self.missing(task.shard, reason))
  }

  /// Notes what was not even tried.
  mutating func giveUpWaiting() {
    for task in waiting.reversed() { missing.append(Self.missing(task.shard, "not asked for")) }
    waiting = []
  }

  private static func missing(_ shard: ExportShard, _ reason: String) -> PullDocument.Missing {
    PullDocument.Missing(
      query: shard.query,
      namespaces: shard.scope.text,
      start: shard.start.rfc3339,
      end: shard.end.rfc3339,
      reason: reason
    )
  }
}
