internal import PodfitModel

/// The memory and CPUs that a JVM believes in.
///
/// - Source: docs/formulas/jvm-ergonomics.md, "What the JVM sees"
struct SeenMachine: Sendable {
  /// Available processors, at least 1.
  var processors: Int
  /// The limit or the node's memory, whichever is less; nil when neither is known.
  var memory: Memory?
  /// Whether the number of processors is a guess, because the node is not known.
  var areProcessorsAssumed = false

  /// Applies flags and version to what surrounds the container.
  init(_ surroundings: JVMSurroundings, flags: JVMFlags, version: JDKVersion) {
    let sees = version.seesContainer && flags.isOn("UseContainerSupport") != false
    // Between 8u131 and 8u190, and in 9, an experimental switch made the memory limit visible.
    let seesMemory =
      sees
      || (!version.seesContainer && flags.isOn("UseCGroupMemoryLimitForHeap") == true)
    let limit = seesMemory ? surroundings.memoryLimit : nil
    memory = [limit, surroundings.nodeMemory].compactMap(\.self).min()

    let node = surroundings.nodeCPU.map { max(1, Int(clamping: Int64($0.cores))) }
    if let count = flags.count("ActiveProcessorCount"), count > 0 {
      processors = Int(clamping: min(count, 65_536))
    } else if sees, let quota = surroundings.cpuLimit, quota > .zero {
      processors = min(Self.wholeCores(quota), node ?? .max)
    } else if sees, version.countsCPURequest,
      let shares = Self.processors(ofRequest: surroundings.cpuRequest)
    {
      processors = min(shares, node ?? .max)
    } else if let node {
      processors = node
    } else {
      // Nodes have two CPUs or more, and a pod is on one that holds its request.
      processors = max(2, surroundings.cpuRequest.map(Self.wholeCores) ?? 2)
      areProcessorsAssumed = true
    }
  }

  /// The request as `cpu.shares`, 1024 for each core, and from those back to processors.
  ///
  /// Exactly 1024 shares mean "not set" to the JVM; a request of nothing is 2 shares, hence one.
  private static func processors(ofRequest request: CPU?) -> Int? {
    let millicores = (request ?? .zero).nanocores / 1_000_000
    let shares = max(2, millicores.multipliedSaturated(by: 1024) / 1000)
    return shares == 1024 ? nil : Int(clamping: (shares - 1) / 1024 + 1)
  }

  private static func wholeCores(_ cpu: CPU) -> Int {
    max(1, Int(clamping: cpu.roundedUp(toMultipleOf: .cores(1)).nanocores / 1_000_000_000))
  }
}
