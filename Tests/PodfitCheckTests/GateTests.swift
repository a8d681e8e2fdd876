import Foundation
import PodfitCheck
import PodfitModel
import Testing

@Suite("Baselines")
struct BaselineTests {
  private static let text =
    deployment("{requests: {cpu: 2, memory: 4Gi}}") + "---\n"
    + deployment("{requests: {cpu: 2, memory: 4Gi}}", name: "b")
  private static let advice = [recommendation(), recommendation("b")]

  private func check(_ text: String, _ baseline: Baseline) -> CheckResult {
    var gate = Gate()
    gate.baseline = baseline
    return PodfitCheckTests.check(text, against: Self.advice, gate: gate)
  }

  private static var baseline: Baseline {
    Baseline(PodfitCheckTests.check(text, against: advice).findings)
  }

  @Test("what it has is no finding, after moves of lines and new advice too")
  func covers() {
    #expect(Self.baseline.entries.count == 4)
    let moved = "# one\n\n# two\nkind: Service\n---\n" + Self.text
    for text in [Self.text, moved] {
      let result = check(text, Self.baseline)
      #expect(result.findings.isEmpty && result.baselined == 4 && result.staleBaseline.isEmpty)
    }
    // Other advice, the same values: still known.
    var gate = Gate()
    gate.baseline = Self.baseline
    let other = PodfitCheckTests.check(
      Self.text,
      against: [recommendation(memoryRequest: .mebibytes(700)), recommendation("b")],
      gate: gate
    )
    #expect(other.findings.isEmpty)
  }

  @Test("a worse value is new, a better one is not, and another workload is")
  func ratchet() {
    let worse = Self.text.replacing("memory: 4Gi", with: "memory: 5Gi")
    #expect(check(worse, Self.baseline).findings.map(\.current) == ["5Gi", "5Gi"])
    let better = Self.text.replacing("memory: 4Gi", with: "memory: 3Gi")
    #expect(check(better, Self.baseline).findings.isEmpty)
    let renamed = Self.text.replacing("name: b,", with: "name: api,")
    // Two of one name: each entry covers as many as it counts.
    #expect(check(renamed, Self.baseline).findings.count == 2)
  }

  @Test("what is not found any more is stale, and pruning removes it")
  func stale() {
    let mended = Self.text.replacing("memory: 4Gi", with: "memory: 1Gi")
    let result = check(mended, Self.baseline)
    #expect(result.baselined == 2 && result.findings.isEmpty)
    #expect(
      result.staleBaseline.map(\.rule) == Array(repeating: "memory-request-above-need", count: 2)
    )
    let pruned = Self.baseline.pruned(of: result.staleBaseline)
    #expect(pruned.entries.map(\.rule) == Array(repeating: "cpu-request-above-need", count: 2))
    #expect(check(mended, pruned).staleBaseline.isEmpty)
    #expect(TextOutput(toolVersion: "1").render(result).contains("in the baseline but not found"))
  }

  @Test("its text reads back, an entry per line, sorted, and names no line")
  func text() throws {
    let text = try Self.baseline.text()
    #expect(try Baseline(json: [UInt8](text.utf8)) == Self.baseline)
    #expect(text.split(separator: "\n").count == 4 + 5)
    #expect(!text.contains("\"line\""))
    #expect(try Baseline(json: [UInt8](try Baseline([]).text().utf8)).entries.isEmpty)
  }

  @Test(
    "what is none is refused",
    arguments: [
      "", "[]", "{}", "{\"schema_version\": 2, \"entries\": []}", "{\"schema_version\": 1}",
      "{\"schema_version\": 1, \"entries\": [{}]}",
      "{\"schema_version\": 1, \"entries\": [{\"file\": \"f\", \"rule\": \"r\", \"workload\": \"w\", "
        + "\"container\": \"c\", \"count\": 0}]}",
    ]
  )
  func malformed(text: String) {
    #expect(throws: Baseline.Fault.self) { try Baseline(json: [UInt8](text.utf8)) }
  }
}

@Suite("Changed lines")
struct ChangedLinesTests {
  @Test("a diff without context says which lines are new")
  func diff() {
    let changes = ChangedLines(
      diff: """
        diff --git a/deploy/a.yaml b/deploy/a.yaml
        index 1..2 100644
        --- a/deploy/a.yaml
        +++ b/deploy/a.yaml
        @@ -3 +3 @@ kind: x
        -old
        +new
        @@ -10,0 +11,2 @@
        +++ b/no-header.yaml
        +@@ -1 +1 @@
        @@ -20,2 +22,0 @@
        -a
        -b
        \\ No newline at end of file
        diff --git "a/\\303\\251 b.yaml" "b/\\303\\251 b.yaml"
        --- "a/\\303\\251 b.yaml"
        +++ "b/\\303\\251 b.yaml"
        @@ -0,0 +1,2 @@
        +a
        +b
        diff --git a/gone.yaml b/gone.yaml
        --- a/gone.yaml
        +++ /dev/null
        @@ -1 +0,0 @@
        -a
        """
    )
    #expect(changes.lines["é b.yaml"] == [1..<3])
    #expect(changes.lines["gone.yaml"] == nil)
    func place(_ line: Int, _ end: Int? = nil) -> SourceRange {
      SourceRange(file: "deploy/a.yaml", line: line, column: 1, endLine: end ?? line, endColumn: 9)
    }
    #expect(changes.lines["deploy/a.yaml"] == [3..<4, 11..<13])
    #expect(changes.contains(place(3)) && !changes.contains(place(4)))
    #expect(changes.touches("deploy/a.yaml") && !changes.touches("b.yaml"))
  }

  @Test("findings elsewhere are left out and counted")
  func filter() {
    let text =
      deployment("{requests: {cpu: 500m, memory: 4Gi}}") + "---\n"
      + deployment("{requests: {cpu: 500m, memory: 4Gi}}", name: "b")
    var gate = Gate()
    var changes = ChangedLines()
    changes.insert(17..<18, of: "f.yaml")
    gate.changes = changes
    let result = check(text, against: [recommendation(), recommendation("b")], gate: gate)
    #expect(result.findings.map(\.workload.name) == ["b"])
    #expect(result.unchanged == 1)
  }

  @Test("a budget counts what changed files ask for against what they did, times replicas")
  func budget() throws {
    func text(_ cpu: String, replicas: Int) -> String {
      deployment("{requests: {cpu: \(cpu), memory: 1Gi}}")
        .replacing("spec:\n  template", with: "spec:\n  replicas: \(replicas)\n  template")
    }
    var settings = CheckSettings()
    var gate = Gate()
    var changes = ChangedLines()
    changes.touch("f.yaml")
    gate.changes = changes
    gate.before = [ManifestInput(name: "f.yaml", bytes: [UInt8](text("1", replicas: 2).utf8))]
    // From 2 pods of 1 core to 3 of 2: four cores and one gibibyte more.
    for (budget, rules) in [
      ("cpu=4,memory=1Gi", 0), ("cpu=3999m", 1), ("memory=1023Mi", 1), ("cpu=3,memory=1Mi", 2),
    ] {
      let limit: ResourceBudget = try #require(ResourceBudget(budget))
      settings.budget = limit
      let result = check(text("2", replicas: 3), settings: settings, gate: gate)
      let found = result.findings.filter { $0.rule == "budget-exceeded" }
      #expect(found.count == rules, "\(budget)")
      #expect(found.allSatisfy { $0.severity == .error && $0.place.line == 9 })
    }
    settings.budget = ResourceBudget(cpu: .zero)
    #expect(check(text("1", replicas: 1), settings: settings, gate: gate).findings.isEmpty)
    #expect(
      check(text("2", replicas: 3), settings: settings, gate: gate).findings.first?.message
        .contains("the change adds 4 of CPU requests; the budget is 0") == true
    )
  }

  @Test(
    "budgets that are none are refused",
    arguments: ["", "cpu", "cpu=x", "gpu=1", "cpu=1,cpu=2", "cpu=1,", "memory="]
  )
  func malformed(text: String) { #expect(ResourceBudget(text) == nil) }
}
