import PodfitModel

/// Steps of an explanation that tell how a workload's use is shaped over time: starts, runs, readings.
///
/// - Source: docs/formulas/policy.md, "Shapes"
struct ShapeSteps {
  /// A pod is starting for so long after its first sample.
  static let startup: TimeSpan = .hours(1) / 6

  private let profile: ContainerProfile

  init(of profile: ContainerProfile) { self.profile = profile }

  var steps: [ExplanationStep] { [starts, runs, coarse].compactMap(\.self) }

  /// CPU of pods that came up within the window, while they started and afterwards; nil where none did.
  private var starts: ExplanationStep? {
    guard profile.shape != .job, let begin = profile.window?.start.milliseconds else { return nil }
    // A pod that was there all along has its first reading up to a step after the window begins.
    let step = profile.pods.compactMap(\.cpu.step?.milliseconds).max() ?? 0
    let late = begin.addingSaturated(Self.startup.milliseconds).addingSaturated(step)
    var pods = 0
    var starting: Int64 = 0
    var steady: Int64 = 0
    for pod in profile.pods {
      guard let first = pod.cpu.times.first, first > late else { continue }
      let end = first.addingSaturated(Self.startup.milliseconds)
      pods += 1
      for (time, value) in zip(pod.cpu.times, pod.cpu.values) {
        if time <= end { starting = max(starting, value) } else { steady = max(steady, value) }
      }
    }
    guard pods > 0, starting > 0 else { return nil }
    let (during, after) = (CPU(nanocores: starting), CPU(nanocores: steady))
    return ExplanationStep(
      step: "start-up against steady phase: largest CPU",
      inputs: [
        "pods that started in the window": "\(pods)",
        "first \(Self.startup.milliseconds / 60_000) min": during.stepText,
        "afterwards": after.stepText,
      ],
      value: steady > 0 ? "\(during.ratio(to: after).text(decimals: 2)) times" : "only starts seen"
    )
  }

  /// The peaks of runs that come to an end, one of each; nil for what runs all the time.
  private var runs: ExplanationStep? {
    guard profile.shape == .job else { return nil }
    let peaks = profile.pods.compactMap { $0.memory.values.max() }.sorted()
    guard let least = peaks.first, let most = peaks.last else { return nil }
    return ExplanationStep(
      step: "largest memory of each run",
      inputs: [
        "runs": "\(peaks.count)", "least": Memory(bytes: least).stepText,
        "median": Memory(bytes: peaks[(peaks.count - 1) / 2]).stepText,
      ],
      value: Memory(bytes: most).stepText
    )
  }

  /// What readings so far apart do not show of peaks; nil for readings close together.
  private var coarse: ExplanationStep? {
    // The longest series has the step of the source, restarts and gaps tell little.
    guard let longest = profile.pods.max(by: { $0.cpu.count < $1.cpu.count }),
      let step = longest.cpu.step, let loss = PeakLoss.expected(of: step)
    else { return nil }
    return ExplanationStep(
      step: "readings far apart: peaks between them are not seen",
      inputs: [
        "readings every": "\(step.milliseconds / 60_000) min",
        "largest CPU may be seen lower by": loss.peak.percentText,
        "measured on": "one-minute means of a public microservice trace",
      ],
      value: "CPU quantile 0.99 up to \(loss.quantile.percentText) lower in half of such pods"
    )
  }
}
