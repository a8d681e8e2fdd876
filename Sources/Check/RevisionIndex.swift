internal import PodfitModel

/// Finds the recommendations for Knative's Services, whose pods Deployments have that are called after
/// revisions: `hello-00003-deployment` for the third of `hello`.
struct RevisionIndex {
  private struct Key: Hashable {
    var service: String
    var container: String
  }

  fileprivate struct Revision {
    var number: Int
    var recommendation: Recommendation
  }

  private static let suffix = "-deployment"

  private var numbered: [Key: [Revision]] = [:]
  private var named: [Key: [Recommendation]] = [:]
  private var services: Set<String> = []

  /// Takes a recommendation where its workload may be a revision's.
  mutating func insert(_ recommendation: Recommendation) {
    let workload = recommendation.id.workload
    guard workload.kind == .deployment, workload.name.hasSuffix(Self.suffix) else { return }
    let revision = workload.name.dropLast(Self.suffix.count)
    let container = recommendation.id.container
    named[Key(service: String(revision), container: container), default: []].append(recommendation)
    services.insert(String(revision))
    guard let dash = revision.lastIndex(of: "-") else { return }
    let digits = revision[dash...].dropFirst()
    let service = String(revision[..<dash])
    guard digits.utf8.count >= 5, digits.utf8.allSatisfy({ (48...57).contains($0) }),
      let number = Int(digits)
    else { return }
    services.insert(service)
    numbered[Key(service: service, container: container), default: []].append(
      Revision(number: number, recommendation: recommendation)
    )
  }

  /// Whether there is anything for a revision or one of a service.
  func knows(_ revision: KnativeRevision) -> Bool {
    switch revision {
    case .numbered(let service): services.contains(service)
    case .named(let name): services.contains(name)
    }
  }

  /// The recommendation of the newest revision that has one, in each cluster and namespace that has some.
  ///
  /// A revision whose advice is withheld, as that of one that was just rolled out is, counts where no older
  /// one has advice.
  func newest(
    of revision: KnativeRevision,
    container: String,
    namespace: String?
  ) -> [Recommendation] {
    let found: [Revision] =
      switch revision {
      case .numbered(let service):
        numbered[Key(service: service, container: container), default: []]
      case .named(let name):
        named[Key(service: name, container: container), default: []]
          .map { Revision(number: 0, recommendation: $0) }
      }
    var best: [WorkloadID: Revision] = [:]
    for each in found {
      var place = each.recommendation.id.workload
      guard namespace == nil || place.namespace == namespace else { continue }
      place.name = ""
      if let other = best[place], !each.isBetter(than: other) { continue }
      best[place] = each
    }
    return best.values.map(\.recommendation).sorted { $0.id.workload.path < $1.id.workload.path }
  }
}

extension RevisionIndex.Revision {
  fileprivate func isBetter(than other: Self) -> Bool {
    let hasAdvice = recommendation.status != .withheld
    let otherHas = other.recommendation.status != .withheld
    return hasAdvice == otherHas ? number > other.number : hasAdvice
  }
}
