import Foundation
import TestSupport
import Testing

@Suite("podfit check", .enabled(if: PodfitProgram.isPresent))
struct CheckTests {
  let workspace: Workspace
  private static let corpus = SharedData.fixtures.appending(path: "check/corpus").path
  private static let advice = SharedData.fixtures.appending(path: "check/recommendations.json").path

  init() throws {
    workspace = try Workspace()
    try Data(contentsOf: URL(filePath: Self.advice))
      .write(to: workspace.folder.appending(path: "r.json"))
  }

  private func manifest(memory: String = "4Gi", cpu: String = "250m") -> String {
    """
    # the service
    kind: ReplicaSet
    metadata: {name: plain-0, namespace: shop}
    spec:
      replicas: 2
      template:
        spec:
          containers:
          - name: app
            image: a   # pinned
            resources:
              requests:
                cpu: \(cpu)
                memory: \(memory)

    """
  }

  private func git(_ arguments: String...) throws {
    let outcome = try PodfitProgram.run(
      "/usr/bin/env",
      ["git", "-c", "user.name=a", "-c", "user.email=a@b", "-c", "init.defaultBranch=main"]
        + arguments,
      in: workspace.folder
    )
    try #require(outcome.status == 0, "\(outcome.errors)")
  }

  @Test("several outputs at once, each in its file, all of one result")
  func outputs() throws {
    _ = try workspace.write(manifest(), to: "m.yaml")
    let formats = [
      "concise", "json", "jsonl", "sarif", "junit", "github", "gitlab", "checkstyle", "markdown",
      "rdjson",
    ]
    let result = try workspace.podfit(
      ["check", "m.yaml", "--recommendations", "r.json", "--output", "text"]
        + formats.flatMap { ["--output", "\($0)=out.\($0)"] }
    )
    #expect(result.status == 1)
    #expect(result.output.contains("m.yaml:14:21: error memory-request-above-need"))
    for format in formats {
      let text = String(decoding: try workspace.read("out.\(format)"), as: UTF8.self)
      #expect(text.contains("memory-request-above-need"), "\(format)")
    }
    try validate(String(decoding: try workspace.read("out.json"), as: UTF8.self), schema: "check")
  }

  @Test("--diff is a patch and exits 1, --fix does the same and leaves a clean check")
  func fix() throws {
    _ = try workspace.write(manifest(), to: "m.yaml")
    let diff = try workspace.podfit("check", "m.yaml", "--recommendations", "r.json", "--diff")
    #expect(diff.status == 1)
    #expect(diff.output.contains("-            memory: 4Gi\n+            memory: 512Mi\n"))
    #expect(String(decoding: try workspace.read("m.yaml"), as: UTF8.self) == manifest())
    let fix = try workspace.podfit("check", "m.yaml", "--recommendations", "r.json", "--fix")
    #expect(fix.status == 0, "\(fix.errors)")
    #expect(fix.errors.contains("mended 1 finding in 1 file"))
    #expect(
      String(decoding: try workspace.read("m.yaml"), as: UTF8.self) == manifest(memory: "512Mi")
    )
    let again = try workspace.podfit("check", "m.yaml", "--recommendations", "r.json", "--diff")
    #expect(again.status == 0 && again.output.isEmpty)
  }

  @Test("mended files keep their permissions, and links stay links")
  func permissions() throws {
    _ = try workspace.write(manifest(), to: "m.yaml")
    let path = workspace.folder.appending(path: "m.yaml").path
    try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: path)
    let link = workspace.folder.appending(path: "l.yaml")
    try FileManager.default.createSymbolicLink(atPath: link.path, withDestinationPath: "m.yaml")
    let fix = try workspace.podfit("check", "l.yaml", "--recommendations", "r.json", "--fix")
    #expect(fix.status == 0)
    let attributes = try FileManager.default.attributesOfItem(atPath: path)
    #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o640)
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link.path) == "m.yaml")
    #expect(try workspace.read("m.yaml") == Data(manifest(memory: "512Mi").utf8))
  }

  @Test("a baseline accepts what there is, survives moves, and is pruned")
  func baseline() throws {
    try FileManager.default.createDirectory(
      at: workspace.folder.appending(path: "deploy"),
      withIntermediateDirectories: false
    )
    _ = try workspace.write(manifest(), to: "deploy/m.yaml")
    let evidence = ["--recommendations", "r.json"]
    let write = try workspace.podfit(["baseline", "write", "deploy"] + evidence)
    #expect(write.status == 0 && write.errors.contains("1 finding accepted"), "\(write.errors)")
    let text = String(decoding: try workspace.read(".podfit-baseline.json"), as: UTF8.self)
    try validate(text, schema: "baseline")
    #expect(text.contains("\"file\":\"deploy/m.yaml\""))

    let with = evidence + ["--baseline", ".podfit-baseline.json"]
    _ = try workspace.write("# moved\n\n" + manifest(), to: "deploy/m.yaml")
    for path in ["deploy", "./deploy/m.yaml", workspace.folder.appending(path: "deploy").path] {
      #expect(try workspace.podfit(["check", path] + with).status == 0, "\(path)")
    }
    #expect(try workspace.podfit(["check", "deploy"] + evidence).status == 1)
    let show = try workspace.podfit("baseline", "show")
    #expect(show.output.contains("shop/ReplicaSet/plain-0") && show.output.contains("4Gi"))

    _ = try workspace.write(manifest(memory: "512Mi"), to: "deploy/m.yaml")
    let prune = try workspace.podfit(["baseline", "prune", "deploy"] + evidence)
    #expect(prune.status == 0 && prune.errors.contains("1 finding removed, 0 left"))
    #expect(
      try workspace.podfit(
        ["check", "deploy", "--baseline", "r.json"] + evidence
      ).status == 2
    )
  }

  @Test("only lines that differ from a revision count, new files whole; budgets count requests")
  func revision() throws {
    try git("init", "-q")
    _ = try workspace.write(manifest(), to: "m.yaml")
    try git("add", "m.yaml")
    try git("commit", "-qm", "one")
    let arguments = ["check", "m.yaml", "--recommendations", "r.json", "--new-from-rev"]
    #expect(try workspace.podfit(arguments + ["HEAD"]).status == 0)
    _ = try workspace.write(manifest().replacing("pinned", with: "other"), to: "m.yaml")
    let elsewhere = try workspace.podfit(arguments + ["HEAD"])
    #expect(elsewhere.status == 0 && elsewhere.output.contains("1 on unchanged lines"))
    _ = try workspace.write(manifest(memory: "5Gi"), to: "m.yaml")
    #expect(try workspace.podfit(arguments + ["HEAD"]).status == 1)
    _ = try workspace.write(manifest(), to: "new.yaml")
    let new = try workspace.podfit(
      ["check", "new.yaml", "--recommendations", "r.json", "--new-from-rev", "HEAD"]
    )
    #expect(new.status == 1)
    // Standard input stands for the file it is named for.
    let piped = ["check", "-", "--stdin-filename"] + arguments.dropFirst()
    for (text, name, status) in [
      (manifest(), "m.yaml", Int32(0)),
      (manifest().replacing("pinned", with: "other"), "m.yaml", 0),
      ("# new\n" + manifest(), "m.yaml", 0), (manifest(memory: "5Gi"), "m.yaml", 1),
      (manifest(), "other.yaml", 1),
    ] {
      let result = try PodfitProgram.run(
        piped.map { $0 == "m.yaml" ? name : $0 } + ["HEAD"],
        in: workspace.folder,
        input: Data(text.utf8)
      )
      #expect(result.status == status, "\(name): \(result.output)\(result.errors)")
    }
    for (name, status) in [("nothing", Int32(2)), ("-x", 2), ("", 2)] {
      #expect(try workspace.podfit(arguments + ["\(name)"]).status == status, "\(name)")
    }
    // Two pods of one gibibyte more.
    let budget = arguments + ["HEAD", "--fail-on", "error", "--output", "concise", "--budget"]
    #expect(
      try workspace.podfit(budget + ["memory=2Gi"]).output.contains("budget-exceeded") == false
    )
    let over = try workspace.podfit(budget + ["memory=2047Mi"])
    #expect(over.status == 1 && over.output.contains("budget-exceeded the change adds 2Gi"))
    try FileManager.default.removeItem(at: workspace.folder.appending(path: "m.yaml"))
    let gone = try workspace.podfit(
      [
        "check", ".", "--recommendations", "r.json", "--new-from-rev", "HEAD", "--budget",
        "memory=1Mi",
      ]
    )
    // What the new file adds the removed one gave back.
    #expect(!gone.output.contains("budget-exceeded"))
  }

  @Test("hosts of code get paths from the top of the repository, wherever podfit is started")
  func hostPaths() throws {
    let deploy = workspace.folder.appending(path: "deploy")
    try FileManager.default.createDirectory(at: deploy, withIntermediateDirectories: false)
    _ = try workspace.write(manifest(), to: "deploy/m.yaml")
    let advice = workspace.folder.appending(path: "r.json").path
    func named(_ path: String, _ format: String, in folder: URL) throws -> Bool {
      let result = try PodfitProgram.run(
        ["check", path, "--recommendations", advice, "--output", format],
        in: folder
      )
      #expect(result.status == 1)
      let marks = [
        "sarif": "\"uri\" : \"deploy/m.yaml\"", "github": "file=deploy/m.yaml,",
        "gitlab": "\"path\" : \"deploy/m.yaml\"", "rdjson": "\"path\" : \"deploy/m.yaml\"",
        "checkstyle": "<file name=\"deploy/m.yaml\">",
      ]
      return result.output.contains(try #require(marks[format]))
    }
    for format in ["sarif", "github", "gitlab", "rdjson", "checkstyle"] {
      // Without a repository paths start where podfit was started.
      #expect(try named(deploy.path, format, in: workspace.folder), "\(format)")
      #expect(try !named(".", format, in: deploy), "\(format)")
    }
    try git("init", "-q")
    for format in ["sarif", "github", "gitlab", "rdjson", "checkstyle"] {
      for path in [deploy.path, "./deploy", "deploy/m.yaml"] {
        #expect(try named(path, format, in: workspace.folder), "\(format) \(path)")
      }
      for path in [".", "../deploy", "m.yaml"] {
        #expect(try named(path, format, in: deploy), "\(format) \(path)")
      }
    }
    let text = try PodfitProgram.run(
      ["check", "../deploy", "--recommendations", advice, "--output", "concise"],
      in: deploy
    )
    #expect(text.output.hasPrefix("../deploy/m.yaml:14:21: "))
  }

  @Test("containers without recommendation are named where the format has no place for them")
  func unmatchedNote() throws {
    _ = try workspace.write(
      manifest().replacing("plain-0", with: "other").replacing(
        "      containers:",
        with: "      initContainers: [{name: first, image: a}]\n      containers:"
      ),
      to: "m.yaml"
    )
    let arguments = ["check", "m.yaml", "--recommendations", "r.json", "--output"]
    let note =
      "note: 2 containers without recommendation: shop/ReplicaSet/other/first,"
      + " shop/ReplicaSet/other/app"
    for (format, isNoted) in [
      ("concise", true), ("gitlab", true), ("checkstyle", true), ("rdjson", true), ("text", false),
      ("json", false),
    ] {
      let result = try workspace.podfit(arguments + [format, "--fail-on", "never"])
      #expect(result.status == 0 && result.errors.contains(note) == isNoted, "\(format)")
    }
    #expect(try !workspace.podfit(arguments + ["concise", "--quiet"]).errors.contains("note"))
    let text = try workspace.podfit(arguments + ["text"])
    #expect(text.output.contains("shop/ReplicaSet/other/first: no recommendation"))
    #expect(text.output.contains("2 without recommendation"))
  }

  @Test("an init container without recommendation is listed though its workload has others")
  func unmatchedInit() throws {
    _ = try workspace.write(
      manifest(memory: "512Mi").replacing(
        "      containers:",
        with: "      initContainers: [{name: first, image: a}]\n      containers:"
      ),
      to: "m.yaml"
    )
    let result = try workspace.podfit("check", "m.yaml", "--recommendations", "r.json")
    #expect(result.output.contains("shop/ReplicaSet/plain-0/first: no recommendation"))
    #expect(result.output.contains("1 without recommendation"))
  }

  @Test("a cluster that no recommendation is of is an error that names those there are")
  func unknownCluster() throws {
    _ = try workspace.write(manifest(), to: "m.yaml")
    let result = try workspace.podfit(
      ["check", "m.yaml", "--recommendations", "r.json", "--cluster", "nope"]
    )
    #expect(result.status == 2 && result.errors.contains("no recommendation is for a cluster"))
    #expect(result.errors.contains("hint: there are: "))
    let unused = try workspace.podfit(
      ["check", "m.yaml", "--recommendations", "r.json", "--values-path", "a.b=Deployment/x/y"]
    )
    #expect(unused.errors.contains("note: the mapping a.b=Deployment/x/y found nothing"))
  }

  @Test("a small file of recommendations made by hand is enough; a wrong one names the entry")
  func byHand() throws {
    _ = try workspace.write(manifest(), to: "m.yaml")
    let text = """
      {"schema_version": 1, "recommendations": [{"namespace": "shop", "kind": "ReplicaSet",
      "workload": "plain-0", "container": "app", "recommended": {"memory_request_bytes": 536870912}}]}
      """
    _ = try workspace.write(text, to: "hand.json")
    let result = try workspace.podfit("check", "m.yaml", "--recommendations", "hand.json")
    #expect(result.status == 1 && result.output.contains("the recommended 512Mi"))
    _ = try workspace.write(text.replacing("\"recommended\"", with: "\"advised\""), to: "bad.json")
    let bad = try workspace.podfit("check", "m.yaml", "--recommendations", "bad.json")
    #expect(bad.status == 2)
    #expect(
      bad.errors.contains("recommendation 1 (shop/ReplicaSet/plain-0/app) has no \"recommended\"")
    )
  }

  @Test("without evidence rules that need none apply, with a note; old evidence is said")
  func evidence() throws {
    _ = try workspace.write(manifest(cpu: "25Om"), to: "m.yaml")
    let none = try workspace.podfit("check", "m.yaml")
    #expect(none.status == 1 && none.output.contains("quantity-invalid"))
    #expect(none.errors.contains("sizes were not compared"))
    #expect(!none.output.contains("not compared: "))
    let json = try workspace.podfit("check", "m.yaml", "--output", "json")
    #expect(try (workspace.object(json.output)["notes"] as? [String])?.count == 1)
    #expect(try workspace.podfit("check", "m.yaml", "--db", "no.db").status == 2)

    let text = try String(contentsOfFile: Self.advice, encoding: .utf8).replacing(
      "\"end\": null",
      with: "\"end\": \"2026-08-01T00:00:00Z\""
    ).replacing("\"start\": null", with: "\"start\": \"2026-07-01T00:00:00Z\"")
    _ = try workspace.write(text, to: "old.json")
    let options = ["check", "m.yaml", "--recommendations", "old.json", "--now"]
    let old = try workspace.podfit(options + ["2026-09-01T00:00:00Z"])
    #expect(old.errors.contains("the recommendations are 31 days old"))
    #expect(try !workspace.podfit(options + ["2026-08-31T00:00:00Z"]).errors.contains("old:"))
    let more = ["--max-age", "7d"]
    #expect(try workspace.podfit(options + ["2026-08-31T00:00:00Z"] + more).errors.contains("old:"))
  }

  @Test("rendered charts from standard input are reported at their templates")
  func helm() throws {
    let text = "---\n# Source: shop/templates/api.yaml\n" + manifest()
    let result = try workspace.podfit(
      "check",
      "-",
      "--stdin-filename",
      "deploy/chart/",
      "--recommendations",
      "r.json",
      "--output",
      "concise",
      "--output",
      "github=g",
      "--output",
      "json=j",
      input: Data(text.utf8)
    )
    #expect(result.status == 1)
    #expect(result.output.hasPrefix("deploy/chart/templates/api.yaml:1:1: error memory-request"))
    #expect(result.output.contains("rendered from shop/templates/api.yaml"))
    let github = String(decoding: try workspace.read("g"), as: UTF8.self)
    #expect(github.hasPrefix("::error file=deploy/chart/templates/api.yaml,line=1,"))
    let document = try workspace.object(String(decoding: try workspace.read("j"), as: UTF8.self))
    let finding = (document["findings"] as? [[String: Any]])?.first
    #expect(finding?["line"] as? Int == 16 && finding?["file"] as? String == "-")
  }

  @Test("nothing to check is 2, or 0 where that is allowed")
  func empty() throws {
    _ = try workspace.write("kind: Service\n", to: "s.yaml")
    try FileManager.default.createDirectory(
      at: workspace.folder.appending(path: "none"),
      withIntermediateDirectories: false
    )
    for path in ["s.yaml", "none", "*.none"] {
      #expect(try workspace.podfit("check", path).status == 2)
      #expect(try workspace.podfit("check", path, "--allow-empty").status == 0, "\(path)")
    }
    #expect(try workspace.podfit("check", "missing.yaml", "--allow-empty").status == 2)
  }

  @Test(
    "a loop of links, a file nobody may read and hostile files keep no other from being checked"
  )
  func hostile() throws {
    _ = try workspace.write(manifest(), to: "m.yaml")
    let folder = workspace.folder
    try FileManager.default.createSymbolicLink(
      atPath: folder.appending(path: "loop").path,
      withDestinationPath: "."
    )
    try FileManager.default.createSymbolicLink(
      atPath: folder.appending(path: "a.yaml").path,
      withDestinationPath: "b.yaml"
    )
    try FileManager.default.createSymbolicLink(
      atPath: folder.appending(path: "b.yaml").path,
      withDestinationPath: "a.yaml"
    )
    _ = try workspace.write(String(repeating: "[", count: 100_000), to: "deep.yaml")
    _ = try workspace.write("a: \0\n", to: "nul.yaml")
    try Data([0x61, 0x3A, 0x20, 0xFF]).write(to: folder.appending(path: "latin.yaml"))
    let result = try workspace.podfit(
      "check",
      ".",
      "--recommendations",
      "r.json",
      "--output",
      "concise"
    )
    #expect(result.status == 2)
    for name in ["deep.yaml", "nul.yaml", "latin.yaml", "a.yaml", "b.yaml"] {
      #expect(result.output.contains("./\(name):"), "\(name): \(result.output)")
    }
    #expect(result.output.contains("./m.yaml:14:21: error memory-request-above-need"))
    // Named outright they keep nothing from being checked either, nor does what is not there.
    for name in ["a.yaml", "none.yaml", "none/*.yaml"] {
      let result = try workspace.podfit(
        ["check", name, "m.yaml", "--recommendations", "r.json", "--output", "concise"]
      )
      #expect(result.status == 2)
      #expect(result.output.contains("\(name):1:1: error manifest-unreadable"), "\(result.output)")
      #expect(result.output.contains("m.yaml:14:21: error memory-request-above-need"))
    }
  }

  @Test("the rules as JSON are as their schema says; a rule by name says all about it")
  func rules() throws {
    let json = try workspace.podfit("rules", "--format", "json")
    try validate(json.output, schema: "rules")
    let one = try workspace.podfit("rules", "memory-request-above-need")
    #expect(one.output.contains("What to do: lower the memory request"))
    #expect(try workspace.podfit("rules", "nope").status == 2)
    #expect(try workspace.podfit("rules", "--format", "xml").status == 2)
  }

  @Test(
    "options that make no sense are usage errors",
    arguments: [
      ["--fix", "--diff"], ["--budget", "cpu=1"], ["--budget", "x", "--new-from-rev", "HEAD"],
      ["--diff", "--output", "json"], ["--policy", "x"], ["--node", "x"], ["--match", "x"],
      ["--recommendations", "r.json", "--db", "no.db"], ["--values-path", "x"], ["--max-age", "x"],
      ["--output", "yaml"],
    ]
  )
  func usage(options: [String]) throws {
    _ = try workspace.write(manifest(), to: "m.yaml")
    let result = try workspace.podfit(["check", "m.yaml"] + options)
    #expect(result.status == 2 && !result.errors.isEmpty)
  }
}
