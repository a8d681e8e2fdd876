internal import PodfitModel

/// Puts into words what is doubtful in a container's data.
enum ProfileNotes {
  /// Gaps below this are the ordinary lot of scraping.
  private static let leastGap: Int64 = 600_000

  /// The notes on a profile, sorted.
  static func notes(
    on profile: ContainerProfile,
    measured: [MeasuredContainer],
    guessedPods: Int,
    podCount: Int,
    longestGap: TimeSpan,
    isInit: Bool,
    leak: String?
  ) -> [String] {
    var notes = Set(measured.flatMap(\.notes))
    if guessedPods > 0 {
      notes.insert("owner guessed from the name of \(guessedPods) of \(podCount) pods")
    }
    if measured.isEmpty {
      notes.insert("no samples")
    } else {
      if profile.cpu == nil { notes.insert("no CPU samples") }
      if profile.memory == nil { notes.insert("no memory samples") }
    }
    let single = measured.count { max($0.usage.cpu.count, $0.usage.memory.count) == 1 }
    if single > 0 {
      notes.insert(
        profile.shape == .job
          ? "short runs: \(single) of \(measured.count) pods have one sample only"
          : "\(single) of \(measured.count) pods have one sample only"
      )
    }
    let resets = measured.reduce(0) { $0 + $1.usage.counterResets }
    if resets > 0 { notes.insert("\(resets) counter resets: the container restarted") }
    if profile.shape != .job, longestGap.milliseconds > leastGap {
      notes.insert("longest gap in a pod's samples: \(minutesText(longestGap))")
    }
    if profile.current == nil {
      notes.insert("requests and limits not known: no export names the container")
    }
    if profile.spec == nil {
      notes.insert("command, image and environment not known: no pod or workload list names it")
    }
    if isInit { notes.insert("init container: runs to its end before the others") }
    if let leak { notes.insert(leak) }
    return notes.sorted()
  }

  private static func minutesText(_ span: TimeSpan) -> String {
    span < .hours(3)
      ? "\((span.milliseconds.addingSaturated(30_000)) / 60_000) min" : span.hoursText
  }
}
