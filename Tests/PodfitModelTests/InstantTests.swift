import PodfitModel
import Testing

@Suite("Instants")
struct InstantTests {
  @Test(
    "RFC 3339 both ways",
    arguments: [
      ("1970-01-01T00:00:00Z", 0), ("2026-11-20T12:00:00Z", 1_795_176_000_000),
      ("2000-02-29T23:59:59.999Z", 951_868_799_999), ("1969-12-31T23:59:59.001Z", -999),
      ("2100-03-01T00:00:00Z", 4_107_542_400_000), ("0000-03-01T00:00:00Z", -62_162_035_200_000),
    ] as [(String, Int64)]
  )
  func bothWays(text: String, milliseconds: Int64) {
    #expect(Instant(rfc3339: text)?.milliseconds == milliseconds)
    #expect(Instant(milliseconds: milliseconds).rfc3339 == text)
  }

  @Test(
    "zones and fractions are read",
    arguments: [
      "2026-11-20T14:00:00+02:00", "2026-11-20t12:00:00.0000001z", "2026-11-20 12:00:00-00:00",
    ]
  )
  func zones(text: String) {
    #expect(Instant(rfc3339: text)?.rfc3339 == "2026-11-20T12:00:00Z")
  }

  @Test(
    "what is no RFC 3339 date-time",
    arguments: [
      "", "2026-11-20", "2026-11-20T12:00:00", "2026-02-29T00:00:00Z", "2026-13-01T00:00:00Z",
      "2026-11-20T24:00:00Z", "2026-11-20T12:00:00.Z", "2026-11-20T12:00:00Zx", "2026-11-20T12:00Z",
      "2026-00-10T00:00:00Z", "2026-11-00T00:00:00Z", "２０２６-11-20T12:00:00Z",
    ]
  )
  func refused(text: String) {
    #expect(Instant(rfc3339: text) == nil)
  }

  @Test("the day changes at midnight UTC, before the epoch too")
  func days() {
    #expect(Instant(milliseconds: 86_399_999).day == 0)
    #expect(Instant(milliseconds: 86_400_000).day == 1)
    #expect(Instant(milliseconds: -1).day == -1)
  }
}
