import Foundation
import PodfitModel
import PodfitPack
import TestSupport
import Testing

@Suite("What providers hand out")
struct CatalogTests {
  @Test("the worked table of the documentation")
  func table() throws {
    let page = SharedData.packageRoot.appending(path: "docs/formulas/allocatable.md")
    let text = try String(contentsOf: page, encoding: .utf8)
    let section = try #require(text.split(separator: "## ").first { $0.hasPrefix("Worked table") })
    let rows = section.split(separator: "\n").filter { $0.hasPrefix("| ") }.dropFirst(2).map {
      $0.split(separator: "|", omittingEmptySubsequences: false).dropFirst().dropLast()
        .map { $0.trimmingCharacters(in: .whitespaces) }
    }
    #expect(rows.count == 14)
    for row in rows {
      let provider = try #require(NodeProvider(rawValue: row[0]))
      let machine = MachineShape(
        name: "m",
        cpu: .millicores(try #require(Int64(row[1])) * 1_000),
        memory: .mebibytes(try #require(Int64(row[2]))),
        interfaces: Int(row[3]),
        addresses: Int(row[4])
      )
      let given = provider.allocatable(of: machine)
      #expect(given.pods == Int64(row[5]), "\(row)")
      #expect(given.cpu == .millicores(try #require(Int64(row[6]))), "\(row)")
      let mebibytes = Double(given.memory.bytes) / 0x1p20
      #expect(abs(mebibytes - (try #require(Double(row[7])))) < 0.01, "\(row)")
    }
  }

  @Test("the documented example of AKS: 8 GB and 30 pods")
  func azureExample() {
    let machine = MachineShape(
      name: "m",
      cpu: .millicores(4_000),
      memory: Memory(bytes: 8_000_000_000)
    )
    let given = NodeProvider.aks.allocatable(of: machine, pods: 30)
    #expect(given.memory.bytes == 8_000_000_000 - 650_000_000 - 100 << 20)
  }

  @Test(
    "the published most pods of Amazon's machines",
    arguments: [
      ("t3.medium", 17), ("t3.large", 35), ("m5.large", 29), ("m5.xlarge", 58), ("m5.2xlarge", 58),
      ("m5.4xlarge", 234), ("c5.9xlarge", 234), ("r5.16xlarge", 737), ("m6i.8xlarge", 234),
    ] as [(String, Int64)]
  )
  func maxPods(name: String, pods: Int64) throws {
    let machine = try #require(MachineCatalog.machine(name))
    #expect(NodeProvider.eks.maxPods(of: machine) == pods)
  }

  @Test(
    "every machine has a name of its own and hands out less than it has",
    arguments: NodeProvider.allCases
  )
  func catalog(provider: NodeProvider) {
    #expect(Set(MachineCatalog.all.map(\.name)).count == MachineCatalog.all.count)
    for machine in MachineCatalog.all {
      let given = provider.allocatable(of: machine)
      #expect(given.cpu > .zero && given.cpu < machine.cpu, "\(machine.name)")
      #expect(given.memory > .zero && given.memory < machine.memory, "\(machine.name)")
    }
  }

  @Test(
    "nothing goes below zero or over the end of numbers",
    arguments: [(Int64(0), Int64(0)), (1, 1), (.max, .max)]
  )
  func extremes(nanocores: Int64, bytes: Int64) {
    let machine = MachineShape(
      name: "m",
      cpu: CPU(nanocores: nanocores),
      memory: Memory(bytes: bytes)
    )
    for provider in NodeProvider.allCases {
      for pods in [nil, 0, Int64.max] {
        let given = provider.allocatable(of: machine, pods: pods)
        #expect(given.cpu >= .zero && given.memory >= .zero)
      }
    }
  }
}
