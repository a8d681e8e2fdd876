internal import PodfitModel

extension CheckRun {
  /// At most this many settings are named that select nothing.
  private static let mostNotes = 10

  /// Says which mappings, matches and exemptions select nothing, or not any more: a misspelled one must not
  /// look like one that is met.
  mutating func noteSettings() {
    let notes = mappingNotes + matchNotes + exemptionNotes
    result.warnings += notes.prefix(Self.mostNotes)
    let rest = notes.count - Self.mostNotes
    if rest > 0 { result.warnings.append("\(rest.counted("more setting")) of no effect") }
  }

  private var mappingNotes: [String] {
    guard !settings.mappings.isEmpty else { return [] }
    var used: Set<Int> = []
    for file in files { used.formUnion(file.contents.usedMappings) }
    return settings.mappings.enumerated().compactMap { number, mapping in
      used.contains(ResourceMapping.standard.count + number)
        ? nil : "the mapping \(mapping.text) found nothing in the files checked"
    }
  }

  private var matchNotes: [String] {
    guard !settings.matches.isEmpty else { return [] }
    let workloads = Set(files.flatMap { $0.contents.containers.map(\.workload.shortPath) })
    return settings.matches.compactMap { match in
      workloads.contains(where: match.from.matches)
        ? nil
        : "the match \(match.from.text)=\(match.to.text) is about no workload in the files checked"
    }
  }

  private var exemptionNotes: [String] {
    settings.exemptions.enumerated().compactMap { number, exemption in
      let what =
        "the exemption of \(exemption.rules.joined(separator: ", ")) for \(exemption.container.text)"
      if exemption.isOver(at: settings.now) {
        return "\(what) ended with \(exemption.until?.description ?? "") (\(exemption.reason))"
      }
      guard !usedExemptions.contains(number) else { return nil }
      var isAboutSomething = false
      for file in files where exemption.paths?.matches(file.source.name) ?? true {
        for container in file.contents.containers
        where exemption.container.matches("\(container.workload.shortPath)/\(container.name)") {
          // What was not compared may meet it yet.
          guard result.hasEvidence, file.isCompared else { return nil }
          isAboutSomething = true
        }
      }
      return isAboutSomething
        ? "\(what) suppresses nothing (\(exemption.reason))"
        : "\(what) is about no container in the files checked (\(exemption.reason))"
    }
  }
}
