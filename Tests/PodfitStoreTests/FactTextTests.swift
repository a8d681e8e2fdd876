import PodfitModel
import Testing

@testable import PodfitStore

@Suite("Facts as text")
struct FactTextTests {
  @Test(
    "what is written quickly is what the encoder writes",
    arguments: ["web-0", "", "a\"b", "a\\b", "a/b", "ü", "a\u{7F}b", "tab\t", "e\u{301}", "日本"]
  )
  func same(name: String) throws {
    let text = FactText()
    let pod = PodID(cluster: "c", namespace: name, name: "p")
    let owner = WorkloadID(cluster: "c", namespace: "n", kind: .deployment, name: name)
    for fact in [
      InventoryFact.statedOwner(pod: pod, workload: owner), .podNode(pod: pod, node: name),
      .podNode(pod: PodID(cluster: name, namespace: "n", name: name), node: "n"),
      .nodeLabels(cluster: "c", node: name, labels: ["a": name]),
    ] {
      #expect(try text.json(fact) == text.general(fact))
    }
  }
}
