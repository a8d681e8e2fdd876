import PodfitModel
import PodfitReport
import Testing

@Suite("Weeks")
struct WeekTests {
  // From Python's datetime.isocalendar.
  @Test(
    "a day is in its ISO week",
    arguments: [
      ("2026-11-16T00:00:00Z", "2026-W47"), ("2026-11-15T23:59:59Z", "2026-W46"),
      ("2027-01-01T00:00:00Z", "2026-W53"), ("2027-01-04T00:00:00Z", "2027-W01"),
      ("2024-12-30T12:00:00Z", "2025-W01"), ("2016-01-03T12:00:00Z", "2015-W53"),
      ("1970-01-01T00:00:00Z", "1970-W01"), ("1969-12-28T00:00:00Z", "1969-W52"),
    ]
  )
  func days(time: String, week: String) throws {
    let found = Week(containing: try #require(Instant(rfc3339: time)))
    #expect(found.description == week)
    #expect(Week(week) == found)
  }

  @Test("a week begins on Monday and the next one where it ends")
  func borders() throws {
    let week = try #require(Week("2026-W53"))
    #expect(week.start.rfc3339 == "2026-12-28T00:00:00Z")
    #expect(Week(containing: week.end).description == "2027-W01")
  }

  @Test(
    "what is no week is refused",
    arguments: [
      "", "2026", "2026-47", "2026-W00", "2026-W54", "2025-W53", "26-W01", "2026-W1", "2026-W+1",
      "+202-W01",
    ]
  )
  func refused(text: String) {
    #expect(Week(text) == nil)
  }

  @Test(
    "the far ends of time have a week and do not stop the program",
    arguments: [Int64.min, .max]
  )
  func ends(milliseconds: Int64) {
    _ = Week(containing: Instant(milliseconds: milliseconds)).description
  }
}
