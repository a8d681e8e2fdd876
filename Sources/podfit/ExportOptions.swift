import ArgumentParser
import PodfitKit

/// Options that every export has: what is asked for.
struct ExportOptions: ParsableArguments {
  @Option(
    name: .long,
    help: "The cluster that samples are filed under unless their labels name one."
  )
  var cluster = "default"

  @Option(name: .long, help: "The distance of two samples, such as 5m.")
  var step = "5m"

  @Option(
    name: .customLong("namespace"),
    help: "A namespace, as often as wanted; each is asked for alone (default: all at once)."
  )
  var namespaces: [String] = []

  @Option(
    name: .customLong("match"),
    help: "LABEL=VALUE that every series must have, such as cluster=prod on a shared server."
  )
  var labels: [String] = []

  @Flag(
    name: .customLong("legacy-labels"),
    help: "Ask by the labels of Kubernetes before 1.16 too (pod_name, container_name)."
  )
  var isLegacy = false

  @Flag(name: .customLong("gpu"), help: "Ask for GPUs too (NVIDIA's DCGM exporter).")
  var asksForGPUs = false

  @Flag(
    name: .customLong("io"),
    help: "Ask for disks and networks of pods and nodes and for conditions of nodes too."
  )
  var asksForIO = false

  @Flag(
    name: .customLong("limits"),
    help: "Ask for limits at every step too: for pods that are resized in place."
  )
  var asksForLimits = false

  /// The settings for a server and a window.
  ///
  /// - Throws: a usage error
  func settings(url: String, window: TimeWindow) throws -> ExportSettings {
    guard let span = TimeSpan(promQL: step) else {
      throw ValidationError("--step: no length of time: \"\(step)\"; write 5m, 30s, 1h")
    }
    let pairs = try labels.map { text -> (name: String, value: String) in
      let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2 else {
        throw ValidationError("--match: not LABEL=VALUE: \"\(text)\"")
      }
      return (String(parts[0]), String(parts[1]))
    }
    do {
      var settings = try ExportSettings(
        url: url,
        cluster: cluster,
        window: window,
        step: span,
        namespaces: namespaces,
        labels: pairs
      )
      settings.isLegacy = isLegacy
      if asksForGPUs { settings.groups.insert(.gpu) }
      if asksForIO { settings.groups.insert(.io) }
      if asksForLimits { settings.groups.insert(.limits) }
      return settings
    } catch {
      throw ValidationError("\(error)")
    }
  }

  /// Reads the time of an option; nil where it is not given.
  static func instant(_ text: String?, _ option: String) throws -> Instant? {
    guard let text else { return nil }
    guard let instant = Instant(rfc3339: text) else {
      throw ValidationError("\(option): not an RFC 3339 time with a zone: \"\(text)\"")
    }
    return instant
  }
}
