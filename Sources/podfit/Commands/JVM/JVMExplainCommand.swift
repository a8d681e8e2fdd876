import ArgumentParser
import PodfitKit

/// `podfit jvm explain`: what HotSpot makes of limits and flags.
struct JVMExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "What a JVM will choose: heap, collector, threads, and whether it starts.",
    discussion: """
      podfit jvm explain --jdk 21 --memory 2Gi --cpu-limit 1 -- -XX:MaxRAMPercentage=75
      Names and units of flags are HotSpot's own. JDK 11, 17, 21 and 25 were measured; others follow
      published changes and are marked as unverified.
      """
  )

  @Option(name: .long, help: "The JDK's version, such as 17, 17.0.9 or 8u392.")
  var jdk: String

  @Option(name: .long, help: "The container's memory limit, such as 512Mi.")
  var memory: String?

  @Option(name: .long, help: "The container's CPU limit, such as 1.5 or 1500m.")
  var cpuLimit: String?

  @Option(name: .long, help: "The container's CPU request; 0 for a container without.")
  var cpuRequest: String?

  @Option(name: .long, help: "The CPUs of the node.")
  var nodeCpus: String?

  @Option(name: .long, help: "The memory of the node.")
  var nodeMemory: String?

  @Option(name: .long, help: "text or json.")
  var format = "text"

  @Argument(parsing: .postTerminator, help: "Flags of the JVM, behind --.")
  var flags: [String] = []

  func validate() throws {
    guard format == "text" || format == "json" else {
      throw ValidationError("--format: no format \"\(format)\"; there are: text, json")
    }
  }

  func run() throws {
    let surroundings = JVMSurroundings(
      memoryLimit: try Self.quantity(memory, "--memory"),
      cpuLimit: try Self.quantity(cpuLimit, "--cpu-limit"),
      cpuRequest: try Self.quantity(cpuRequest, "--cpu-request", from: 0),
      nodeCPU: try Self.quantity(nodeCpus, "--node-cpus"),
      nodeMemory: try Self.quantity(nodeMemory, "--node-memory")
    )
    let document: JVMChoiceDocument
    do throws(JVMExplainer.Fault) {
      document = try Podfit.jvmChoice(version: jdk, surroundings: surroundings, flags: flags)
    } catch {
      switch error {
      case .badVersion(let text):
        throw ValidationError(
          "--jdk: no version of the JDK: \"\(text)\"; write 17, 17.0.9 or 8u392"
        )
      case .memoryUnknown:
        throw ValidationError(
          "the heap follows memory that is not given: name --memory, --node-memory or -Xmx"
        )
      }
    }
    try Terminal.print(format == "json" ? document.json() : Self.text(document))
  }

  /// An amount of at least `least` base units.
  private static func quantity<Amount: ResourceAmount>(
    _ text: String?,
    _ option: String,
    from least: Int64 = 1
  ) throws -> Amount? {
    guard let text else { return nil }
    let amount: Amount
    do {
      amount = try Amount(quantity: text)
    } catch {
      throw ValidationError("\(option): \(error)")
    }
    guard amount.baseUnits >= least else {
      throw ValidationError("\(option): must \(least > 0 ? "be above zero" : "not be negative")")
    }
    return amount
  }

  private static func text(_ document: JVMChoiceDocument) -> String {
    var table = TextTable([("FLAG", .left), ("VALUE", .right), ("", .left)])
    for (name, value) in document.flags.sorted(by: { $0.key < $1.key }) {
      switch value {
      case .number(let number):
        table.append([name, "\(number)", size(number, of: name)])
      case .signed(let number): table.append([name, "\(number)", ""])
      case .share(let share): table.append([name, "\(share)", "%"])
      case .on(let isOn): table.append([name, "\(isOn)", ""])
      }
    }
    var result = document.starts ? "the JVM starts\n" : "the JVM does not start\n"
    for refusal in document.refusals { result += "  \(refusal.printable)\n" }
    result += "available processors: \(document.availableProcessors)\n"
    result += "Runtime.maxMemory: \(Memory(bytes: document.runtimeMaxMemory))\n"
    result += table.text
    for note in document.notes { result += "note: \(note.printable)\n" }
    return result
  }

  /// A size in readable units, where the number is one.
  private static func size(_ number: UInt64, of name: String) -> String {
    if name.hasSuffix("StackSize") { return "KiB" }
    guard name.hasSuffix("Size") || name == "MaxRAM", let bytes = Int64(exactly: number), bytes > 0
    else { return "" }
    return "\(Memory(bytes: bytes))"
  }
}
