import Foundation
import PodfitModel
import PodfitRecommend
import Testing

// Vectors of bounds from policies, limit ranges, evictions and menus of sizes.
extension VectorChecks {
  static let capping: Check = { vector in
    let fields = try vector.fields()
    let input = try fields["input"]
    let expect = try fields["expect"]
    // The first vector has limits beside requests, both controlled: nothing is capped.
    let policy = input.has("policy") ? try input["policy"] : input
    let onlyRequests =
      input.has("controlled") ? try input["controlled"].text == "RequestsOnly" : false
    func check<Amount: ResourceAmount>(_ type: Amount.Type, _ resource: String) throws {
      let rule = VPACapping<Amount>(
        least: try policy.amount("min", resource),
        most: try policy.amount("max", resource),
        globalMost: try input.amount("global_max", resource),
        fixedLimit: onlyRequests ? try input.amount("limit", resource) : nil
      )
      for name in ["target", "lower", "upper"] {
        guard let before: Amount = try input.amount(name, resource) else { continue }
        let after: Amount? = try expect.amount(name, resource)
        #expect(rule.capped(before) == after, "\(name) \(resource)")
      }
    }
    try check(CPU.self, "cpu")
    try check(Memory.self, "mem")
  }

  static let limitRange: Check = { vector in
    let fields = try vector.fields()
    let input = try fields["input"]
    let expect = try fields["expect"]
    func count(_ text: String, _ resource: String) throws -> Int64 {
      resource == "cpu"
        ? try CPU(quantity: text).nanocores / 1_000_000 : try Memory(quantity: text).bytes
    }
    func bound(_ name: String, _ resource: String, in part: Fields) throws -> Int64? {
      try part.quantity(name, resource).map { try count($0, resource) }
    }
    if input.has("containers") {
      let resource = expect.has("targets_cpu_m") ? "cpu" : "mem"
      let members = try input["containers"].list.map { container in
        VPALimitRange.Member(
          target: try count(try container["target"].text, resource),
          request: try count(try container["request"].text, resource),
          limit: try count(try container["limit"].text, resource)
        )
      }
      let found = VPALimitRange.pod(
        members,
        least: try bound("min", resource, in: input),
        most: try bound("max", resource, in: input)
      )
      let name = resource == "cpu" ? "targets_cpu_m" : "targets_mem"
      #expect(try found == expect[name].numbers.map { Int64($0) })
      return
    }
    for resource in ["cpu", "mem"] {
      let found = VPALimitRange.container(
        try bound("target", resource, in: input) ?? 0,
        request: try bound("pod_request", resource, in: input),
        limit: try bound("pod_limit", resource, in: input),
        least: try bound("min", resource, in: input),
        most: try bound("max", resource, in: input)
      )
      #expect(try found == bound("target", resource, in: expect))
    }
  }

  static let evictions: Check = { vector in
    let fields = try vector.fields()
    let input = try fields["input"]
    let eviction = try VPAEviction(
      usage: try input["usage"].list.map { try $0.text },
      starved: try input["starved"].list.map { try $0.text }
    )
    let expected = try fields["expect"]["oom_bytes"].numbers.map { Int64($0) }
    #expect(eviction.memory.map(\.bytes) == expected)
  }

  static let menu: Check = { vector in
    let fields = try vector.fields()
    let input = try fields["input"]
    let expect = try fields["expect"]
    if input.has("text") {
      let menu = CraneMenu(try input["text"].text)
      if expect.has("error") {
        #expect(menu == nil)
      } else {
        let found = try #require(menu).sizes.map { [$0.cpu.cores, $0.memory.gibibytes] }
        #expect(try found == expect["sorted"].rows)
      }
      return
    }
    let size = try #require(CraneMenu.standard).size(
      for: try CPU(quantity: try input["cpu"].text),
      try Memory(quantity: try input["mem"].text)
    )
    let expected = CraneMenu.Size(
      cpu: try CPU(quantity: try expect["cpu"].text),
      memory: try Memory(quantity: try expect["mem"].text)
    )
    #expect(size == expected)
  }
}

extension Fields {
  /// The text of a resource's amount below a name; nil where either is missing.
  fileprivate func quantity(_ name: String, _ resource: String) throws -> String? {
    guard has(name) else { return nil }
    let part: Fields = try self[name]
    return part.has(resource) ? try part[resource].text : nil
  }

  /// The amount of a resource below a name; nil where either is missing.
  fileprivate func amount<Amount: ResourceAmount>(
    _ name: String,
    _ resource: String
  ) throws -> Amount? {
    try quantity(name, resource).map { try Amount(quantity: $0) }
  }
}
