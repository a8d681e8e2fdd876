import Foundation
import PodfitModel
import TestSupport
import Testing

@testable import PodfitIngest

@Suite("Kubernetes objects that are not as they should be")
struct KubernetesHostileTests {
  static func pod(_ body: String) -> String {
    """
    {
    "apiVersion":"v1","kind":"Pod",
    "metadata":{"name":"p","namespace":"n"},
    \(body)}
    """
  }

  @Test(
    "a quantity that cannot be read is an error with its place",
    arguments: ["-1", "25Om", "", "1e99", "Mi", "1.2.3", "NaN"]
  )
  func quantities(text: String) throws {
    let json = Self.pod(
      #""spec":{"containers":[{"name":"c","resources":{"limits":{"cpu":"\#(text)"}}}]}"#
    )
    for strict in [false, true] {
      let error = try #require(KeptInput.error(json, strict: strict))
      guard case .badQuantity(text, _) = error.code else {
        Issue.record("\(error)")
        return
      }
      #expect(error.place.line == 4)
      #expect(error.place.column == 64)
      #expect("\(error)".hasPrefix("input:4:64: not a quantity: \"\(text)\""))
    }
  }

  static let wrong: [(String, String)] = [
    (#""spec":7"#, "spec"),
    (#""spec":{"containers":{}}"#, "spec.containers"),
    (#""spec":{"containers":["c"]}"#, "spec.containers[0]"),
    (#""spec":{"containers":[{"name":1}]}"#, "spec.containers[0].name"),
    (#""spec":{"containers":[{"name":"c","args":[1]}]}"#, "spec.containers[0].args[0]"),
    (#""spec":{"containers":[{"name":"c","args":"x"}]}"#, "spec.containers[0].args"),
    (
      #""spec":{"containers":[{"name":"c","resources":{"limits":{"cpu":[]}}}]}"#,
      "spec.containers[0].resources.limits.cpu"
    ),
    (#""spec":{"nodeSelector":{"a":{}}}"#, "spec.nodeSelector.a"),
    (#""spec":{"hostNetwork":"yes"}"#, "spec.hostNetwork"),
    (#""spec":{"affinity":[]}"#, "spec.affinity"),
    (#""status":[]"#, "status"),
    (#""status":{"phase":{}}"#, "status.phase"),
    (
      #""status":{"containerStatuses":[{"name":"c","restartCount":"3"}]}"#,
      "status.containerStatuses[0].restartCount"
    ),
  ]

  @Test("a value of the wrong type is an error that names the field", arguments: wrong)
  func wrongTypes(body: String, field: String) throws {
    let error = try #require(KeptInput.error(Self.pod(body)))
    guard case .wrongType(field, _, _) = error.code else {
      Issue.record("\(error)")
      return
    }
    #expect(error.place.line == 4)
  }

  @Test(
    "what is missing is named",
    arguments: [
      (#"{"apiVersion":"v1","kind":"Pod"}"#, "metadata"),
      (#"{"apiVersion":"v1","kind":"Pod","metadata":{}}"#, "metadata.name"),
      (pod(#""spec":{"containers":[{}]}"#), "spec.containers[0].name"),
      (#"{"apiVersion":"v1","kind":"Node","metadata":{"name":"n"}}"#, "status.allocatable"),
      (
        #"{"apiVersion":"v1","kind":"HorizontalPodAutoscaler","metadata":{"name":"h"}}"#,
        "spec.scaleTargetRef"
      ),
    ]
  )
  func missing(json: String, field: String) {
    #expect(KeptInput.error(json)?.code == .missingField(field))
  }

  @Test("numbers and times that are none are errors")
  func scalars() {
    let count = Self.pod(#""status":{"containerStatuses":[{"name":"c","restartCount":1.5}]}"#)
    #expect(KeptInput.error(count)?.code == .badNumber("1.5"))
    let huge = Self.pod(#""status":{"containerStatuses":[{"name":"c","restartCount":1e30}]}"#)
    #expect(KeptInput.error(huge)?.code == .badNumber("1e30"))
    let time = Self.pod(#""status":{"startTime":"yesterday"}"#)
    #expect(KeptInput.error(time)?.code == .badTime("yesterday"))
  }

  @Test("an item without kind and of no known shape is an error")
  func unknownKind() {
    let json = #"{"apiVersion":"v1","items":[{"metadata":{"name":"x"}}],"kind":"List"}"#
    #expect(KeptInput.error(json)?.code == .unknownKind)
  }

  @Test("a saved refusal is an error in the server's words")
  func refusal() {
    let json =
      #"{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","#
      + #""message":"pods is forbidden: User \"x\" cannot list","reason":"Forbidden","code":403}"#
    #expect(
      KeptInput.error(json)?.code
        == .serverError(type: "Forbidden", text: "pods is forbidden: User \"x\" cannot list")
    )
  }

  @Test("objects that are too large or too deep are refused while they are read")
  func bounds() {
    let item = String(repeating: #"{"name":"a","value":"b"},"#, count: 400_000)
    let large = Self.pod(#""spec":{"containers":[{"name":"c","env":[\#(item)]}]}"#)
    guard case .tooLarge? = KeptInput.error(large)?.code else {
      Issue.record("a large object was read")
      return
    }
    let values = String(repeating: "0,", count: 300_000)
    guard case .tooLarge? = KeptInput.error(Self.pod(#""spec":[\#(values)0]"#))?.code else {
      Issue.record("an object of many values was read")
      return
    }
    let deep = String(repeating: "[", count: 1_000)
    #expect(KeptInput.error(Self.pod(#""spec":\#(deep)"#))?.code == .nestingTooDeep(limit: 64))
  }

  @Test("what nothing reads may be large: managed fields and annotations")
  func ignored() throws {
    let text = String(repeating: "x", count: 900_000)
    let fields = (0..<10).map { "\"k\($0)\":\"\(text)\"" }.joined(separator: ",")
    let json =
      #"{"apiVersion":"v1","items":[],"kind":"List","metadata":{"annotations":{"a":"b"}}}"#
      + #"{"apiVersion":"v1","kind":"Pod","metadata":{"annotations":{\#(fields)},"#
      + #""managedFields":[{"a":[[[]]]}],"name":"p","namespace":"n"}}"#
    // Nine megabytes in one object are refused all the same: the object as a whole is bounded.
    guard case .tooLarge? = KeptInput.error(json)?.code else {
      Issue.record("a large object was read")
      return
    }
    let small = json.replacing(
      ",\(fields.split(separator: ",").dropFirst().joined(separator: ","))",
      with: ""
    )
    let (report, _) = try KeptInput.read(small)
    #expect(report.facts == 2)
  }

  @Test(
    "documents that are no objects are refused",
    arguments: [
      #"{"apiVersion":"v1","items":{},"kind":"List"}"#,
      #"{"apiVersion":"v1","items":[1],"kind":"List"}"#,
      #"{"apiVersion":"v1","items":[],"kind":"List"} []"#,
      #"{"apiVersion":"v1","items":[],"kind":"List"} x"#,
      #"{"apiVersion":"v1","items":[],"kind":"List""#,
      #"{"apiVersion":"v1","kind":7}"#,
    ]
  )
  func documents(json: String) {
    #expect(KeptInput.error(json) != nil)
  }

  @Test("YAML is refused with the advice to use -o json")
  func yaml() throws {
    let error = try #require(
      KeptInput.error("apiVersion: v1\nitems:\n- apiVersion: v1\n  kind: Pod\n")
    )
    #expect(error.code == .notReadable(.yaml))
    #expect("\(error)".contains("-o json"))
  }

  @Test(
    "replacing any value of a real pod ends in a report or an error; of a quantity, in an error",
    .enabled(if: SharedData.isPresent)
  )
  func mutations() throws {
    let data = try Data(contentsOf: SharedData.file("exports/kubernetes/get-pods.json"))
    let list = try #require(try JSONSerialization.jsonObject(with: data) as? NSDictionary)
    let pod = try #require((list["items"] as? [Any])?.first)
    let text = String(
      decoding: try JSONSerialization.data(
        withJSONObject: pod,
        options: [.prettyPrinted, .sortedKeys]
      ),
      as: UTF8.self
    )
    #expect(KeptInput.error(text) == nil)
    let parts = text.split(separator: " : ", omittingEmptySubsequences: false)
    let values = ["-1", "\"\"", "[]", "{}", "true", "1e999", "\"9e99\"", "[[{}]]", "null"]
    var quantities = 0
    for index in 1..<parts.count {
      // Values that begin an object or array on this line are left as they are.
      guard let end = parts[index].firstIndex(where: { $0 == "," || $0 == "\n" }),
        !parts[index].hasPrefix("{"), !parts[index].hasPrefix("[")
      else { continue }
      let isQuantity =
        parts[index - 1].hasSuffix("\"cpu\"") || parts[index - 1].hasSuffix("\"memory\"")
      for value in values {
        var mutated = parts
        mutated[index] = value + parts[index][end...]
        let error = KeptInput.error(mutated.joined(separator: " : "))
        if isQuantity && value != "null" {
          #expect(error != nil, "\(value) as a quantity")
          quantities += 1
        }
      }
    }
    // Three containers with a request and a limit of each of two resources.
    #expect(quantities == 12 * (values.count - 1))
  }
}
