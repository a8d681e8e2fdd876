import GRDB
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

  @Test("the owner of a pod in its own namespace leaves out what the key says")
  func short() throws {
    let text = FactText()
    let pod = PodID(cluster: "c", namespace: "n", name: "web-0")
    let owner = WorkloadID(cluster: "c", namespace: "n", kind: .deployment, name: "web")
    let fact = InventoryFact.statedOwner(pod: pod, workload: owner)
    #expect(try text.json(fact) == #"{"workload":{"kind":"Deployment","name":"web"}}"#)
    for name in ["a\"b", "ü"] {
      let other = WorkloadID(cluster: "c", namespace: "n", kind: .deployment, name: name)
      let fact = InventoryFact.statedOwner(pod: pod, workload: other)
      #expect(try text.json(fact) == text.general(fact))
    }
    let folder = try TemporaryFolder()
    let store = try Store.open(path: folder.path("podfit.db"))
    try store.ingest(String(repeating: "a", count: 64), [], facts: [fact])
    #expect(try store.facts() == [fact])
    #expect(try store.verify().problems == [])
    // A short text that stands in a row of another key, or of none, is no fact of a pod.
    for change in ["key = 'c'", "key = 'c' || char(31) || 'n'", "kind = 'pod_node'"] {
      try store.queue.write { try $0.execute(sql: "UPDATE inventory SET \(change)") }
      #expect(throws: StoreError.self) { try store.facts() }
      #expect(try store.verify().problemCount == 1)
    }
  }

  @Test("what is read quickly is what the decoder reads, and all else is left to it")
  func reading() throws {
    let folder = try TemporaryFolder()
    let store = try Store.open(path: folder.path("podfit.db"))
    var facts: [InventoryFact] = []
    for name in ["web-0", "", "a\"b", "a\\b", "a/b", "ü", "a\u{7F}b", "tab\t", "日本", "}},{"] {
      for cluster in ["c", "d"] {
        let pod = PodID(cluster: cluster, namespace: "n", name: name)
        let owner = WorkloadID(cluster: cluster, namespace: name, kind: .deployment, name: "w")
        facts += [.statedOwner(pod: pod, workload: owner), .podNode(pod: pod, node: name)]
      }
    }
    try store.ingest("a", [], facts: facts)
    #expect(try Set(store.facts()) == Set(facts))

    for text in [
      #"{"kind":"pod_node","node":"n","pod":{"cluster":"c","namespace":"n","name":"p"}}"#,
      #" {"kind" : "pod_node","node":"n","pod":{"cluster":"c","name":"p","namespace":"n"}}"#,
    ] {
      try store.queue.write { db in
        try db.execute(sql: "DELETE FROM inventory")
        try db.execute(
          sql: "INSERT INTO inventory VALUES ('pod_node', 'k', 0, ?)",
          arguments: [text]
        )
      }
      let pod = PodID(cluster: "c", namespace: "n", name: "p")
      #expect(try store.facts() == [.podNode(pod: pod, node: "n")])
    }
    for text in ["", "{", #"{"kind":"pod_node","node":"n","pod":{"cluster":"c","name":"p"}}"#] {
      try store.queue.write { db in
        try db.execute(sql: "UPDATE inventory SET json = ?", arguments: [text])
      }
      #expect(throws: StoreError.self) { try store.facts() }
    }
  }
}
