import PodfitIngest
import PodfitModel
import TestSupport
import Testing

@Suite("Answers that are no data", .enabled(if: SharedData.isPresent))
struct ErrorFilesTests {
  @Test(
    "every one ends in an error that says what it is",
    arguments: [
      ("400_bad_promql.json", "bad_data: invalid parameter \"query\": 1:18: parse error"),
      ("400_missing_step.json", "bad_data: invalid parameter \"step\": cannot parse \"\""),
      ("400_too_many_points.json", "bad_data: exceeded maximum resolution of 11,000 points"),
      ("404_page.txt", "a server's refusal: \"404 page not found\""),
      ("405_method.txt", "a server's refusal: \"Method Not Allowed\""),
      ("422_duplicate_labelset.json", "execution: vector cannot contain metrics with the same"),
      ("422_many_to_many.json", "execution: found duplicate series for the match group"),
      ("422_too_many_samples.json", "execution: query processing would load too many samples"),
      ("502_gateway.handmade.html", "an HTML page: \"502 Bad Gateway\""),
      ("503_timeout.json", "timeout: query timed out in expression evaluation"),
      ("empty_file.json", "the file is empty"),
      ("truncated.json.gz", "at byte 4096 of the gzip file: the gzip data ends too early"),
      ("truncated_after_complete_series.json", "at byte 69668: the file ends inside an array"),
      ("truncated_in_number.json", "at byte 20011: the file ends inside a string"),
      ("two_bodies_concatenated.json", "at byte 12334: content after the end of the document"),
    ]
  )
  func errors(file: String, words: String) throws {
    let path = "exports/errors/\(file)"
    do {
      _ = try KeptInput.readShared(path)
      Issue.record("\(file) was read")
    } catch let error as IngestError {
      #expect(error.description.hasPrefix(path + ": "))
      #expect(error.description.contains(words), "\(error.description)")
    }
  }

  @Test(
    "a file that ends too early names the last series read whole",
    arguments: [
      ("truncated_after_complete_series.json", "series 33 (shop/web-frontend-"),
      ("truncated.json.gz", "series 1 (dev/idle-app-"),
      ("truncated_in_number.json", "series 10 (shop/search-indexer-0/indexer)"),
    ]
  )
  func lastSeries(file: String, words: String) throws {
    let error = #expect(throws: IngestError.self) {
      try KeptInput.readShared("exports/errors/\(file)")
    }
    #expect(error?.description.contains("read whole before: \(words)") == true)
  }

  @Test(
    "files of other kinds are refused with the way to a readable one",
    arguments: [
      ("prometheus/instant_scalar.json", "a result of type scalar", "query_range"),
      ("prometheus/instant_string.json", "a result of type string", "query_range"),
      ("prometheus/series_dev.json", "without samples", "query_range"),
      ("prometheus/label_namespace_values.json", "without samples", "query_range"),
      ("victoriametrics/export_native.small.bin", "native data", "/api/v1/import/native"),
      ("kubernetes/top-pods-containers.txt", "does not say when it was made", "--time"),
      ("other/krr.json", "recommendations of KRR", "query_range"),
      ("other/cloudwatch_get-metric-data.json", "CloudWatch get-metric-data", "Type=Container"),
    ]
  )
  func refused(file: String, what: String, hint: String) throws {
    let error = #expect(throws: IngestError.self) {
      try KeptInput.readShared("exports/\(file)")
    }
    let text = error?.description ?? ""
    #expect(text.contains(what), "\(text)")
    #expect(text.contains("hint: ") && text.contains(hint), "\(text)")
  }
}
