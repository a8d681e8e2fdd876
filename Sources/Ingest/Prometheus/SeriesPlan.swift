import PodfitModel

/// What is done with a series, decided by its labels alone.
enum SeriesPlan {
  /// Its readings are samples.
  case samples(SampleSeries)
  /// Its last reading is a fact.
  case facts(StateMetric)
  /// Its readings are of no use, for this reason.
  case skip(String)
}

extension SeriesPlan {
  /// What becomes of one reading.
  enum Kept: Hashable {
    /// It counts, in the unit of the series.
    case value(Int64)
    /// Nothing was measured.
    case nothing
    /// No sample or fact can have this number.
    case refused
  }

  /// What becomes of a reading of a series of this plan.
  func kept(_ reading: DecimalReading) -> Kept {
    var jvm: JVMReading?
    switch self {
    case .skip: return .nothing
    case .facts: break
    case .samples(let series): jvm = series.jvm
    }
    switch reading {
    case .notANumber: return .nothing
    case .units(let value) where jvm?.isUnknown(value) == true: return .nothing
    case .units(let value) where value >= 0: return .value(value)
    default: return .refused
    }
  }
}

/// A series whose readings are samples.
struct SampleSeries {
  /// The series.
  var key: SeriesKey
  /// What the JVM metric reads, where it is one: some readings mean *unknown*.
  var jvm: JVMReading?
  /// Whether it is the use of a pod as a whole, for want of a container's name.
  var isWholePod = false
  /// Whether the metric was guessed and the readings must be looked at.
  var isGuessed = false
  /// What the last reading says besides, where it is a fact as well.
  var state: StateMetric?
}

/// Decides what is done with the series of one file.
struct SeriesPlanner {
  /// The cluster of series whose labels name none.
  var cluster: String
  /// What series without a name measure, as the user says.
  var stated: Metric?
  /// What series without a name measure, going by the file's name.
  var guessed: Metric?

  /// What labels mean, as the user says.
  var map = LabelMap()
  /// Whether usage without a container is of use, where nothing in the file has one.
  var takesPods = false
  /// Whether limits are kept over time, too: what is at a limit is a lower bound of what was wanted.
  var keepsLimits = false

  /// What names mean that came before, at most as many as any exporter has for what podfit uses: to
  /// take a name apart takes microseconds.
  private var meanings: [String: MetricMeaning] = [:]
  private static let meaningLimit = 256

  /// Makes a planner; `stated` and `guessed` are of series without a name.
  init(
    cluster: String,
    stated: Metric?,
    guessed: Metric?,
    map: LabelMap = LabelMap(),
    takesPods: Bool = false,
    keepsLimits: Bool = false
  ) {
    self.cluster = cluster
    self.stated = stated
    self.guessed = guessed
    self.map = map
    self.takesPods = takesPods
    self.keepsLimits = keepsLimits
  }

  /// What the labels of a series are about.
  func subject(of labels: LabelSet) -> Subject { Subject(labels, cluster: cluster, map: map) }

  /// Reasons for which series are left out.
  enum Reason {
    static let aggregate = "aggregate of a pod, sandbox or node"
    static let noPod = "no pod label"
    static let unusableName = "name with control characters"
    static let unnamed = "no metric name"
    static let incompleteState = "labels that do not name an object"
    static let jvm = "JVM memory or time that is not used"
    static let histogram = "native histogram"
    static let instant = "single reading of unknown meaning"
    static let noNode = "no node label"
    static let device = "disk, interface or file system that is not used"
    static let freeGPU = "GPU that no pod holds"
    static func unused(_ name: String) -> String { "metric not used: \(name)" }
  }

  /// The plan for a series.
  ///
  /// - Parameters:
  ///   - labels: the series' labels
  ///   - subject: what the labels are about
  ///   - isInstant: whether it has a single reading, as the answer to an instant query
  /// - Returns: what is done with its readings
  mutating func plan(_ labels: LabelSet, _ subject: Subject, isInstant: Bool) -> SeriesPlan {
    guard subject.isUsable else { return .skip(Reason.unusableName) }
    guard let name = labels.name else {
      return unnamed(labels, subject, isInstant: isInstant)
    }
    switch meaning(of: name) {
    case .usage(let metric): return usage(metric, labels, subject)
    case .jvm(let reading): return jvm(reading, labels, subject)
    case .state(.restarts) where !isInstant:
      let plan = usage(.restartsTotal, labels, subject)
      guard case .samples(var series) = plan else { return plan }
      series.state = .restarts
      return .samples(series)
    case .state(let state):
      return isInstant ? .facts(state) : limit(state, labels, subject) ?? .facts(state)
    case .unused: return .skip(Reason.unused(name.isPlainName ? name : "?"))
    }
  }

  private mutating func meaning(of name: String) -> MetricMeaning {
    if let known = meanings[name] { return known }
    let meaning = MetricMeaning(name: name)
    if meanings.count < Self.meaningLimit { meanings[name] = meaning }
    return meaning
  }

  private func unnamed(_ labels: LabelSet, _ subject: Subject, isInstant: Bool) -> SeriesPlan {
    if let state = StateMetric(unnamed: labels) { return .facts(state) }
    // One number may be a maximum or a quantile of a day as well as a reading.
    if isInstant { return .skip(subject.hasPod ? Reason.instant : Reason.unnamed) }
    guard subject.hasPod, let metric = stated ?? guessed else { return .skip(Reason.unnamed) }
    let plan = usage(metric, labels, subject)
    guard case .samples(var series) = plan else { return plan }
    series.isGuessed = stated == nil
    return .samples(series)
  }

  private func usage(_ metric: Metric, _ labels: LabelSet, _ subject: Subject) -> SeriesPlan {
    if let plan = device(metric, labels, subject) { return plan }
    let isWholePod = subject.container.isEmpty && !metric.rawValue.hasPrefix("jvm_")
    guard subject.container != "POD", !isWholePod || canBePod(metric, labels, subject) else {
      return .skip(Reason.aggregate)
    }
    guard subject.hasPod else { return .skip(Reason.noPod) }
    var used = subject.used
    var part = ""
    // cAdvisor once counted each core apart.
    if metric == .cpuUsageTotal, let core = labels["cpu"] {
      used.insert("cpu")
      part = core == "total" ? "" : core
    }
    let key = key(metric, part: part, labels, subject, used)
    return .samples(SampleSeries(key: key, isWholePod: isWholePod))
  }

  /// Whether a series without a container can be the use of a whole pod.
  ///
  /// An image without a container is that of the sandbox.
  private func canBePod(_ metric: Metric, _ labels: LabelSet, _ subject: Subject) -> Bool {
    takesPods && subject.hasPod && labels["image"] == nil && metric != .restartsTotal
      && metric.subject == .use
  }

  private func jvm(_ reading: JVMReading, _ labels: LabelSet, _ subject: Subject) -> SeriesPlan {
    guard let target = reading.target(labels), target.part.isPlainName else {
      return .skip(Reason.jvm)
    }
    guard subject.hasPod else { return .skip(Reason.noPod) }
    let used = subject.used.union(target.used)
    let key = key(target.metric, part: target.part, labels, subject, used)
    return .samples(SampleSeries(key: key, jvm: reading))
  }

  /// A limit over time, which is a fact as well; nil for what is only a fact.
  private func limit(
    _ state: StateMetric,
    _ labels: LabelSet,
    _ subject: Subject
  ) -> SeriesPlan? {
    guard keepsLimits, case .containerResource(isLimit: true, isInit: false, _) = state,
      subject.hasContainer
    else { return nil }
    let metric: Metric
    switch state.resource(labels) {
    case CPU.resourceName: metric = .cpuLimit
    case Memory.resourceName: metric = .memoryLimit
    default: return nil
    }
    let used = subject.used.union(["resource", "unit", "uid"])
    var series = SampleSeries(key: key(metric, part: "", labels, subject, used))
    series.state = state
    return .samples(series)
  }

  func key(
    _ metric: Metric,
    part: String,
    _ labels: LabelSet,
    _ subject: Subject,
    _ used: Set<String>
  ) -> SeriesKey {
    SeriesKey(
      container: subject.containerID,
      metric: metric,
      part: part,
      source: labels.canonicalText(without: used, Subject.replicaLabels)
    )
  }
}

// MARK: - Words

extension SeriesPlanner {
  /// What a user should know about series without a name.
  func warnings(about report: FileReport, usedGuess: Bool) -> [String] {
    var warnings: [String] = []
    if let guessed, report.samples > 0, usedGuess {
      warnings.append(
        "series without a metric name were read as \(guessed.rawValue), going by the file's name;"
          + " --metric says it for sure"
      )
    }
    let unnamed = report.skipped[Reason.unnamed, default: 0]
    if unnamed > 0 {
      warnings.append(
        "\(unnamed) series without a metric name were skipped; --metric NAME says what they measure"
      )
    }
    let instant = report.skipped[Reason.instant, default: 0]
    if instant > 0 {
      warnings.append(
        "\(instant) single readings without a metric name were skipped;"
          + " export usage over time by /api/v1/query_range"
      )
    }
    return warnings
  }
}
