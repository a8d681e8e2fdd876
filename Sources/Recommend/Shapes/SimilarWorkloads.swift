public import PodfitModel

/// Which workload a new one is like, as somebody stated it.
public struct SimilarRule: Hashable, Sendable {
  /// What it is like.
  public enum Model: Hashable, Sendable {
    /// A workload as a pattern of `NAMESPACE/KIND/NAME`; each star is what the star of the rule's is.
    case workload(NamePattern)
    /// The workload of the cluster that runs the same image, whatever its tag; the first by name of several.
    case sameImage
  }

  /// The word of configuration files for ``Model/sameImage``.
  public static let imageWord = "image"

  /// The new workloads as a pattern of `NAMESPACE/KIND/NAME`.
  public var workload: NamePattern
  /// What they are like.
  public var model: Model

  /// Makes a rule.
  public init(_ workload: NamePattern, like model: Model) {
    self.workload = workload
    self.model = model
  }
}

/// Sizes workloads with too few samples of their own like others that have enough.
///
/// Only what was stated to be alike is taken for it. The numbers go through the policy and the bounds of the
/// new workload's own namespace. The memory of a JVM follows its own heap and is not taken over.
///
/// - Source: docs/formulas/policy.md, "New workloads"
public struct SimilarWorkloads: Sendable {
  private let recommender: Recommender
  private let rules: [SimilarRule]
  private var waiting: [WorkloadID: [ContainerProfile]] = [:]
  /// Containers with an advice by image.
  private var images: [ImageKey: [ContainerID]] = [:]

  /// What containers that run the same image have in common.
  private struct ImageKey: Hashable {
    var cluster: String
    var container: String
    var repository: String

    init?(_ profile: ContainerProfile) {
      guard let image = profile.spec?.image, !image.isEmpty else { return nil }
      cluster = profile.id.workload.cluster
      container = profile.id.container
      repository = SimilarWorkloads.repository(of: image)
    }
  }

  /// Starts with nothing.
  public init(_ recommender: Recommender) {
    self.recommender = recommender
    rules = recommender.book.similar
  }

  /// Takes note of a container and what was advised.
  ///
  /// - Complexity: O(rules); samples of a container are kept only where it is to be sized like another
  public mutating func take(_ profile: ContainerProfile, _ advice: Recommendation) {
    guard !rules.isEmpty else { return }
    if advice.status != .withheld, let key = ImageKey(profile) {
      images[key, default: []].append(profile.id)
    }
    guard advice.status == .withheld, recommender.lacksHistory(profile),
      rules.contains(where: { $0.workload.matches(profile.id.workload.shortPath) })
    else { return }
    waiting[profile.id.workload, default: []].append(profile)
  }

  /// Takes what another has noted.
  public mutating func merge(_ other: SimilarWorkloads) {
    waiting.merge(other.waiting) { $0 + $1 }
    images.merge(other.images) { $0 + $1 }
  }

  /// Puts the numbers of those that are alike in place of what was withheld.
  public func apply(to set: inout RecommendationSet, keepsExplanations: Bool = true) {
    guard !waiting.isEmpty else { return }
    let places = Dictionary(
      set.recommendations.enumerated().map { ($0.element.id, $0.offset) },
      uniquingKeysWith: { first, _ in first }
    )
    let known = set.recommendations
    for (workload, profiles) in waiting.sorted(by: { $0.key < $1.key }) {
      let models = profiles.map { profile in
        model(of: profile, workload).flatMap { places[$0] }.map { known[$0] }
          .flatMap { $0.status == .withheld ? nil : $0 }
      }
      let advice = recommender.recommendations(ofNew: profiles, like: models)
      for (profile, new) in zip(profiles, advice) {
        guard var new, let place = places[profile.id] else { continue }
        if !keepsExplanations { new.explanation = [] }
        set.recommendations[place] = new
      }
    }
  }

  /// The container that a container of a new workload is like: of the first rule that has one.
  private func model(of profile: ContainerProfile, _ workload: WorkloadID) -> ContainerID? {
    for rule in rules {
      guard let stars = rule.workload.captures(in: workload.shortPath) else { continue }
      switch rule.model {
      case .workload(let pattern):
        let parts = pattern.filled(with: stars)
          .split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3 else { continue }
        let id = WorkloadID(
          cluster: workload.cluster,
          namespace: parts[0],
          kind: WorkloadKind(rawValue: parts[1]),
          name: parts[2]
        )
        if id != workload { return ContainerID(workload: id, container: profile.id.container) }
      case .sameImage:
        // By name, so that the same one is taken in every run.
        if let first = ImageKey(profile).flatMap({ images[$0]?.min() }) { return first }
      }
    }
    return nil
  }

  /// An image without its tag and digest.
  fileprivate static func repository(of image: String) -> String {
    let name = image.prefix { $0 != "@" }
    guard let colon = name.lastIndex(of: ":"), !name[colon...].contains("/") else {
      return String(name)
    }
    return String(name[..<colon])
  }
}

extension Recommender {
  /// Whether a container has no number for want of samples, and for nothing else.
  func lacksHistory(_ profile: ContainerProfile) -> Bool {
    let own = governed(profile)
    let reads = type(of: own.strategy).readsCheckpoints
    switch own.policy.reasonToWithhold(profile, readsCheckpoints: reads) {
    case .noSamples, .windowTooShort, .tooFewSamples, .onlyMoments, .onlyCheckpoint: return true
    default: return false
    }
  }
}
