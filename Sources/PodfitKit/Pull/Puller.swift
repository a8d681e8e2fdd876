import Foundation
import PodfitIngest
import PodfitModel
import PodfitReport
import Synchronization

/// Sends the requests of an export, a few at a time, and keeps what comes back.
final class Puller: Sendable {
  private let request: PullRequest
  private let settings: ExportSettings
  private let curl: Curl
  private let control: PullControl
  private let onProgress: (@Sendable (PullProgress) -> Void)?
  private let work: Mutex<PullWork>

  init(
    _ request: PullRequest,
    _ settings: ExportSettings,
    curl: Curl,
    control: PullControl,
    folder: consuming sending PullFolder,
    onProgress: (@Sendable (PullProgress) -> Void)?
  ) {
    self.request = request
    self.settings = settings
    self.curl = curl
    self.control = control
    self.onProgress = onProgress
    let shards = ExportShard.all(settings)
    let weight = 1 / Double(max(1, shards.count))
    let tasks = shards.reversed().map { PullTask(shard: $0, series: nil, weight: weight) }
    work = Mutex(PullWork(folder: folder, waiting: tasks))
  }

  /// Sends everything.
  ///
  /// - Returns: the finished files by name, and what is missing
  /// - Throws: ``PodfitError`` where nothing more can be done
  func run() throws(PodfitError) -> (files: [PullDocument.File], missing: [PullDocument.Missing]) {
    let interval = try scrapeInterval()
    DispatchQueue.concurrentPerform(iterations: max(1, request.parallel)) { worker in
      let draft = work.withLock { $0.folder.draft(worker) }
      while true {
        if control.isCancelled { return }
        if let task = work.withLock({ $0.next() }) {
          process(task, draft, interval)
        } else if work.withLock({ $0.active == 0 || $0.isStopped }) {
          return
        } else {
          usleep(20_000)
        }
      }
    }
    if control.isCancelled { throw .pull(.interrupted) }
    var failure: PodfitError?
    var result: (files: [PullDocument.File], missing: [PullDocument.Missing]) = ([], [])
    work.withLock { work in
      failure = work.failure
      work.giveUpWaiting()
      result = (work.files.sorted { $0.path < $1.path }, work.missing)
      guard failure == nil, work.missing.isEmpty else { return }
      do throws(PodfitError) { try work.folder.noteComplete() } catch { failure = error }
    }
    if let failure { throw failure }
    return result
  }
}

// MARK: - One task

extension Puller {
  private func process(_ task: PullTask, _ draft: URL, _ interval: TimeSpan) {
    do throws(PodfitError) {
      try step(task, draft, interval)
    } catch {
      work.withLock { work in
        work.active -= 1
        if work.failure == nil { work.failure = error }
      }
    }
    tell(task.shard)
  }

  private func step(
    _ task: PullTask,
    _ draft: URL,
    _ interval: TimeSpan
  ) throws(PodfitError) {
    var task = task
    let shard = task.shard
    let key = key(shard)
    if let entry = work.withLock({ $0.folder.finished(key) }) {
      work.withLock { $0.finish(task, entry, isKept: true) }
      return
    }
    if task.series == nil, shard.kind != .once {
      switch try ask(count(shard), to: draft, mayBeSplit: shard.halves() != nil) {
      case .complete: task.series = CountAnswer(draft)?.series ?? [:]
      case .tooMuch(let text): return split(task, because: text)
      case .gaveUp(let text, let isPassing):
        return work.withLock { $0.giveUp(task, text, isPassing: isPassing) }
      }
      if task.load(settings, scrapes: interval) > request.sampleLimit, let halves = task.halves() {
        return work.withLock { $0.replace(by: halves) }
      }
    } else if task.load(settings, scrapes: interval) > request.sampleLimit,
      let halves = task.halves()
    {
      return work.withLock { $0.replace(by: halves) }
    }
    var call = call("\(settings.url)/api/v1/\(shard.endpoint)", shard.parameters(settings))
    call.headers.append("Accept-Encoding: gzip")
    switch try ask(call, to: draft, mayBeSplit: task.halves() != nil) {
    case .complete(let report): try keep(task, key, draft, report)
    case .tooMuch(let text): split(task, because: text)
    case .gaveUp(let text, let isPassing):
      work.withLock { $0.giveUp(task, text, isPassing: isPassing) }
    }
  }

  private func split(_ task: PullTask, because text: String) {
    work.withLock { work in
      if let halves = task.halves() {
        work.replace(by: halves)
      } else {
        work.giveUp(task, text, isPassing: false)
      }
    }
  }

  private func keep(
    _ task: PullTask,
    _ key: String,
    _ draft: URL,
    _ report: FileReport
  ) throws(PodfitError) {
    let size = (try? FileManager.default.attributesOfItem(atPath: draft.path))?[.size] as? Int
    let isGzip = (try? FileHandle(forReadingFrom: draft))
      .flatMap { try? $0.read(upToCount: 2) }
      .map { $0.elementsEqual([0x1F, 0x8B]) }
    // That a day has nothing is told of the whole pull, not of each file.
    let isEmpty = report.samples == 0 && report.facts == 0
    let entry = PullFolder.Entry(
      key: key,
      file: "\(task.shard.fileName).json\(isGzip == true ? ".gz" : "")",
      digest: report.digest,
      bytes: size ?? 0,
      series: report.series,
      samples: report.samples,
      facts: report.facts,
      warnings: report.warnings.filter { !isEmpty || !$0.hasPrefix("the result is empty") }
    )
    let failure = work.withLock { work -> PodfitError? in
      do throws(PodfitError) {
        try work.folder.keep(draft, as: entry)
        work.finish(task, entry, isKept: false)
        return nil
      } catch {
        return error
      }
    }
    if let failure { throw failure }
  }

  private func key(_ shard: ExportShard) -> String {
    let times = "\(shard.start)/\(shard.end)/\(settings.step.promQLText)"
    return "\(shard.query) \(times) \(shard.expression(settings))"
  }

  private func tell(_ shard: ExportShard) {
    guard let onProgress else { return }
    let progress = work.withLock {
      PullProgress(
        share: min(1, $0.share),
        files: $0.files.count,
        bytes: $0.bytes,
        text: "\(shard.query) \(shard.start.rfc3339.prefix(10))"
      )
    }
    onProgress(progress)
  }
}

// MARK: - Requests

extension Puller {
  /// How a request ended after all its repetitions.
  private enum Ending {
    case complete(FileReport)
    case tooMuch(String)
    case gaveUp(String, isPassing: Bool)
  }

  /// Waits between repetitions, in milliseconds: doubled each time, up to half a minute.
  private static func wait(_ attempt: Int) -> Int { min(30_000, 250 << min(attempt, 10)) }

  private func ask(
    _ call: Curl.Call,
    to draft: URL,
    mayBeSplit: Bool
  ) throws(PodfitError) -> Ending {
    var attempt = 0
    while true {
      let answer: Curl.Answer
      do throws(PullError) {
        answer = try curl.run(call, to: draft, control)
      } catch {
        throw .pull(error)
      }
      switch ServerAnswer(answer, body: draft, cluster: settings.cluster) {
      case .complete(let report): return .complete(report)
      case .tooMuch(let text): return .tooMuch(text)
      case .never(let text): return .gaveUp(text, isPassing: false)
      case .hopeless(let text): throw .pull(.refused("\(settings.url): \(text)"))
      case .later(let text, let isTimeout, let after):
        attempt += 1
        // What the server cannot do in its time it may do in two halves.
        if isTimeout, attempt >= 2, mayBeSplit { return .tooMuch(text) }
        guard attempt <= request.retries else { return .gaveUp(text, isPassing: true) }
        let asked = min(max(after ?? 0, 0), 300) * 1_000
        control.pause(milliseconds: max(asked, Self.wait(attempt)))
        if control.isCancelled { throw .pull(.interrupted) }
      }
    }
  }

  private func call(_ url: String, _ parameters: [(name: String, value: String)]) -> Curl.Call {
    let credentials = request.credentials
    var headers = credentials.headers
    if let token = credentials.bearerToken { headers.append("Authorization: Bearer \(token)") }
    if let tenant = request.tenant { headers.append("X-Scope-OrgID: \(tenant)") }
    let seconds = max(1, request.timeout.milliseconds / 1_000)
    return Curl.Call(
      url: url,
      parameters: parameters + [("timeout", "\(seconds)s")],
      headers: headers,
      user: credentials.user.map { "\($0):\(credentials.password ?? "")" },
      certificates: request.certificates,
      patience: seconds + 10
    )
  }

  /// The question how many series a request is about, at five times.
  private func count(_ shard: ExportShard) -> Curl.Call {
    let expression =
      ExportQueries.query(shard.query)?
      .count(shard.scope, matchers: settings.matchers, isLegacy: settings.isLegacy) ?? ""
    let quarter = max(1, (shard.end - shard.start).milliseconds / 4_000)
    return call(
      "\(settings.url)/api/v1/query_range",
      [
        ("query", expression), ("start", shard.start.rfc3339), ("end", shard.end.rfc3339),
        ("step", "\(quarter)"),
      ]
    )
  }

  /// How often the server scrapes, by its most frequent target; the first question, which shows whether the
  /// server answers at all.
  private func scrapeInterval() throws(PodfitError) -> TimeSpan {
    let draft = work.withLock { $0.folder.draft(-1) }
    let span = TimeSpan.seconds(600)
    let question = call(
      "\(settings.url)/api/v1/query",
      [
        ("query", "max(count_over_time(up[\(span.promQLText)]))"),
        ("time", settings.window.end.rfc3339),
      ]
    )
    switch try ask(question, to: draft, mayBeSplit: false) {
    case .complete:
      let count = CountAnswer(draft)?.largest ?? 0
      // Without an answer: the default of most installations halved.
      return count > 0
        ? TimeSpan(milliseconds: max(1_000, span.milliseconds / Int64(count))) : .seconds(15)
    case .tooMuch(let text), .gaveUp(let text, _):
      throw .pull(.refused("\(settings.url): does not answer: \(text)"))
    }
  }
}
