import Foundation
import PodfitModel
import PodfitPack

/// Scenarios of a file as changes of a problem.
///
/// - Source: docs/formats/scenarios.md
struct ScenarioList {
  /// One what-if.
  struct Entry {
    var name: String
    var change: ScenarioChange
  }

  private let path: String
  private(set) var entries: [Entry] = []

  /// Reads a file against the resources and clusters of a problem.
  init(path: String, for problem: PackingProblem) throws(PodfitError) {
    self.path = path
    let root = try ScenarioFile.read(path)
    var list = root
    if case .map(let names, let line) = root {
      guard names.count == 1, let first = names.first, first.name == "scenarios" else {
        throw error(line, "expected one name, scenarios")
      }
      list = first.value
    }
    guard case .list(let values, let line) = list else {
      throw error(root.line, "expected a list of scenarios")
    }
    guard !values.isEmpty, values.count <= 100 else {
      throw error(line, "expected 1 to 100 scenarios")
    }
    for value in values { entries.append(try entry(value, problem)) }
  }

  private func error(_ line: Int, _ text: String) -> PodfitError {
    ListTable.error(path, line, .badScenario(text))
  }

  private func entry(
    _ value: ScenarioValue,
    _ problem: PackingProblem
  ) throws(PodfitError) -> Entry {
    let fields = try map(value)
    var change = ScenarioChange()
    var name = ""
    for (key, value) in fields {
      switch key {
      case "name": name = try text(value)
      case "growth": change.growth = try number(value, in: 0.001...1_000)
      case "remove_pools": change.removedPools = try list(value).map(text)
      case "survive":
        let word = try text(value)
        guard let loss = ScenarioChange.Loss(rawValue: word) else {
          throw error(value.line, "survive is zone or node, not \(word.printable)")
        }
        change.loss = loss
      case "cap":
        for (resource, part) in try map(value) {
          guard problem.resources.contains(resource) else {
            throw error(part.line, "no resource \(resource.printable)")
          }
          change.caps[resource] = try number(part, in: 0.01...1)
        }
      case "reserved":
        for (resource, amount) in try map(value) {
          change.reserved[resource] = try self.amount(amount, of: resource)
        }
      case "max_per_node":
        for (workload, count) in try map(value) {
          change.maxPerNode[workload] = Int(try number(count, in: 1...1_000_000))
        }
      case "limit":
        for (pool, count) in try map(value) {
          change.poolLimits[pool] = Int(try number(count, in: 0...1_000_000))
        }
      case "remove_nodes":
        for (pool, count) in try map(value) {
          change.removedNodes[pool] = Int(try number(count, in: 0...1_000_000))
        }
      case "spot": change.spot = try spot(value)
      case "node_types":
        for each in try list(value) { change.addedPools.append(try pool(each, problem)) }
      case "add":
        for each in try list(value) { change.added.append(try item(each, problem)) }
      default: throw error(value.line, "a scenario has no \(key.printable)")
      }
    }
    guard !name.isEmpty else { throw error(value.line, "a scenario needs a name") }
    return Entry(name: name, change: change)
  }

  private func spot(_ value: ScenarioValue) throws(PodfitError) -> SpotShare {
    var spot = SpotShare(share: -1)
    for (key, part) in try map(value) {
      switch key {
      case "share": spot.share = try number(part, in: 0...1)
      case "price": spot.price = try number(part, in: 0.001...10)
      case "lost": spot.lost = try number(part, in: 0...0.95)
      default: throw error(part.line, "spot has no \(key.printable)")
      }
    }
    guard spot.share >= 0 else { throw error(value.line, "spot needs a share") }
    return spot
  }

  private func pool(
    _ value: ScenarioValue,
    _ problem: PackingProblem
  ) throws(PodfitError) -> PackPool {
    var name = ""
    var amounts = problem.resources.map { $0 == "pods" ? Int64(110) : 0 }
    var price: Double?
    var limit: Int?
    for (key, value) in try map(value) {
      if key == "name" {
        name = try text(value)
      } else if key == "limit" {
        limit = Int(try number(value, in: 0...1_000_000))
      } else if key == "price" {
        price = try number(value, in: 0.000_001...1_000_000)
      } else if let resource = problem.resources.firstIndex(of: key) {
        amounts[resource] = try amount(value, of: key)
      } else {
        throw error(value.line, "a node type has no \(key.printable)")
      }
    }
    guard !name.isEmpty, amounts[0] > 0, amounts[1] > 0 else {
      throw error(value.line, "a node type needs name, cpu and memory")
    }
    let isUniform = problem.pools.allSatisfy { $0.cost == 1 }
    if isUniform, price != nil { throw error(value.line, "a price where nodes have none") }
    let size = Double(amounts[0]) / 1e9 + Double(amounts[1]) / 0x1p30 / 7.5
    var pool = PackPool(
      cluster: problem.pools.first?.cluster ?? "",
      name: name,
      instanceType: name,
      nodesNow: 0,
      allocatable: ResourceVector(amounts),
      nodeLimit: limit,
      cost: isUniform ? 1 : NodeLists.units(price ?? size)
    )
    pool.price = price ?? size
    return pool
  }

  private func item(
    _ value: ScenarioValue,
    _ problem: PackingProblem
  ) throws(PodfitError) -> PackItem {
    var name = ""
    var count = 1
    var most: Int?
    var amounts = problem.resources.map { $0 == "pods" ? Int64(1) : 0 }
    for (key, value) in try map(value) {
      switch key {
      case "name": name = try text(value)
      case "replicas": count = Int(try number(value, in: 1...1_000_000))
      case "max_per_node": most = Int(try number(value, in: 1...1_000_000))
      default:
        guard let resource = problem.resources.firstIndex(of: key), key != "pods" else {
          throw error(value.line, "a workload has no \(key.printable)")
        }
        amounts[resource] = try amount(value, of: key)
      }
    }
    guard !name.isEmpty else { throw error(value.line, "a workload needs a name") }
    return PackItem(
      workload: WorkloadID(
        cluster: problem.pools.first?.cluster ?? "",
        namespace: "scenario",
        kind: .unstated,
        name: name
      ),
      count: count,
      request: ResourceVector(amounts),
      maxPerNode: most
    )
  }

  // MARK: Values

  private func map(
    _ value: ScenarioValue
  ) throws(PodfitError) -> [(name: String, value: ScenarioValue)] {
    guard case .map(let entries, _) = value else {
      throw error(value.line, "expected names with values")
    }
    return entries
  }

  private func list(_ value: ScenarioValue) throws(PodfitError) -> [ScenarioValue] {
    guard case .list(let values, _) = value else { throw error(value.line, "expected a list") }
    return values
  }

  private func text(_ value: ScenarioValue) throws(PodfitError) -> String {
    guard case .text(let text, _) = value else { throw error(value.line, "expected a text") }
    return text
  }

  private func number(
    _ value: ScenarioValue,
    in range: ClosedRange<Double>
  ) throws(PodfitError) -> Double {
    let text = try text(value)
    guard let number = Double(text), number.isFinite, range.contains(number) else {
      throw error(
        value.line,
        "expected a number from \(range.lowerBound) to \(range.upperBound), not \(text.printable)"
      )
    }
    return number
  }

  private func amount(
    _ value: ScenarioValue,
    of resource: String
  ) throws(PodfitError) -> Int64 {
    let text = try text(value)
    let amount: Int64?
    switch resource {
    case CPU.resourceName: amount = (try? CPU(quantity: text))?.nanocores
    case "pods", "gpu": amount = Int64(text)
    default: amount = (try? Memory(quantity: text))?.bytes
    }
    guard let amount, amount >= 0, amount <= Int64.max / 4 else {
      throw error(value.line, "expected an amount of \(resource), not \(text.printable)")
    }
    return amount
  }
}
