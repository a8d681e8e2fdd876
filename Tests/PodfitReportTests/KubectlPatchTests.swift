import Foundation
import PodfitModel
import PodfitReport
import Testing

@Suite("kubectl patch script")
struct KubectlPatchTests {
  let script: String

  init() throws { script = KubectlPatch().render(Samples.set) }

  @Test("a Deployment is one command with the recommended values")
  func command() {
    #expect(
      script.contains(
        "kubectl patch deployment api --namespace shop --type strategic --patch "
          + #"'{"spec":{"template":{"spec":{"containers":[{"name":"app","resources":"#
          + #"{"limits":{"memory":"256Mi"},"requests":{"cpu":"100m","memory":"256Mi"}}}]}}}}'"#
      )
    )
  }

  @Test("a CronJob's template is one level deeper, and a quote in a name is one word")
  func quoting() {
    #expect(script.contains(#"kubectl patch cronjob 'it'\''s' "#))
    #expect(script.contains(#"{"spec":{"jobTemplate":{"spec":{"template":{"spec":{"#))
  }

  @Test("what cannot be applied without harm is a comment")
  func comments() throws {
    let commands = script.split(separator: "\n").filter { $0.hasPrefix("kubectl") }
    for name in ["rollout", "guess", "java", "young"] {
      #expect(!commands.contains { $0.contains(" \(name) ") })
    }
    #expect(script.contains("# c/shop/Deployment/java: first set -Xmx180m in JAVA_TOOL_OPTIONS"))
    #expect(script.contains("# kubectl patch deployment java "))
  }

  @Test("a shell reads the script without an error")
  func shell() throws {
    let process = Process()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = ["-n"]
    let input = Pipe()
    process.standardInput = input
    try process.run()
    input.fileHandleForWriting.write(Data(script.utf8))
    try input.fileHandleForWriting.close()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
  }

  @Test("a limit that is to go is removed with null")
  func removal() throws {
    let set = RecommendationSet(
      strategy: "s",
      window: nil,
      recommendations: [
        Samples.recommendation(
          "a",
          current: ContainerResources(cpuLimit: .cores(1)),
          recommended: ContainerResources(cpuRequest: .millicores(10))
        )
      ]
    )
    #expect(KubectlPatch().render(set).contains(#""limits":{"cpu":null}"#))
  }
}
