import PodfitModel
import PodfitStore
import Testing

@Suite("Kept runs")
struct RunTests {
  private func run(_ week: String, _ json: String) -> StoredRun {
    StoredRun(
      week: week,
      madeAt: Instant(milliseconds: 1_795_000_000_000),
      strategy: "headroom",
      version: "1",
      json: json
    )
  }

  @Test("runs come back by week; a later one of the same week replaces the earlier")
  func keep() throws {
    let folder = try TemporaryFolder()
    let store = try Store.open(path: folder.path("podfit.db"))
    try store.keep(run("2026-W47", "{}"))
    try store.keep(run("2026-W46", "{\"a\":'1'}"))
    try store.keep(run("2026-W47", "[2]"))
    #expect(try store.runs() == [run("2026-W46", "{\"a\":'1'}"), run("2026-W47", "[2]")])
  }

  @Test("a store for reading keeps nothing")
  func readOnly() throws {
    let folder = try TemporaryFolder()
    let writer = try Store.open(path: folder.path("podfit.db"))
    try writer.keep(run("2026-W46", "{}"))
    let reader = try Store.open(path: folder.path("podfit.db"), mode: .readOnly)
    #expect(throws: StoreError.self) { try reader.keep(run("2026-W47", "{}")) }
    #expect(try reader.runs().count == 1)
    withExtendedLifetime(writer) {}
  }
}
