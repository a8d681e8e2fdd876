import Foundation
import TestSupport
import Testing

@Suite("Where output goes", .enabled(if: PodfitProgram.isPresent))
struct OutputTests {
  let workspace: Workspace
  private let csv = """
    time,namespace,workload,workload_kind,pod,container,cpu_usage_cores,memory_working_set_bytes

    """

  init() throws {
    workspace = try Workspace()
    var text = csv
    for hour in 0..<60 {
      let time = "2026-11-\(18 + hour / 24)T\(String(format: "%02d", hour % 24)):00:00Z"
      text += "\(time),shop,api,Deployment,api-1,app,0.25,104857600\n"
    }
    let file = try workspace.write(text, to: "usage.csv")
    for cluster in ["a", "b"] {
      #expect(
        try workspace.podfit(
          "ingest",
          file,
          "--cluster",
          cluster,
          "--window-s",
          "3600",
          "--quiet"
        ).status == 0
      )
    }
  }

  @Test("a file keeps its permissions, a link stays a link")
  func kept() throws {
    _ = try workspace.write("old", to: "real.md")
    let real = workspace.folder.appending(path: "real.md").path
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: real)
    try FileManager.default.createSymbolicLink(
      atPath: workspace.folder.appending(path: "link.md").path,
      withDestinationPath: "real.md"
    )
    #expect(try workspace.podfit("report", "-o", "link.md").status == 0)
    #expect(String(decoding: try workspace.read("real.md"), as: UTF8.self).hasPrefix("# podfit"))
    let mode = try FileManager.default.attributesOfItem(atPath: real)[.posixPermissions]
    #expect(mode as? Int == 0o600)
    let link = try FileManager.default.attributesOfItem(
      atPath: workspace.folder.appending(path: "link.md").path
    )
    #expect(link[.type] as? FileAttributeType == .typeSymbolicLink)
  }

  @Test("a pipe is written into and not replaced")
  func pipe() throws {
    let program = try #require(PodfitProgram.path)
    let outcome = try PodfitProgram.run(
      "/bin/sh",
      ["-c", "mkfifo p; cat p > got & \"\(program)\" report -o p; wait; test -p p && head -1 got"],
      in: workspace.folder
    )
    #expect(outcome.output.contains("# podfit report"), "\(outcome.errors)")
  }

  @Test("output never goes over an input")
  func inputs() throws {
    let before = try workspace.sqlite("select count(*) from all_samples")
    #expect(try workspace.podfit("report", "-o", "podfit.db").status == 2)
    #expect(try workspace.sqlite("select count(*) from all_samples") == before)
    let manifest =
      "apiVersion: v1\nkind: Pod\nmetadata: {name: x}\nspec: {containers: [{name: c, image: i}]}\n"
    _ = try workspace.write(manifest, to: "m.yaml")
    #expect(try workspace.podfit("check", "m.yaml", "--output", "json=m.yaml").status == 2)
    #expect(try workspace.read("m.yaml") == Data(manifest.utf8))
  }

  @Test("a result that cannot be written is no success")
  func fullDevice() throws {
    let program = try #require(PodfitProgram.path)
    let outcome = try PodfitProgram.run(
      "/bin/sh",
      ["-c", "\"\(program)\" recommend > /dev/full; echo $?"],
      in: workspace.folder
    )
    #expect(outcome.output == "2\n")
    #expect(outcome.errors.contains("standard output"))
  }

  @Test("two clusters: rows tell them apart, patches name a context, check wants a choice")
  func clusters() throws {
    let table = try workspace.podfit("recommend").output
    #expect(table.contains("a/shop/Deployment/api/app"))
    #expect(table.contains("b/shop/Deployment/api/app"))
    let script = try workspace.podfit("recommend", "--format", "kubectl-patch").output
    #expect(script.contains("kubectl --context \"$CONTEXT_1\" patch deployment api"))
    #expect(script.contains("kubectl --context \"$CONTEXT_2\" patch deployment api"))
    _ = try workspace.write(script, to: "patch.sh")
    let run = try PodfitProgram.run("/bin/sh", ["patch.sh"], in: workspace.folder)
    #expect(run.status == 2)
    #expect(run.errors.contains("CONTEXT_1"))

    let manifest = """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: api, namespace: shop}
      spec:
        template:
          spec:
            containers:
            - name: app
              image: i
              resources:
                requests: {cpu: "9", memory: 90Gi}

      """
    _ = try workspace.write(manifest, to: "d.yaml")
    #expect(try workspace.podfit("check", "d.yaml").status == 2)
    #expect(try workspace.podfit("check", "d.yaml", "--cluster", "a").status == 1)
  }
}
