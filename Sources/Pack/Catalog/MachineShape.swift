public import PodfitModel

/// A machine as a cloud offers it.
public struct MachineShape: Hashable, Sendable {
  /// The name, such as `m5.2xlarge`.
  public var name: String
  /// Its virtual CPUs.
  public var cpu: CPU
  /// Its memory as the kubelet sees it.
  public var memory: Memory
  /// Its network interfaces, where pods take their addresses from those.
  public var interfaces: Int?
  /// IPv4 addresses of each interface.
  public var addresses: Int?

  /// Makes a shape.
  public init(
    name: String,
    cpu: CPU,
    memory: Memory,
    interfaces: Int? = nil,
    addresses: Int? = nil
  ) {
    self.name = name
    self.cpu = cpu
    self.memory = memory
    self.interfaces = interfaces
    self.addresses = addresses
  }
}

/// Common machines of three clouds, by name.
///
/// There are no prices: those come from the user.
/// Firmware and kernel take a part of the advertised memory before the kubelet sees it: 1.7 to 5.3 % on the
/// machines that were compared. Five percent are taken off here, so that a plan is not too small.
///
/// - Source: docs/formulas/allocatable.md#machines
public enum MachineCatalog {
  /// The part of advertised memory that the kubelet sees.
  public static let visibleMemory = (numerator: Int64(95), denominator: Int64(100))

  /// All machines, by name.
  public static let all: [MachineShape] = (amazon + google + azure).sorted { $0.name < $1.name }

  /// The machine of that name.
  public static func machine(_ name: String) -> MachineShape? { byName[name] }

  private static let byName = Dictionary(all.map { ($0.name, $0) }) { first, _ in first }

  private static func shape(
    _ name: String,
    cores: Int64,
    mebibytes: Int64,
    interfaces: Int? = nil,
    addresses: Int? = nil
  ) -> MachineShape {
    MachineShape(
      name: name,
      cpu: .millicores(cores * 1_000),
      memory: .mebibytes(mebibytes * visibleMemory.numerator / visibleMemory.denominator),
      interfaces: interfaces,
      addresses: addresses
    )
  }

  private static let amazon: [MachineShape] = {
    /// Sizes of the general families: name, cores, interfaces, addresses of each.
    let sizes: [(String, Int64, Int, Int)] = [
      ("large", 2, 3, 10), ("xlarge", 4, 4, 15), ("2xlarge", 8, 4, 15), ("4xlarge", 16, 8, 30),
      ("8xlarge", 32, 8, 30), ("12xlarge", 48, 8, 30), ("16xlarge", 64, 15, 50),
      ("24xlarge", 96, 15, 50),
    ]
    var shapes: [MachineShape] = []
    for generation in ["6i", "6a", "6g", "7i", "7g"] {
      for (letter, perCore) in [("c", Int64(2_048)), ("m", 4_096), ("r", 8_192)] {
        for (size, cores, interfaces, addresses) in sizes
        where cores < 96 || !generation.hasSuffix("g") {
          shapes.append(
            shape(
              "\(letter)\(generation).\(size)",
              cores: cores,
              mebibytes: cores * perCore,
              interfaces: interfaces,
              addresses: addresses
            )
          )
        }
      }
    }
    for (letter, perCore) in [("m", Int64(4_096)), ("r", 8_192)] {
      for (size, cores, interfaces, addresses) in sizes {
        shapes.append(
          shape(
            "\(letter)5.\(size)",
            cores: cores,
            mebibytes: cores * perCore,
            interfaces: interfaces,
            addresses: addresses
          )
        )
      }
    }
    // The fifth generation for computing has sizes of its own.
    for (size, cores, interfaces, addresses) in [
      ("large", Int64(2), 3, 10), ("xlarge", 4, 4, 15), ("2xlarge", 8, 4, 15),
      ("4xlarge", 16, 8, 30), ("9xlarge", 36, 8, 30), ("12xlarge", 48, 8, 30),
      ("18xlarge", 72, 15, 50), ("24xlarge", 96, 15, 50),
    ] {
      shapes.append(
        shape(
          "c5.\(size)",
          cores: cores,
          mebibytes: cores * 2_048,
          interfaces: interfaces,
          addresses: addresses
        )
      )
    }
    for (size, gibibytes, cores, interfaces, addresses) in [
      ("medium", Int64(4), Int64(2), 3, 6), ("large", 8, 2, 3, 12), ("xlarge", 16, 4, 4, 15),
      ("2xlarge", 32, 8, 4, 15),
    ] {
      for family in ["t3", "t3a"] {
        shapes.append(
          shape(
            "\(family).\(size)",
            cores: cores,
            mebibytes: gibibytes * 1_024,
            interfaces: interfaces,
            addresses: addresses
          )
        )
      }
    }
    return shapes
  }()

  private static let google: [MachineShape] = {
    let families: [(name: String, perCore: Int64, cores: [Int64])] = [
      ("e2-standard", 4_096, [2, 4, 8, 16, 32]), ("e2-highmem", 8_192, [2, 4, 8, 16]),
      ("e2-highcpu", 1_024, [2, 4, 8, 16, 32]),
      ("n1-standard", 3_840, [1, 2, 4, 8, 16, 32, 64, 96]),
      ("n2-standard", 4_096, [2, 4, 8, 16, 32, 48, 64, 80, 96, 128]),
      ("n2-highmem", 8_192, [2, 4, 8, 16, 32, 48, 64, 80]),
      ("n2-highcpu", 1_024, [2, 4, 8, 16, 32, 48, 64, 80, 96]),
      ("n2d-standard", 4_096, [2, 4, 8, 16, 32, 48, 64, 80, 96, 128, 224]),
      ("t2d-standard", 4_096, [1, 2, 4, 8, 16, 32, 48, 60]),
      ("c3-standard", 4_096, [4, 8, 22, 44, 88, 176]),
    ]
    return families.flatMap { family in
      family.cores.map {
        shape("\(family.name)-\($0)", cores: $0, mebibytes: $0 * family.perCore)
      }
    }
  }()

  private static let azure: [MachineShape] = {
    var shapes: [MachineShape] = []
    for version in ["v3", "v5"] {
      for cores in [Int64(2), 4, 8, 16, 32, 48, 64] {
        shapes.append(
          shape("Standard_D\(cores)s_\(version)", cores: cores, mebibytes: cores * 4_096)
        )
        // The largest of the third version has less than the rule.
        let gibibytes = version == "v3" && cores == 64 ? 432 : cores * 8
        shapes.append(
          shape("Standard_E\(cores)s_\(version)", cores: cores, mebibytes: gibibytes * 1_024)
        )
      }
    }
    for cores in [Int64(2), 4, 8, 16, 32, 48, 64, 72] {
      shapes.append(shape("Standard_F\(cores)s_v2", cores: cores, mebibytes: cores * 2_048))
    }
    return shapes
  }()
}
