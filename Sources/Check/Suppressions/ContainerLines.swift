internal import PodfitModel

/// The containers of a file by their lines and objects, for suppressions that name neither.
///
/// It is made when the first is looked for, since few files have suppressions to complain of.
struct ContainerLines {
  private let containers: [ContainerManifest]
  private var byLine: [(line: Int, index: Int)]?
  private var byObject: [Int: Int] = [:]

  init(_ containers: [ContainerManifest]) { self.containers = containers }

  /// The container that a suppression is about or below whose first line it stands; nil where there is none.
  ///
  /// - Complexity: O(log containers), the first time O(containers · log containers)
  mutating func container(of scope: Suppression.Scope) -> ContainerManifest? {
    let lines = byLine ?? indexed()
    switch scope {
    case .object(let object, _): return byObject[object].map { containers[$0] }
    case .line(let line):
      var (low, high) = (0, lines.count)
      while low < high {
        let middle = low + (high - low) / 2
        if lines[middle].line <= line { low = middle + 1 } else { high = middle }
      }
      return low > 0 ? containers[lines[low - 1].index] : nil
    }
  }

  /// The container that a line is part of; nil where there is none.
  mutating func container(around line: Int) -> ContainerManifest? {
    container(of: .line(line)).flatMap { $0.place.endLine >= line ? $0 : nil }
  }

  private mutating func indexed() -> [(line: Int, index: Int)] {
    for (index, container) in containers.enumerated() where byObject[container.object] == nil {
      byObject[container.object] = index
    }
    let lines = containers.enumerated().map { (line: $1.place.line, index: $0) }
      .sorted { $0 < $1 }
    byLine = lines
    return lines
  }
}
