import Foundation
import PodfitKit

// The library for C and every language that can call C. Each function takes UTF-8 text and gives back
// UTF-8 text that the caller frees with `podfit_free`. On success the text is the JSON document of the
// command of the same name; on failure `*failed` is 1 and the text says what is wrong. A null `database`
// or `failed` is answered with null. Nothing here keeps state, so calls may come from any thread.

/// Requests and limits for each container, as `podfit recommend --format json` prints them.
@c(podfit_recommend)
public func recommend(
  database: UnsafePointer<CChar>?,
  strategy: UnsafePointer<CChar>?,
  failed: UnsafeMutablePointer<CInt>?
) -> UnsafeMutablePointer<CChar>? {
  unsafe answer(database, strategy, failed) { podfit, request in
    try RecommendationDocument(podfit.recommendations(request)).json()
  }
}

/// The node count with its proven minimum, as `podfit nodes --format json` prints it.
@c(podfit_nodes)
public func nodes(
  database: UnsafePointer<CChar>?,
  strategy: UnsafePointer<CChar>?,
  failed: UnsafeMutablePointer<CInt>?
) -> UnsafeMutablePointer<CChar>? {
  unsafe answer(database, strategy, failed) { podfit, request in
    try NodesDocument(podfit.nodePlan(request)).json()
  }
}

/// Gives back memory that another function of this library returned; null is allowed.
@c(podfit_free)
public func free(text: UnsafeMutablePointer<CChar>?) {
  unsafe Foundation.free(text)
}

private func answer(
  _ database: UnsafePointer<CChar>?,
  _ strategy: UnsafePointer<CChar>?,
  _ failed: UnsafeMutablePointer<CInt>?,
  _ body: (Podfit, RecommendRequest) throws -> String
) -> UnsafeMutablePointer<CChar>? {
  guard let database = unsafe database, let failed = unsafe failed else { return nil }
  let path = unsafe String(cString: database)
  let name = unsafe strategy.map { unsafe String(cString: $0) }
  do {
    let text = try body(Podfit(database: path), RecommendRequest(strategy: name))
    unsafe failed.pointee = 0
    return unsafe strdup(text)
  } catch {
    unsafe failed.pointee = 1
    return unsafe strdup("\(error)")
  }
}
