import PodfitModel

/// What is lost of peaks where readings are far apart, as measured on public series.
///
/// - Source: docs/formulas/censoring.md, "Coarse scraping"
struct PeakLoss: Hashable {
  /// Up to this distance of readings.
  var step: TimeSpan
  /// How much lower the 0.99 quantile of CPU is than that of one-minute means, in half of the pods.
  var quantile: Double
  /// How much lower the largest CPU mean is.
  var peak: Double

  /// By distance: 64 pods of Nezha in one-minute means, averaged over longer ones.
  static let measured = [
    PeakLoss(step: .hours(1) / 12, quantile: 0.21, peak: 0.64),
    PeakLoss(step: .hours(1) / 4, quantile: 0.37, peak: 0.76),
    PeakLoss(step: .hours(1) / 2, quantile: 0.50, peak: 0.81),
    PeakLoss(step: .hours(1), quantile: 0.55, peak: 0.84),
  ]

  /// What is to be expected of readings so far apart; nil for less than five minutes.
  static func expected(of step: TimeSpan) -> PeakLoss? {
    measured.last { step >= $0.step }
  }
}

extension TimeSpan {
  /// A part of a span, in whole milliseconds.
  static func / (span: TimeSpan, parts: Int64) -> TimeSpan {
    TimeSpan(milliseconds: span.milliseconds / max(parts, 1))
  }
}
