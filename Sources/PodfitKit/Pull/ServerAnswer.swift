import Foundation
import PodfitIngest
import PodfitModel

/// What a server's answer means for the request.
enum ServerAnswer: Sendable {
  /// The body is complete and a success.
  case complete(FileReport)
  /// The body is complete, but counts nothing: only the numbers asked for.
  case tooMuch(String)
  /// It may work later.
  case later(String, isTimeout: Bool, after: Int?)
  /// This request will never work.
  case never(String)
  /// No request will ever work like this.
  case hopeless(String)
}

extension ServerAnswer {
  /// Judges an answer by status and body; the body is read whole.
  init(_ answer: Curl.Answer, body: URL, cluster: String) {
    guard answer.exit == 0 else {
      self = Self.failure(answer)
      return
    }
    let text = Self.words(answer, body, cluster)
    switch answer.status {
    case 200..<300:
      do throws(IngestError) {
        var sink = CheckingSink()
        self = .complete(
          try Ingestor.read(
            try ByteSource.file(body.path),
            named: "the answer",
            options: IngestOptions(cluster: cluster),
            into: &sink
          )
        )
      } catch {
        self = Self.damaged(error)
      }
    case 400, 413, 414, 422: self = Self.isAboutSize(text) ? .tooMuch(text) : .never(text)
    case 401, 403, 407: self = .hopeless("\(text)\n  hint: --bearer-token-file, --user, --header")
    case 404, 405, 501:
      self = .hopeless(
        "\(text)\n  hint: --url is what stands before /api/v1, such as http://host:9090/prometheus"
      )
    case 300..<400: self = .hopeless("\(text)\n  hint: name the address it leads to with --url")
    case 408, 429, 500, 502, 503, 504, 520...529:
      let isTimeout = answer.status == 504 || text.contains("timeout") || text.contains("timed out")
      self = .later(text, isTimeout: isTimeout, after: answer.retryAfter)
    default: self = .hopeless(text)
    }
  }

  /// Texts of servers that were asked for too much at once: Prometheus, Thanos, Mimir, VictoriaMetrics.
  private static func isAboutSize(_ text: String) -> Bool {
    let text = text.lowercased()
    return [
      "too many", "exceeded maximum resolution", "maximum", "limit", "too large", "too long",
    ]
    .contains { text.contains($0) }
  }

  private static func failure(_ answer: Curl.Answer) -> ServerAnswer {
    let text = answer.message.isEmpty ? "curl ended with \(answer.exit)" : answer.message.printable
    switch answer.exit {
    // Cannot resolve or connect, cut off, timed out, broken connections of HTTP/1 and HTTP/2.
    case 5, 6, 7, 16, 18, 35, 52, 55, 56, 92, 95, 96, Curl.killed:
      return .later(text, isTimeout: false, after: nil)
    case 28: return .later(text, isTimeout: true, after: nil)
    default: return .hopeless(text)
    }
  }

  /// A body that cannot be read whole: cut off, or no answer of such a server at all.
  private static func damaged(_ error: IngestError) -> ServerAnswer {
    switch error.code {
    case .truncated, .gzipTruncated, .emptyFile, .gzipCorrupt, .unexpectedByte, .trailingData,
      .invalidUTF8:
      .later("the answer is damaged: \(error)", isTimeout: false, after: nil)
    case .serverError(let type, let text):
      .later("\(type): \(text.printable)", isTimeout: type == "timeout", after: nil)
    default: .never("the answer is none of a Prometheus-compatible server: \(error)")
    }
  }

  /// The server's own words, with the status.
  private static func words(_ answer: Curl.Answer, _ body: URL, _ cluster: String) -> String {
    guard answer.status >= 300 else { return "" }
    var words = ""
    var sink = CheckingSink()
    do throws(IngestError) {
      _ = try Ingestor.read(
        try ByteSource.file(body.path),
        named: "answer",
        options: IngestOptions(cluster: cluster),
        into: &sink
      )
    } catch {
      if case .serverError(let type, let text) = error.code { words = "\(type): \(text)" }
    }
    if words.isEmpty, let file = try? FileHandle(forReadingFrom: body) {
      let head = (try? file.read(upToCount: 300)) ?? Data()
      try? file.close()
      words = String(decoding: head, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }
    return "HTTP \(answer.status)\(words.isEmpty ? "" : ": \(String(words.prefix(600)).printable)")"
  }
}

/// Takes what a body holds and forgets it: reading to the end proves that it is whole.
private struct CheckingSink: SampleSink {
  mutating func accept(_ batch: SampleBatch) throws {}
  mutating func accept(_ fact: InventoryFact) throws {}
}
