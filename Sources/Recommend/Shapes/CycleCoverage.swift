import PodfitModel

/// How many whole cycles of use were observed: what was not seen once cannot have been planned for.
///
/// Two samples a month apart are no month: of containers that run all the time no more than twice the
/// time that samples cover counts.
struct CycleCoverage {
  private let span: TimeSpan

  init(of profile: ContainerProfile) {
    // Without samples a checkpoint says how long it was filled.
    if profile.window == nil, let distribution = profile.distribution {
      let span = distribution.window?.span ?? TimeSpan(milliseconds: 0)
      self.span = span.held(toTwice: distribution.covered)
    } else {
      span = profile.observed
    }
  }

  /// Whole days, weeks and months of thirty days, in words.
  var text: String {
    let days = max(span.milliseconds / 86_400_000, 0)
    let parts = [days.counted("day"), (days / 7).counted("week"), (days / 30).counted("month")]
    return parts.joined(separator: ", ")
  }
}
