import ArgumentParser

/// `podfit jvm`: what a JVM chooses and needs.
struct JVMCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "jvm",
    abstract: "What a JVM chooses for its limits and flags.",
    subcommands: [JVMExplainCommand.self, JVMGCLogCommand.self, JVMSizeCommand.self]
  )
}
