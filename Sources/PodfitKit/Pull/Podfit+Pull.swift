import Foundation
import PodfitModel
public import PodfitReport

extension Podfit {
  /// Asks a Prometheus-compatible server for what podfit needs and keeps the answers as files.
  ///
  /// Finished files of an earlier run are not asked for again. Where nothing is missing the files are taken
  /// into the database, unless the request says otherwise.
  ///
  /// - Parameters:
  ///   - request: what to ask, and how much at a time
  ///   - control: stops the work from another thread
  ///   - onProgress: told after each request, on the thread that sent it
  /// - Returns: the files, and what could not be had: then nothing was ingested
  /// - Throws: ``PodfitError`` where the server, curl, the folder or the database cannot be used, and
  ///   ``PullError/interrupted`` within it after a cancellation
  public func pull(
    _ request: PullRequest,
    control: PullControl = PullControl(),
    onProgress: (@Sendable (PullProgress) -> Void)? = nil
  ) throws(PodfitError) -> PullDocument {
    let curl: Curl
    do throws(PullError) {
      curl = try Curl.find(control)
    } catch {
      throw .pull(error)
    }
    let (settings, result) = try Self.fetch(request, curl, control, onProgress)
    var document = PullDocument(
      url: settings.url,
      folder: request.folder,
      start: settings.window.start.rfc3339,
      end: settings.window.end.rfc3339,
      stepSeconds: settings.step.milliseconds / 1_000,
      rangeSeconds: settings.range.milliseconds / 1_000,
      files: result.files,
      missing: result.missing
    )
    if request.isIngesting, result.missing.isEmpty {
      document.ingested = try ingest(result.files, settings, request)
    }
    return document
  }

  private static func fetch(
    _ request: PullRequest,
    _ curl: Curl,
    _ control: PullControl,
    _ onProgress: (@Sendable (PullProgress) -> Void)?
  ) throws(PodfitError) -> (
    ExportSettings, (files: [PullDocument.File], missing: [PullDocument.Missing])
  ) {
    var settings = request.settings
    let tenant = request.tenant.map { ", tenant \($0)" } ?? ""
    let folder = try PullFolder.opened(
      path: request.folder,
      source: "\(settings.url)\(tenant), cluster \(settings.cluster)"
    )
    if request.isEndOpen, let last = folder.last, !last.isComplete,
      last.header.window == settings.window.span.milliseconds,
      last.header.step == settings.step.milliseconds
    {
      settings = settings.moved(to: Instant(milliseconds: last.header.end)) ?? settings
    }
    try folder.note(
      PullFolder.Header(
        source: "\(settings.url)\(tenant), cluster \(settings.cluster)",
        window: settings.window.span.milliseconds,
        step: settings.step.milliseconds,
        end: settings.window.end.milliseconds
      )
    )
    let puller = Puller(
      request,
      settings,
      curl: curl,
      control: control,
      folder: folder,
      onProgress: onProgress
    )
    return (settings, try puller.run())
  }

  /// Samples of range queries cover the time of one answer; facts cover none.
  private func ingest(
    _ files: [PullDocument.File],
    _ settings: ExportSettings,
    _ request: PullRequest
  ) throws(PodfitError) -> PullDocument.Ingested? {
    let folder = URL(filePath: request.folder, directoryHint: .isDirectory)
    let used = files.filter { $0.samples > 0 || $0.facts > 0 }
    var last: PullDocument.Ingested?
    for isRange in [true, false] {
      let paths = used.filter { ($0.kind == ExportQuery.Kind.range.rawValue) == isRange }
        .map { folder.appending(path: $0.path).relativePath }
      guard !paths.isEmpty else { continue }
      let result = try ingest(
        IngestRequest(
          paths: paths,
          cluster: settings.cluster,
          window: isRange ? settings.range : nil,
          now: request.now
        )
      )
      last = PullDocument.Ingested(
        samples: (last?.samples ?? 0) + result.samples,
        series: result.series,
        containers: result.containers
      )
    }
    return last
  }
}

extension ExportSettings {
  /// The same about a window of the same length that ends at `end`.
  func moved(to end: Instant) -> ExportSettings? {
    let start = Instant(milliseconds: end.milliseconds - window.span.milliseconds)
    var moved = try? ExportSettings(
      url: url,
      cluster: cluster,
      window: TimeWindow(start: start, end: end),
      step: step,
      namespaces: namespaces,
      labels: labels
    )
    moved?.isLegacy = isLegacy
    return moved
  }
}
