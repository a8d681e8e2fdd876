/// In what way readings say less of a container's use than samples of every few minutes do.
public enum Coarseness: String, Hashable, Sendable, Codable, CaseIterable {
  /// Each reading is an average over a step, so that the peaks within it are missing.
  case averages
  /// Readings were aligned over time, and the source does not say whether by their mean.
  case aligned
  /// Usage of single moments, which says nothing of the time between.
  case moments
}

/// A statement that a source's readings of one signal of one container are coarse.
public struct CoarseReadings: Hashable, Sendable, Codable {
  /// The container.
  public var container: PodContainerID
  /// The signal.
  public var metric: Metric
  /// In what way the readings are coarse.
  public var coarseness: Coarseness
  /// The step that one reading stands for, nil where the source does not say.
  public var step: TimeSpan?

  /// Makes a statement.
  public init(
    container: PodContainerID,
    metric: Metric,
    coarseness: Coarseness,
    step: TimeSpan? = nil
  ) {
    self.container = container
    self.metric = metric
    self.coarseness = coarseness
    self.step = step
  }
}
