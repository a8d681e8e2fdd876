import Foundation
import PodfitModel
import TestSupport
import Testing

@testable import PodfitJVM

/// A `java` of this machine.
///
/// Those on the path and those that `PODFIT_JAVA` names, separated by colons.
struct RealJVM: CustomTestStringConvertible {
  var path: String
  var version: String

  var testDescription: String { "JDK \(version)" }

  static let all: [RealJVM] = {
    let environment = ProcessInfo.processInfo.environment
    let onPath = (environment["PATH"] ?? "").split(separator: ":").map { "\($0)/java" }
    let named = (environment["PODFIT_JAVA"] ?? "").split(separator: ":").map(String.init)
    let first = onPath.first { FileManager.default.isExecutableFile(atPath: $0) }
    return ([first].compactMap(\.self) + named).compactMap { path in
      guard let output = run(path, ["-XshowSettings:properties", "-version"]) else { return nil }
      for line in output.text.split(separator: "\n") where line.contains(" java.version = ") {
        let version = String(line.split(separator: "=")[1].trimming { $0 == " " })
        return RealJVM(path: path, version: version)
      }
      return nil
    }
  }()

  /// Runs the program; nil where it cannot be run.
  static func run(_ path: String, _ arguments: [String]) -> (status: Int32, text: String)? {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    var environment = ProcessInfo.processInfo.environment
    for name in ["JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS", "JDK_JAVA_OPTIONS"] {
      environment[name] = nil
    }
    process.environment = environment
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    guard (try? process.run()) != nil else { return nil }
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: data, as: UTF8.self))
  }

  /// The flags that the JVM prints as final; nil where it does not start.
  func finalFlags(_ flags: [String]) -> [String: String]? {
    guard let output = Self.run(path, flags + ["-XX:+PrintFlagsFinal", "-version"]),
      output.status == 0
    else { return nil }
    var result: [String: String] = [:]
    for line in output.text.split(separator: "\n") {
      let words = line.split(separator: " ", omittingEmptySubsequences: true)
      guard words.count >= 4, words[2] == "=" || words[2] == ":=" else { continue }
      result[String(words[1])] = String(words[3])
    }
    return result
  }
}

extension Substring {
  fileprivate func trimming(_ isBlank: (Character) -> Bool) -> Substring {
    var rest = self[...]
    while let first = rest.first, isBlank(first) { rest = rest.dropFirst() }
    while let last = rest.last, isBlank(last) { rest = rest.dropLast() }
    return rest
  }
}

/// Skipped where no `java` is installed.
@Suite("Ergonomics against the JVMs of this machine", .enabled(if: !RealJVM.all.isEmpty))
struct RealJVMTests {
  @Test(
    "random flags lead to the same final flags, or to a JVM that does not start",
    arguments: 1...40
  )
  func random(seed: Int) throws {
    var source = SeededGenerator(seed: UInt64(seed))
    func pick(_ choices: [String]) -> [String] {
      let words = choices.randomElement(using: &source) ?? ""
      return words.split(separator: " ").map(String.init)
    }
    var flags: [String] = []
    flags += pick(["", "", "-XX:+UseSerialGC", "-XX:+UseParallelGC", "-XX:+UseG1GC", "-XX:+UseZGC"])
    flags += ["-XX:ActiveProcessorCount=\(Int.random(in: 1...40, using: &source))"]
    flags += pick(["", "-Xmx\(Int.random(in: 1...900, using: &source))m"])
    flags += pick(["", "", "-Xms\(Int.random(in: 8...400, using: &source))m"])
    flags += pick(["", "-XX:MaxRAM=\(Int.random(in: 64...9000, using: &source))m"])
    flags += pick(["", "-XX:MaxRAMPercentage=\(Int.random(in: 1...100, using: &source))"])
    flags += pick(["", "", "-XX:InitialRAMPercentage=\(Int.random(in: 1...20, using: &source))"])
    flags += pick([
      "", "", "", "-XX:MaxMetaspaceSize=\(Int.random(in: 16...2000, using: &source))m",
    ])
    flags += pick(["", "", "-XX:TieredStopAtLevel=1", "-XX:-TieredCompilation", "-Xint"])
    flags += pick(["", "", "-Xss\(Int.random(in: 140...2000, using: &source))k"])
    flags += pick(["", "", "", "-XX:MaxRAMFraction=3", "-XX:ParallelGCThreads=3", "-XX:NewRatio=3"])
    let memory = try #require(Self.hostMemory)
    for jvm in RealJVM.all {
      guard let version = JDKVersion(leading: jvm.version), version.isMeasured else { continue }
      let choice = try JVMExplainer.choice(
        version: jvm.version,
        surroundings: JVMSurroundings(
          nodeCPU: .cores(Double(ProcessInfo.processInfo.processorCount)),
          nodeMemory: memory
        ),
        flags: flags
      )
      guard let real = jvm.finalFlags(flags) else {
        #expect(!choice.starts, "\(jvm.version) \(flags): the real one did not start")
        continue
      }
      #expect(choice.starts, "\(jvm.version) \(flags): \(choice.refusals)")
      for flag in choice.flags {
        guard let measured = real[flag.name] else { continue }
        let predicted =
          switch flag.value {
          case .number(let number): "\(number)"
          case .signed(let number): "\(number)"
          case .percentage(let share): String(format: "%.6f", share)
          case .on(let isOn): "\(isOn)"
          }
        #expect(predicted == measured, "\(jvm.version) \(flags): \(flag.name)")
      }
    }
  }

  private static var hostMemory: Memory? {
    guard let text = try? String(contentsOfFile: "/proc/meminfo", encoding: .utf8),
      let line = text.split(separator: "\n").first(where: { $0.hasPrefix("MemTotal:") }),
      let kibibytes = line.split(separator: " ").dropFirst().first.flatMap({ Int64($0) })
    else { return nil }
    return .kibibytes(kibibytes)
  }
}
