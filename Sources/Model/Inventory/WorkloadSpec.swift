/// A workload as the API server listed it.
public struct WorkloadSpec: Hashable, Sendable, Codable {
  /// The workload.
  public var id: WorkloadID
  /// `metadata.resourceVersion` as a number, 0 where it is missing or no number.
  public var resourceVersion: Int64
  /// Its own controlling owner, such as the Deployment of a ReplicaSet.
  public var owner: ObjectReference?
  /// The number of replicas asked for, or nil for kinds without one.
  public var replicas: Int64?
  /// What its pods are made from, or nil where the list does not say.
  public var template: PodTemplate?
  /// The object whose template its pods are made from in place of one of its own, such as the Deployment that
  /// a Rollout refers to.
  public var templateOf: ObjectReference?
  /// The schedule of a CronJob.
  public var schedule: String?

  /// Makes a workload.
  public init(
    id: WorkloadID,
    resourceVersion: Int64 = 0,
    owner: ObjectReference? = nil,
    replicas: Int64? = nil,
    template: PodTemplate? = nil,
    templateOf: ObjectReference? = nil,
    schedule: String? = nil
  ) {
    self.id = id
    self.resourceVersion = resourceVersion
    self.owner = owner
    self.replicas = replicas
    self.template = template
    self.templateOf = templateOf
    self.schedule = schedule
  }
}
