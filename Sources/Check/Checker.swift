public import PodfitModel

/// Compares the requests and limits in manifests with what was recommended.
///
/// A function of its arguments: reading files and finding them is the caller's. A file that cannot
/// be read is an error in the result and never keeps others from being checked. The usual input is a
/// few hundred files of a few kilobytes; `CheckSpeedTests` has the measured rate.
public struct Checker: Sendable {
  /// What counts, and how much.
  public var settings = CheckSettings()
  /// Limits on what a file may ask for.
  public var limits = ManifestLimits()
  /// The cluster whose recommendations count; nil for all of them.
  public var cluster: String?
  /// Whether files with fixable findings are wanted mended.
  public var makesRewrites = false

  /// A checker with the usual settings and limits.
  public init() {}

  /// Checks files against recommendations; see ``check(_:against:gate:)``.
  public func check(
    files: [(name: String, bytes: [UInt8])],
    against set: RecommendationSet?
  ) -> CheckResult {
    check(files.map { ManifestInput(name: $0.name, bytes: $0.bytes) }, against: set)
  }

  /// Checks files against recommendations.
  ///
  /// A manifest without namespace takes the recommendation of the only workload of its kind and
  /// name. Containers without recommendation are listed in the result. Without recommendations at all only
  /// rules that need none apply, and nothing is listed.
  ///
  /// - Complexity: O(bytes · log lines + findings · log findings)
  public func check(
    _ inputs: [ManifestInput],
    against set: RecommendationSet?,
    gate: Gate = Gate()
  ) -> CheckResult {
    check(read(inputs), against: set, gate: gate)
  }

  /// Reads files, which needs no recommendations yet, so that both can be read side by side.
  ///
  /// - Complexity: O(bytes · log lines)
  public func read(_ inputs: [ManifestInput]) -> ManifestReading {
    var run = CheckRun(self)
    run.read(inputs)
    return ManifestReading(run: run, names: Set(inputs.map(\.name)))
  }

  /// Checks what was read; see ``check(_:against:gate:)``.
  ///
  /// What counts is how the checker is set now, except `limits` and the mappings of fields, which
  /// count for reading.
  public func check(
    _ reading: ManifestReading,
    against set: RecommendationSet?,
    gate: Gate = Gate()
  ) -> CheckResult {
    var run = reading.run
    run.proceed(with: settings, hasEvidence: set != nil)
    run.look(
      with: RecommendationIndex(
        set ?? RecommendationSet(strategy: "", window: nil, recommendations: []),
        cluster: cluster,
        overrides: settings.matches,
        references: run.references
      )
    )
    if let budget = settings.budget, let changes = gate.changes {
      run.compare(with: gate.before, changes, budget)
    }
    run.suppress()
    run.noteSettings()
    run.pass(gate, names: reading.names)
    return run.result(makesRewrites: makesRewrites)
  }
}

/// Manifests that were read and not compared with anything yet.
public struct ManifestReading: Sendable {
  let run: CheckRun
  let names: Set<String>
}
