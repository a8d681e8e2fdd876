import PodfitModel

/// How the samples themselves compare with recommended numbers.
///
/// These are counts over the window that the numbers were made from, not forecasts.
///
/// - Source: docs/formulas/confidence.md
struct MeasuredUse {
  /// Days of pods with samples, and those on which memory went above the number.
  var podDays = 0
  var podDaysAbove = 0
  var memorySamples = 0
  /// Samples of CPU, those above the request, and the shares of use.
  var cpuSamples = 0
  var cpuSamplesAbove = 0
  var cpuUsed = 0.0
  var cpuUnserved = 0.0

  /// Compares use with a memory number and a CPU request; nil where there is none.
  init(of pods: [PodUsage], memory number: Memory?, cpu request: CPU?) {
    for pod in pods {
      if let number { countDays(of: pod.memory, above: number.bytes) }
      if let request { countSamples(of: pod.cpu, above: request.nanocores) }
    }
  }

  /// The share of pod-days with memory above the number, nil without any.
  var confidence: Confidence? {
    guard podDays > 0 else { return nil }
    return Confidence(
      exceedanceRatio: Double(podDaysAbove) / Double(podDays),
      samples: memorySamples,
      comparable: "pod-days of this container with memory above the number, in the window it was"
        + " made from (\(podDaysAbove) of \(podDays))"
    )
  }

  /// How much of the time and of the demand lies above the CPU request; nil without samples.
  var cpuStep: ExplanationStep? {
    guard cpuSamples > 0 else { return nil }
    let unserved = cpuUsed > 0 ? cpuUnserved / cpuUsed : 0
    return ExplanationStep(
      step: "check: CPU use above the request, in the same window",
      inputs: [
        "samples": "\(cpuSamples)", "above": "\(cpuSamplesAbove)",
        "demand above the request": unserved.percentText,
      ],
      value: (Double(cpuSamplesAbove) / Double(cpuSamples)).percentText
    )
  }

  /// A sample covers the time up to its own, so one at midnight belongs to the day before.
  private mutating func countDays(of column: SampleColumn, above number: Int64) {
    var day: Int64?
    var isAbove = false
    memorySamples += column.count
    for (time, value) in zip(column.times, column.values) {
      let today = Instant(milliseconds: time.subtractingSaturated(1)).day
      if today != day {
        day = today
        isAbove = false
        podDays += 1
      }
      if value > number, !isAbove {
        isAbove = true
        podDaysAbove += 1
      }
    }
  }

  private mutating func countSamples(of column: SampleColumn, above request: Int64) {
    cpuSamples += column.count
    for value in column.values {
      cpuUsed += Double(value)
      guard value > request else { continue }
      cpuSamplesAbove += 1
      cpuUnserved += Double(value) - Double(request)
    }
  }
}
