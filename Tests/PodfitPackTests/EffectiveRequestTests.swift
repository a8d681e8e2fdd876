import Foundation
import PodfitModel
import PodfitPack
import TestSupport
import Testing

@Suite("Effective requests")
struct EffectiveRequestTests {
  /// A row of the table in docs/formulas/effective-request.md.
  struct Row: Sendable, CustomTestStringConvertible {
    var name: String
    var template: PodTemplate
    var expected: EffectiveRequest
    var testDescription: String { name }

    init(_ cells: [String]) throws {
      name = cells[0]
      template = PodTemplate(
        containers: try Self.containers(cells[2]),
        initContainers: try Self.containers(cells[1]),
        overhead: try Self.resources(cells[4])
      )
      if !cells[3].isEmpty { template.podResources = try Self.resources(cells[3]) }
      expected = EffectiveRequest(
        cpu: try CPU(quantity: cells[5]),
        memory: try Memory(quantity: cells[6]),
        extended: try Self.resources(cells[7]).extendedRequests
      )
    }

    private static func containers(_ cell: String) throws -> [ContainerSpec] {
      guard !cell.isEmpty else { return [] }
      return try cell.split(separator: ";").enumerated().map { index, text in
        let words = text.trimmingCharacters(in: .whitespaces)
        return ContainerSpec(
          name: "c\(index)",
          resources: try resources(words.replacing("*", with: "")),
          isRestartableInit: words.hasPrefix("*")
        )
      }
    }

    private static func resources(_ text: String) throws -> ContainerResources {
      var result = ContainerResources()
      for word in text.split(separator: " ") where word != "-" {
        let end = try #require(word.firstIndex { $0 == "=" || $0 == "<" })
        let value = word[word.index(after: end)...]
        switch word[...end] {
        case "cpu=": result.cpuRequest = try CPU(quantity: value)
        case "cpu<": result.cpuLimit = try CPU(quantity: value)
        case "memory=": result.memoryRequest = try Memory(quantity: value)
        case "memory<": result.memoryLimit = try Memory(quantity: value)
        default: result.extendedRequests[String(word[..<end])] = Int64(value)
        }
      }
      return result
    }
  }

  static func rows() throws -> [Row] {
    let page = SharedData.packageRoot.appending(path: "docs/formulas/effective-request.md")
    let text = try String(contentsOf: page, encoding: .utf8)
    return try text.split(separator: "\n").filter { $0.hasPrefix("|") }.dropFirst(2).map { line in
      try Row(
        line.split(separator: "|", omittingEmptySubsequences: false).dropFirst().dropLast()
          .map { $0.trimmingCharacters(in: .whitespaces) }
      )
    }
  }

  @Test("the documented table holds")
  func table() throws {
    let rows = try Self.rows()
    #expect(rows.count >= 20)
    for row in rows {
      #expect(EffectiveRequest(of: row.template) == row.expected, "\(row.name)")
    }
  }

  @Test("a replacement counts instead of what a container has, and keeps its devices")
  func replacement() throws {
    let template = PodTemplate(
      containers: [
        ContainerSpec(
          name: "app",
          resources: ContainerResources(
            cpuRequest: .millicores(4000),
            memoryLimit: .gibibytes(8),
            extendedRequests: ["nvidia.com/gpu": 1]
          )
        ),
        ContainerSpec(name: "proxy", resources: ContainerResources(cpuRequest: .millicores(100))),
      ],
      initContainers: [
        ContainerSpec(
          name: "mesh",
          resources: ContainerResources(cpuRequest: .millicores(1000)),
          isRestartableInit: true
        )
      ]
    )
    let request = EffectiveRequest(
      of: template,
      replacing: [
        "app": ContainerResources(cpuRequest: .millicores(500), memoryRequest: .gibibytes(2)),
        "mesh": ContainerResources(cpuRequest: .millicores(50)),
        "absent": ContainerResources(cpuRequest: .millicores(64_000)),
      ]
    )
    #expect(request.cpu == .millicores(650))
    #expect(request.memory == .gibibytes(2))
    #expect(request.extended == ["nvidia.com/gpu": 1])
  }

  @Test("amounts beyond all measure are held, not wrapped around")
  func saturation() {
    let huge = ContainerResources(
      cpuRequest: CPU(nanocores: .max),
      memoryRequest: Memory(bytes: .max)
    )
    let template = PodTemplate(
      containers: [
        ContainerSpec(name: "a", resources: huge), ContainerSpec(name: "b", resources: huge),
      ],
      overhead: huge
    )
    #expect(EffectiveRequest(of: template).cpu.nanocores == .max)
    #expect(EffectiveRequest(of: template).memory.bytes == .max)
  }
}
