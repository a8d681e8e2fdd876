import PodfitModel
import Testing

@testable import PodfitIngest

/// Readings of Prometheus in all spellings, most of them the usual one.
private struct Spellings {
  var random: SplitMix

  mutating func draw(_ limit: UInt64) -> UInt64 { random.next() % limit }

  mutating func digits(_ count: UInt64) -> String {
    (0..<count).map { _ in String(draw(10)) }.joined()
  }

  /// A time after `seconds`, which moves on.
  mutating func time(_ seconds: inout Int64) -> String {
    seconds += Int64(draw(8) == 0 ? draw(100_000) : 300)
    switch draw(40) {
    case 0: return "\(seconds).\(digits(1 + draw(9)))"
    case 1: return "\(seconds)e0"
    case 2: return "\(seconds / 1_000).\(digits(3))e+3"
    case 3: return String(draw(2_000_000_000))
    case 4: return "-\(draw(1_000))"
    case 5: return "\(seconds)000"
    default: return String(seconds)
    }
  }

  mutating func value() -> String {
    switch draw(40) {
    case 0: return #""NaN""#
    case 1: return #""+Inf""#
    case 2: return #""-\#(draw(100))""#
    case 3: return #""\#(digits(1 + draw(24)))""#
    case 4: return #""0\#(digits(2)).\#(digits(4))""#
    case 5: return #""\#(draw(10)).\#(digits(1 + draw(3)))e-0\#(draw(10))""#
    case 6: return "\(draw(1_000))"
    case 7: return "\(draw(10)).\(digits(1 + draw(20)))"
    case 8: return #""\u0031\#(digits(2))""#
    case 9: return #""\#(draw(9)).\#(digits(8))5\#(String(repeating: "0", count: Int(draw(14))))""#
    case 10: return #""\#(draw(9)).""#
    case 11: return #""""#
    case 12...24: return #""\#(draw(100)).\#(digits(1 + draw(26)))""#
    default: return #""0.\#(digits(6))""#
    }
  }

  mutating func reading(_ seconds: inout Int64) -> String {
    let (time, value) = (time(&seconds), value())
    switch draw(60) {
    case 0: return "[ \(time),\(value)]"
    case 1: return "[\(time) ,\n\(value)\t]"
    case 2: return "\r\n[\(time),\(value) ]"
    default: return "[\(time),\(value)]"
    }
  }

  mutating func body(_ labels: String, series: Int) -> String {
    let elements = (0..<series).map { number in
      var seconds: Int64 = 1_794_787_200
      let values = (0..<draw(200)).map { _ in reading(&seconds) }.joined(separator: ",")
      return #"{"metric":{\#(labels),"id":"\#(number)"},"values":[\#(values)]}"#
    }
    return
      #"{"status":"success","data":{"resultType":"matrix","result":[\#(elements.joined(separator: ","))]}}"#
  }
}

/// What reading comes to: the series with the report, or the error.
private enum Outcome: Equatable {
  case read([SeriesKey: SampleColumn], samples: Int, rejected: Int)
  case failed(IngestError)

  /// Blocks of one byte never hold a whole reading: each takes the plain way then.
  init(_ bytes: [UInt8], blockSize: Int, strict: Bool = false) {
    do throws(IngestError) {
      let reader = try ByteReader(.bytes(bytes), named: "input", blockSize: blockSize)
      var input = KeptInput()
      let options = IngestOptions(isStrict: strict)
      let report = try PrometheusJSON().read(reader, options: options, into: &input)
      self = .read(input.series, samples: report.samples, rejected: report.rejected)
    } catch {
      self = .failed(error)
    }
  }
}

@Suite("Runs of readings")
struct ReadingRunTests {
  static let cpu =
    #""__name__":"container_cpu_usage","container":"c","namespace":"n","pod":"p""#
  static let labels = [
    cpu, PrometheusShapesTests.memory,
    #""__name__":"kube_pod_container_status_restarts_total","container":"c","namespace":"n","#
      + #""pod":"p""#,
    #""__name__":"jvm_memory_max_bytes","area":"heap","pool":"Eden","container":"c","#
      + #""namespace":"n","pod":"p""#,
    #""__name__":"unused","pod":"p""#,
  ]

  @Test("runs and the plain way agree on any spelling", arguments: labels)
  func agreement(labels: String) {
    var spellings = Spellings(random: SplitMix(seed: 20_261_128))
    for round in 0..<12 {
      let bytes = Array(spellings.body(labels, series: 3).utf8)
      let plain = Outcome(bytes, blockSize: 1)
      for size in [200, 333, 4_096] {
        #expect(Outcome(bytes, blockSize: size) == plain, "round \(round), blocks of \(size)")
      }
      let strict = Outcome(bytes, blockSize: 1 << 12, strict: true)
      #expect(strict == Outcome(bytes, blockSize: 1, strict: true), "round \(round), strict")
    }
  }

  @Test("a body cut off anywhere ends in the error of the plain way")
  func truncation() {
    let values = (0..<14).map { #"[\#(1_794_787_500 + $0 * 300),"0.\#(98_143 + $0 * 7)"]"# }
    let body = PrometheusShapesTests.matrix(Self.cpu, values.joined(separator: ","))
    let bytes = Array(body.utf8)
    for count in 1..<bytes.count {
      let cut = Array(bytes[..<count])
      let outcome = Outcome(cut, blockSize: 1 << 12)
      #expect(outcome == Outcome(cut, blockSize: 1), "cut at \(count)")
      guard case .failed(let error) = outcome, case .truncated = error.code else {
        Issue.record("cut at \(count): \(outcome)")
        continue
      }
    }
  }

  @Test("a body with any byte of its readings changed ends as on the plain way")
  func damage() {
    let values = (0..<8).map { #"[\#(1_794_787_500 + $0 * 300),"0.\#(98_143 + $0 * 7)"]"# }
    let body = Array(PrometheusShapesTests.matrix(Self.cpu, values.joined(separator: ",")).utf8)
    for index in (body.count - 130)..<(body.count - 30) {
      for byte in Array(#"0[,.e"#.utf8) + [0x3A] {
        var changed = body
        changed[index] = byte
        #expect(
          Outcome(changed, blockSize: 1 << 12) == Outcome(changed, blockSize: 1),
          "\(byte) at \(index)"
        )
      }
    }
  }

  @Test("plain readings are taken up to the end of the buffer's safe part, with exact numbers")
  func taken() {
    let spelled = [
      (#"[1794787500,"0.098143"]"#, 1_794_787_500_000, 98_143_000),
      (#"[1794787800,"0"]"#, 1_794_787_800_000, 0),
      (#"[1794797800,"12.5"]"#, 1_794_797_800_000, 12_500_000_000),
      (#"[1794797800.5,"0.0047368980181248245"]"#, 1_794_797_800_500, 4_736_898),
      (#"[1794798100,"0.00000000250000000000001"]"#, 1_794_798_100_000, 3),
      (#"[1794798400,"0.0000000025000000"]"#, 1_794_798_400_000, 2),
      (#"[99,"1.0000000005"]"#, 99_000, 1_000_000_000),
      (#"[1794798700,"9007199254.740993"]"#, 1_794_798_700_000, 9_007_199_254_740_993_000),
    ]
    let tail = #",[1794799000,"1e3"],"# + String(repeating: " ", count: 200)
    let text = spelled.map { "," + $0.0 }.joined() + tail
    let bytes = Array(text.utf8)
    var run = ReadingRun()
    let end = run.scan(
      bytes.span,
      from: 0,
      to: bytes.count,
      in: NumberRun.Unit(decimals: 9),
      allowed: SeriesReader.times
    )
    #expect(end == bytes.count - tail.utf8.count)
    #expect(run.count == spelled.count)
    #expect(Array(run.times[..<run.count]) == spelled.map { Int64($0.1) })
    #expect(Array(run.values[..<run.count]) == spelled.map { Int64($0.2) })
    #expect(run.largest == 9_007_199_254_740_993_000)
  }
}
