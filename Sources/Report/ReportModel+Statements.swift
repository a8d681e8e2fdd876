public import PodfitModel

extension RecommendationSet {
  /// Which workloads are left out because they are gone, in a sentence without an end; nil where none is.
  public var goneText: String? {
    guard !gone.isEmpty else { return nil }
    let shown = gone.prefix(5).map { "\($0.namespace)/\($0.kind.rawValue)/\($0.name)" }
    let more = gone.count > shown.count ? " and \(gone.count - shown.count) more" : ""
    return
      "\(gone.count.counted("workload")) of earlier lists without samples in the last day, taken as"
      + " gone: \(shown.joined(separator: ", ").printable)\(more)"
  }
}

extension ReportModel {
  /// How many recommendations have a status.
  public func count(_ status: RecommendationStatus) -> Int {
    recommendations.recommendations.count { $0.status == status }
  }

  /// The clusters that the report is about, sorted.
  public var clusters: [String] {
    Set(recommendations.recommendations.map(\.id.workload.cluster)).sorted()
  }

  /// Containers whose workload was guessed from pod names.
  public var guessedOwners: Int {
    recommendations.recommendations.count { $0.isOwnerGuessed }
  }

  /// JVMs for which flags change.
  public var changedJVMs: Int {
    jvms.count { !($0.recommendation?.flags.isEmpty ?? true) }
  }

  /// The answer: nodes now, needed, and the proven minimum.
  public var answer: String { (noSamplesText.map { "\($0); " } ?? "") + nodesText }

  /// That nothing was measured in the week of the report; nil where something was.
  public var noSamplesText: String? {
    guard weekly.hasNoSamples, let week = weekly.week else { return nil }
    let last = recommendations.window.map { " (the last is of \($0.end.rfc3339))" } ?? ""
    return "no samples in \(week)\(last)"
  }

  private var nodesText: String {
    guard let plan else {
      return "no nodes were listed, so no node count; ingest `kubectl get nodes -o json`"
    }
    var text =
      "\(plan.nodesNow) nodes now -> \(plan.nodesNeeded) needed"
      + " (proven minimum \(plan.lowerBound), gap \(plan.gapRatio.percent))"
    if plan.overcommittedNodes > 0 {
      text +=
        "; \(plan.overcommittedNodes) of the \(plan.nodesNow) listed nodes cannot hold what is listed"
        + " on them"
    }
    if !plan.unschedulable.isEmpty {
      let pods = plan.unschedulable.reduce(0) { $0 + $1.pods }
      text += "; \(pods) pods fit on no node and are not counted"
    }
    return text
  }

  /// Why more is asked for than used.
  public var why: String {
    let totals = recommendations.currentTotals
    var parts: [String] = []
    if !usage.cpu.isZero {
      parts.append(
        "CPU requests \(totals.cpuRequest.coresText) cores for \(usage.cpu.coresText) used on"
          + " average by the same pods (x\(totals.cpuRequest.ratio(to: usage.cpu).text(decimals: 2)))"
      )
    }
    if !usage.memory.isZero {
      parts.append(
        "memory requests \(totals.memoryRequest.gibibytesText) GiB for"
          + " \(usage.memory.gibibytesText) used on average"
          + " (x\(totals.memoryRequest.ratio(to: usage.memory).text(decimals: 2)))"
      )
    }
    let sized = jvms.compactMap { jvm -> (heap: Memory, live: Memory)? in
      guard let heap = jvm.profile.configuration?.maxHeap, let live = jvm.profile.liveSet else {
        return nil
      }
      return (heap, live.estimate)
    }
    let heap = sized.reduce(Memory.zero) { $0 + $1.heap }
    let live = sized.reduce(Memory.zero) { $0 + $1.live }
    if !live.isZero {
      parts.append(
        "JVM heaps may grow to x\(heap.ratio(to: live).text(decimals: 2)) of what stays alive in"
          + " them (\(sized.count) JVMs measured)"
      )
    }
    guard parts.isEmpty else { return parts.joined(separator: " · ") }
    return data.samples == 0
      ? "no usage samples" : "no container has both samples and a request, so nothing to compare"
  }

  /// What to do, in numbers.
  public var todo: String {
    var parts = [
      "\(count(.lower)) containers lower", "\(count(.raise)) raise", "\(count(.keep)) keep",
      "\(count(.withheld)) withheld",
    ]
    if changedJVMs > 0 { parts.append("\(changedJVMs) JVMs change flags") }
    if let price = recommendations.priceText { parts.append(price) }
    return parts.joined(separator: " · ")
  }

  /// How far the advice can be trusted.
  public var trust: String {
    let measured = recommendations.recommendations.compactMap(\.confidence)
    let samples = measured.reduce(0) { $0 + $1.samples }
    guard samples > 0 else { return "no exceedance could be measured" }
    let exceeded =
      measured.reduce(0.0) { $0 + $1.exceedanceRatio * Double($1.samples) } / Double(samples)
    let span = recommendations.window.map { " over \($0.span.hoursText)" } ?? ""
    return
      "memory went above the advised limits on \(exceeded.percent) of the pod-days compared\(span):"
      + " the days the advice was made from, not a back-test; CPU and heaps that shrink are not in it"
  }

  /// Recommendations that ask for more or are at risk, the largest raise of memory first.
  public var raises: [Recommendation] {
    ranked({ $0.status == .raise || !$0.risks.isEmpty }) { $1.recommended - $0.current }
  }

  /// Recommendations that ask for less and are at no risk, the largest saving of memory first.
  public var savings: [Recommendation] {
    ranked({ $0.status == .lower && $0.risks.isEmpty }) { $0.current - $1.recommended }
  }

  /// Recommendations without numbers.
  public var withheld: [Recommendation] {
    recommendations.recommendations.filter { $0.status == .withheld }
  }

  private struct Sides {
    var current: Int64
    var recommended: Int64
  }

  /// Ordered by the change of memory, then CPU, over all replicas; ties by identity.
  private func ranked(
    _ isWanted: (Recommendation) -> Bool,
    by difference: (Sides, Sides) -> Int64
  ) -> [Recommendation] {
    func change(_ each: Recommendation) -> (Int64, Int64) {
      let memory = Sides(
        current: (each.current.effectiveMemoryRequest * each.replicas).bytes,
        recommended: (each.recommended.effectiveMemoryRequest * each.replicas).bytes
      )
      let cpu = Sides(
        current: (each.current.effectiveCPURequest * each.replicas).nanocores,
        recommended: (each.recommended.effectiveCPURequest * each.replicas).nanocores
      )
      return (difference(memory, memory), difference(cpu, cpu))
    }
    return recommendations.recommendations.filter(isWanted)
      .map { (change($0), $0) }
      .sorted { a, b in
        a.0 != b.0 ? a.0 > b.0 : a.1.id < b.1.id
      }
      .map(\.1)
  }
}
