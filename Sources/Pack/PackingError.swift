public import PodfitModel

/// Why a packing problem or a packing was refused.
public struct PackingError: Error, Hashable, Sendable {
  /// What is wrong.
  public enum Code: Hashable, Sendable {
    /// An amount below zero, of the resource named.
    case negativeAmount(String)
    /// A count of nodes below zero or of pods below one.
    case negativeCount
    /// A vector of so many amounts where the problem has so many resources.
    case wrongLength(Int, Int)
    /// A cluster without nodes or without use, of which no cause can be told.
    case nothingToAttribute
    /// A pool or workload that a change names and that there is not.
    case noSuchName
    /// Fewer zones than a loss of one needs.
    case tooFewZones(Int)
    /// Nodes that stay while others are lost, which is not one question.
    case keptWithLoss
    /// A cost of a node that is not above zero, or too large for exact sums.
    case badCost
    /// More than one device of the resource named, but no whole number of them.
    case brokenDevice(String)
    /// An item index that the problem does not have.
    case noSuchItem(Int)
    /// A pool index that the problem does not have.
    case noSuchPool(Int)
    /// More pods than a problem may have.
    case tooManyPods(limit: Int)
    /// The independent checker refused a packing: a defect of this program, not of the input.
    case checkFailed(CheckFailure)
  }

  /// What it is about.
  public enum Subject: Hashable, Sendable {
    /// A pool by its name.
    case pool(String)
    /// A workload.
    case workload(WorkloadID)
    /// The packing by the packer named.
    case packing(String)
  }

  /// What is wrong.
  public var code: Code
  /// What it is about.
  public var subject: Subject

  /// Makes an error.
  public init(_ code: Code, subject: Subject) {
    self.code = code
    self.subject = subject
  }
}

/// What the checker found wrong with a packing.
public enum CheckFailure: Hashable, Sendable {
  /// A node of a pool that there is not, or copied less than once.
  case badNode(node: Int)
  /// A count below one, or an item that there is not or that the node names twice.
  case badContents(node: Int)
  /// More of a resource than the node hands out after its daemons.
  case overfull(node: Int, resource: String)
  /// A pod on a node that its rules forbid.
  case forbidden(node: Int, item: Int)
  /// Pods of two items on one node that keep away from each other.
  case conflict(node: Int, items: [Int])
  /// Pods of an item that lie less evenly over their places than its rule allows.
  case uneven(item: Int)
  /// Pods of an item apart from those they must be with.
  case apart(item: Int)
  /// Shares of devices that do not fit onto the devices of the node.
  case devicesOverfull(node: Int)
  /// More pods of an item on one node than it allows.
  case tooManyOnNode(node: Int, item: Int)
  /// More nodes than the pool may have.
  case tooManyNodes(pool: Int)
  /// Pods placed more or less often than once.
  case wrongCount(item: Int, placed: Int, expected: Int)
  /// Pods called unschedulable that some node could take.
  case wronglyLeftOut(item: Int)
}
