import Foundation

/// Writes the synthetic instances of the node benchmark, and packs them the plain way.
///
///     podfit-instances write one|priced|limited|large|small SEED FOLDER
///     podfit-instances first-fit FOLDER
///     podfit-instances karpenter FOLDER
@main
enum Main {
  static func main() throws {
    let arguments = Array(CommandLine.arguments.dropFirst())
    switch arguments.first {
    case "write":
      guard arguments.count == 4, let instance = Instance(rawValue: arguments[1]),
        let seed = UInt64(arguments[2])
      else { return usage() }
      let folder = URL(filePath: arguments[3])
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try instance.write(seed: seed, to: folder)
    case "first-fit":
      guard arguments.count == 2 else { return usage() }
      let lists = try PlainLists(folder: URL(filePath: arguments[1]))
      let clock = ContinuousClock()
      let start = clock.now
      let nodes = naiveFirstFit(lists)
      print(#"{"nodes": \#(nodes), "seconds": \#((clock.now - start) / .seconds(1))}"#)
    case "karpenter":
      guard arguments.count == 2 else { return usage() }
      let (nodes, cost) = karpenterOrder(try PlainLists(folder: URL(filePath: arguments[1])))
      print(#"{"nodes": \#(nodes), "cost": \#(cost)}"#)
    default: usage()
    }
  }

  private static func usage() {
    print("podfit-instances write NAME SEED FOLDER | first-fit FOLDER | karpenter FOLDER")
    exit(2)
  }
}
