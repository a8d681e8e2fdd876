import Foundation
import TestSupport
import Testing

@testable import PodfitIngest

@Suite("Recognition by content")
struct RecognitionTests {
  private static func format(_ head: String) -> String? {
    let bytes = Array(head.utf8)
    return FormatRegistry.all.first { type(of: $0).recognises(bytes) }.map { type(of: $0).id }
  }

  @Test(
    "the outer members decide, in any order and spacing, from a head that ends anywhere",
    arguments: [
      (#"{"status":"success","data":{"resultType":"ma"#, "prometheus-json"),
      (#"{"data":{"result":[{"metric":{"status":"x"},"values":[[1,"#, "prometheus-json"),
      ("\u{FEFF}\n{ \"errorType\": \"timeout\"", "prometheus-json"),
      (#"[{"metric":{"__name__":"x"},"val"#, "promtool-json"),
      (#"[ ]"#, "promtool-json"),
      (#"{"apiVersion":"v1","items":[],"kind":"List"}"#, "kubernetes-list"),
      (
        #"{"apiVersion":"v1","kind":"Pod","metadata":{},"spec":{},"status":{"phase":"Running"}}"#,
        "kubernetes-list"
      ),
      (#"{"kind":"PodMetricsList","apiVersion":"metr"#, "metrics-k8s-io"),
      (#"{"apiVersion":"metrics.k8s.io/v1beta1","items":[]}"#, "metrics-k8s-io"),
      (
        #"{"apiVersion":"v1","items":[{"containers":[],"kind":"PodMetrics"}],"kind":"List"}"#,
        "metrics-k8s-io"
      ),
      (#"{"apiVersion":"v1","items":[{"kind":"Pod"},{"kind":"PodMetrics"}]}"#, "kubernetes-list"),
      ("NAMESPACE   POD   NAME   CPU(cores)   MEMORY(bytes)   \n", "kubectl-top"),
      ("2026-11-21T01:59:00Z\nPOD NAME CPU(cores) MEMORY(bytes)\n", "kubectl-top"),
      ("NAME READY STATUS RESTARTS AGE\n", nil),
      (#"{"pod":"p","metric":"cpu_usage_cores","value":1,"ts":1}"#, "neutral-jsonl"),
      (#"{"time":1,"k8s.pod.name":"p","container.cpu.usage":0.1}"#, "neutral-jsonl"),
      (#"{"time":1,"pod":"p","message":"x"}"#, nil),
      (#"{"Timestamp":1,"Namespace":"n","metric":"x","value":1}"#, nil),
      ("time,namespace,pod,container,cpu_usage_cores\n", "neutral-csv"),
      ("{a=\"b\"} =>\n1 @[1]", "promtool-text"), ("up{a=\"b\"} => 1 @[1]", "promtool-text"),
      ("{__name__=\"x\", a=\"b\"} 1 1795168813726\n", "tsdb-dump"),
      ("{__name__=\"x\"} {count:1, sum:1, [1,2]:1} 1795168813726\n", "tsdb-dump"),
      ("{__name__=\"x\", a=\"b\"", nil), ("{a=\"b\"} x", nil), ("{\"a\": \"b\"} 1 2", nil),
      ("# HELP up x\n", "prometheus-text"), ("# TYPE up gauge\nup 1\n", "prometheus-text"),
      ("# EOF\n", "prometheus-text"), ("up{a=\"b\"} 1\n", "prometheus-text"),
      ("up 1 1795168813726\n", "prometheus-text"), ("\u{FEFF}\n# x\nup 1 2.5", "prometheus-text"),
      ("{\"a.b\",c=\"d\"} 1 1795168813726\n", "prometheus-text"),
      ("# a comment\n", nil), ("# a comment\nup 1\n", nil), ("HTTP 502\n", nil),
      ("2026-11-21 5 6\n", nil), ("a,b 1 2\n", nil),
      ("\"Time\",\"a / b\"\r\n", "grafana-csv"), ("\u{FEFF}sep=;\r\nTime;x\n", "grafana-csv"),
      ("Time\tcontainer\tpod\tnamespace\tValue #A\n", "grafana-csv"),
      ("Time,namespace,pod,container,cpu_usage_cores\n", "neutral-csv"), ("Timeout,x\n", nil),
      (#"{"a":1}"#, nil), ("[1,2]", nil), ("[]x", nil), ("{", nil), ("hello", nil), ("{]", nil),
      (#"{"metric":{"__name__":"x"},"values":[1],"timestamps":[1]}"#, "victoriametrics-jsonl"),
      (#"{"metric":{"__name__":"x"},"values":[+Inf,NaN"#, "victoriametrics-jsonl"),
      ("{ \"timestamps\" : [ 1 ], \"values\": [1,", "victoriametrics-jsonl"),
      (#"[{"metric":{"a":"b"},"timestamps":[1"#, "victoriametrics-jsonl"),
      (#"[{"metric":{"a":"b"},"values":[1,2"#, "victoriametrics-jsonl"),
      (#"{"metric":{"__name__":"x"},"values":[[1,"2"]]}"#, nil),
    ] as [(String, String?)]
  )
  func formats(head: String, id: String?) {
    #expect(Self.format(head) == id)
  }

  @Test(
    "what is not read is named",
    arguments: [
      ("<!DOCTYPE html><html><title>Log in</title>", .html(title: "Log in")),
      ("  <HTML><body>", .html(title: "")), ("401 Unauthorized\n", .httpError("401 Unauthorized")),
      (
        "upstream connect error or disconnect/reset",
        .httpError("upstream connect error or disconnect/reset")
      ),
      ("apiVersion: v1\nitems:\n- a", .yaml), ("---\nkind: List\n", .yaml),
      ("up 1\n", .openMetrics), ("up 1\ndown 2\n", .openMetrics),
      ("NAMESPACE   POD   NAME\n", .topTable),
      (#"{"scans":[],"score":1}"#, .recommendations("KRR")),
      (#"{"a":1}"#, .otherJSON), ("some text", .unknown), ("\u{0}\u{1}", .unknown),
    ] as [(String, Lookalike)]
  )
  func lookalikes(head: String, kind: Lookalike) {
    #expect(Lookalike(head: Array(head.utf8)) == kind)
  }

  @Test(
    "other compressions and encodings are named by their first bytes",
    arguments: [
      ([0x28, 0xB5, 0x2F, 0xFD], .compressed("zstd")), ([0x7B, 0, 0x22, 0], .utf16),
      ([0, 0x7B, 0, 0x22], .utf16), ([0xFF, 0xFE, 0, 0, 0x41, 0, 0, 0], .utf16),
      ([0x50, 0x4B, 0x03, 0x04], .compressed("zip")),
      ([0x04, 0x22, 0x4D, 0x18], .compressed("LZ4")),
      ([0x1F, 0x8B, 8], .gzipTwice),
    ] as [([UInt8], Lookalike)]
  )
  func magics(head: [UInt8], kind: Lookalike) {
    #expect(Lookalike(head: head) == kind)
    let error = KeptInput.error(Gzip.member(head + [UInt8](repeating: 7, count: 30)))
    #expect(error?.code == .notReadable(kind))
  }

  @Test("an input of blanks is empty", arguments: ["", " ", "\n\r\n\t"])
  func empty(text: String) {
    #expect(KeptInput.error(text)?.code == .emptyFile)
  }

  @Test("no head, however odd, stops the program", arguments: [7, 8, 9] as [UInt64])
  func anything(seed: UInt64) {
    var random = SeededRandom(state: seed)
    let pieces = [
      "{", "}", "[", "]", "\"", ":", ",", "\\", "\\u", "status", "metric", "kind", "\n", " ", "1",
      "é", "\u{0}", "\u{FEFF}", "time,pod", ";", "<html", "---",
    ]
    for _ in 0..<200 {
      let text = (0..<random.next() % 30).map { _ in pieces[Int(random.next() % 22)] }.joined()
      let error = KeptInput.error(text)
      #expect(error.map { !$0.description.isEmpty } ?? true)
    }
  }

  @Test("the registry lists each file of the formats folder once, and ids and words are there")
  func registry() throws {
    let ids = FormatRegistry.all.map { type(of: $0).id }
    #expect(Set(ids).count == ids.count)
    #expect(FormatRegistry.all.allSatisfy { !type(of: $0).summary.isEmpty })
    let folder = SharedData.packageRoot.appending(path: "Sources/Ingest/Formats")
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    let types = FormatRegistry.all.map { "\(type(of: $0)).swift" }
    #expect(Set(files.filter { !$0.contains("+") }) == Set(types))
    let page = try String(
      contentsOf: SharedData.packageRoot.appending(path: "docs/formats/README.md"),
      encoding: .utf8
    )
    for id in ids { #expect(page.contains("`\(id)`"), "docs/formats/README.md lacks \(id)") }
  }
}
