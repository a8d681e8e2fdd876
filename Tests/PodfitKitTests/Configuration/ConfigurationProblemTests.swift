import Foundation
@testable import PodfitKit
import PodfitModel
import TestSupport
import Testing

@Suite("Configuration file: what is wrong")
struct ConfigurationProblemTests {
  @Test(
    "what is wrong is named with its line and column, what was expected and what to do",
    arguments: [
      ("version: 1\npolicy:\n  cpu-flor: 1", "3:3:", "did you mean \"cpu-floor\"?"),
      (
        "version: 1\npolicies:\n- match: {names: [a]}\n  profile: btach", "4:12:",
        "did you mean \"batch\"?"
      ),
      ("version: 1\npolicy: {strategy: vpaa}", "2:20:", "did you mean \"vpa\"?"),
      ("version: 1\npolicy:\n  cpu-floor: 1\n  cpu-floor: 2", "4:3:", "first in line 3"),
      ("version: 1\npolicy: {cpu-floor: -1}", "2:21:", "a quantity of CPU such as 250m"),
      ("version: 1\npolicy: {cpu-floor: 0}", "2:21:", "found \"0\""),
      ("version: 1\npolicy: {minimum-change: 120%}", "2:26:", "a share such as 5% or 0.05"),
      ("version: 1\npolicy: {minimum-change: nan}", "2:26:", "a share such as 5% or 0.05"),
      ("version: 1\npolicy: {jvm-price-cpu: 0x10}", "2:25:", "a number above zero"),
      ("version: 1\npolicy: {least-span: 5m}", "2:22:", "a time such as 1d"),
      ("version: 1\npolicy: {cpu-limit: none}", "2:21:", "keep-ratio, raise-only"),
      ("version: 1\npolicy: [a]", "2:9:", "expected a mapping of keys, found a list"),
      ("version: 1\npolicy:", "2:8:", "found nothing"),
      ("version: 2", "1:10:", "this podfit reads version 1"),
      ("policy: {}", "1:1:", "key \"version\" is missing"),
      ("", "1:1:", "key \"version\" is missing"),
      ("version: 1\npolicies: [{match: {}}]", "2:20:", "a match without conditions"),
      ("version: 1\npolicies: [{match: {names: []}}]", "2:28:", "a match without conditions"),
      ("version: 1\npolicies: [{profile: batch}]", "2:12:", "key \"match\" is missing"),
      (
        "version: 1\npolicies: [{match: {kinds: [deployment]}}]", "2:29:",
        "did you mean \"Deployment\"?"
      ),
      (
        "version: 1\npolicies: [{match: {names: [a]}, policy: {strategy: vpaa}}]", "2:53:",
        "did you mean \"vpa\"?"
      ),
      ("version: 1\n---\nversion: 1", "2:1:", "more than one document"),
      ("version: 1\na: &a {x: 1}\npolicy: {<<: *a}", "3:10:", "merge keys are not read"),
      ("version: 1\npolicy: {cpu-floor: *no}", "2:21:", "no anchor \"no\""),
      ("version: 1\npolicy: {cpu-floor: 1", "2:9:", "not YAML"),
      ("version: 1\nchanges: {max-step: 0%}", "2:21:", "above 0 %"),
      ("version: 1\nchanges: {never-lower: [shop]}", "2:25:", "NAMESPACE/WORKLOAD"),
      (
        "version: 1\ncheck: {levels: {limit-request-ratoi: off}}", "2:18:",
        "\"limit-request-ratio\"?"
      ),
      (
        "version: 1\ncheck: {levels: {limit-request-ratio: high}}", "2:39:",
        "off, error, warning or info"
      ),
      ("version: 1\ncheck: {thresholds: {error-above: 1}}", "2:35:", "less than warning-above"),
      (
        "version: 1\ncheck: {exemptions: [{rules: [x], container: a/b/c/d}]}", "2:22:",
        "key \"reason\" is missing"
      ),
      (
        "version: 1\ncheck: {exemptions: [{rules: ['*'], container: '**', reason: r, until: 2027-02-30}]}",
        "2:72:", "a day such as 2027-03-31"
      ),
      ("version: 1\ncheck: {matches: [{from: a/b, to: c/d}]}", "2:19:", "NAMESPACE/KIND/NAME"),
      ("version: 1\ncheck: {mappings: [{path: a, target: a/*/b}]}", "2:20:", "no more stars"),
      (
        "version: 1\ncheck: {nodes: [{name: a, cpu: 1, memory: 0}]}", "2:43:",
        "a quantity of memory"
      ),
      ("version: 1\ncheck: {fail-on: critical}", "2:18:", "error, warning, info, never"),
      ("version: 1\ncheck: {allow-empty: maybe}", "2:22:", "true or false"),
      ("version: 1\ncheck: {baseline: ''}", "2:19:", "podfit baseline write"),
      ("version: 1\ncheck: {output: text}", "2:17:", "a list of formats"),
      ("version: 1\ncheck: {output: [txt]}", "2:18:", "did you mean \"text\"?"),
      ("version: 1\ncheck: {output: [sarif=]}", "2:18:", "FORMAT=PATH"),
      ("version: 1\ncheck: {output: [text, json]}", "2:24:", "two formats go to one place"),
      ("version: 1\ncheck: {output: [sarif=a, json=a]}", "2:27:", "two formats go to one place"),
      ("version: 1\nchanges: {waves: 0}", "2:18:", "a whole number from 1 to 100"),
      ("version: 1\nchanges: {value-paths: [shop/web]}", "2:25:", "PATTERN=KEY.KEY"),
      (
        "version: 1\ncheck: {policies: [{match: {paths: [a]}, policy: sistem}]}", "2:50:",
        "no policy is called"
      ),
    ]
  )
  func problem(text: String, place: String, words: String) {
    let problems = Made.problems(text)
    let found = problems.contains { $0.hasPrefix(place) && $0.contains(words) }
    #expect(found, "\(problems.joined(separator: "\n"))")
    #expect(problems.allSatisfy { $0.contains("hint: ") })
  }

  @Test("everything that is wrong is told at once, in the order of the file")
  func all() {
    let problems = Made.problems("version: 1\nchek: 1\npolicy:\n  cpu-floor: x\n  nonsense: 1\n")
    #expect(problems.map { $0.prefix(4) } == ["2:1:", "4:14", "5:3:"])
  }

  @Test("hostile files end in errors, quickly")
  func hostile() {
    let bomb =
      "version: 1\na: &a [x,x,x,x,x,x,x,x,x,x]\n"
      + zip("bcdefgh", "abcdefg").map {
        "\($0): &\($0) [\(Array(repeating: "*\($1)", count: 10).joined(separator: ","))]\n"
      }
      .joined()
    let deep = "version: 1\npolicy: " + String(repeating: "[", count: 100_000)
    let keys = "version: 1\n" + (0..<20_000).map { "k\($0): 1\n" }.joined()
    for text in [bomb, deep, keys, "version: \u{0}", "\u{FEFF}", "version: 1\r\n\tpolicy: {}"] {
      #expect(!Made.problems(text).isEmpty)
    }
    #expect(Made.reader(keys).problems.count == 100)
    let notText = ConfigurationReader([0x76, 0xFF, 0xFE, 0x3A], name: "c")
    #expect(!notText.problems.isEmpty)
    // Control characters of the file do not get to the terminal.
    let problems = Made.problems("version: 1\n\"a\\e[31m\": 1\n")
    #expect(problems.allSatisfy { !$0.contains("\u{1B}") })
  }

  @Test("a file that is too large, or none, is refused")
  func files() throws {
    let folder = try PodfitProgram.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let large = folder.appending(path: "large.yaml")
    try Data(repeating: 0x23, count: 1 << 20 + 1).write(to: large)
    for path in [large.path, folder.path, "/dev/zero", folder.appending(path: "no.yaml").path] {
      #expect(throws: PodfitError.self) { try Podfit.configuration(.file(path)) }
    }
  }

  @Test("the nearest file counts, up to the root of the repository, then the user's")
  func nearest() throws {
    let folder = try PodfitProgram.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    func make(_ path: String) throws {
      try FileManager.default.createDirectory(
        at: folder.appending(path: path),
        withIntermediateDirectories: true
      )
    }
    func write(_ path: String) throws {
      try Data("version: 1\n".utf8).write(to: folder.appending(path: path))
    }
    func found(_ path: String) throws -> String? {
      try Podfit.configurationPath(
        .nearest(
          folder: folder.appending(path: path).path,
          variables: ["XDG_CONFIG_HOME": folder.appending(path: "xdg").path]
        )
      )
    }
    try make("repo/a/b")
    try write(".podfit.yaml")
    #expect(try found("repo/a/b") == nil)
    try make("repo/.git")
    #expect(try found("repo/a/b") == nil)
    try make("xdg/podfit")
    try write("xdg/podfit/config.yaml")
    #expect(try found("repo/a/b")?.hasSuffix("xdg/podfit/config.yaml") == true)
    try write("repo/podfit.yaml")
    #expect(try found("repo/a/b") == "../../podfit.yaml")
    try write("repo/a/.podfit.yaml")
    #expect(try found("repo/a/b") == "../.podfit.yaml")
    #expect(try found("repo") == "podfit.yaml")
    try write("repo/.podfit.yaml")
    #expect(throws: PodfitError.self) { try found("repo") }
  }
}
