import ArgumentParser
import Foundation
import PodfitKit

/// Options that say how recommendations become changes.
struct ChangeOptionGroup: ParsableArguments {
  @Option(
    name: .long,
    help: "Let no value fall by more than this at once, such as 30%; rises are made whole."
  )
  var maxStep: String?

  @Option(
    name: .long,
    help: "Divide the changes into so many waves: rises first, falls by growing risk (default: 1)."
  )
  var waves: Int?

  @Option(
    name: .long,
    help: """
      A workload whose values must not fall, NAMESPACE/WORKLOAD[/CONTAINER] with * for any text; \
      repeatable; @FILE has one a line.
      """
  )
  var neverLower: [String] = []

  @Flag(
    name: .long,
    help: "The advised JVM flags are set already; apply the memory that relies on them."
  )
  var flagsSet = false

  @Option(
    name: .long,
    help: "What the kustomizations patch, as a path from their folders (default: ../base)."
  )
  var base: String?

  @Option(
    name: .long,
    help:
      "Where a chart has a container's resources: PATTERN=KEY.KEY…; repeatable; @FILE has one a line."
  )
  var valuePath: [String] = []

  /// Whether an option is used that changes what is advised or when, in every format.
  var isStaged: Bool { maxStep != nil || waves != nil || !neverLower.isEmpty }

  /// Whether an option is used that only the ready-to-apply formats know.
  var isForFiles: Bool { flagsSet || base != nil || !valuePath.isEmpty }

  func validate() throws {
    if let waves, !(1...100).contains(waves) {
      throw ValidationError("--waves: a number from 1 to 100, not \(waves)")
    }
    _ = try step()
  }

  /// The options for the library.
  ///
  /// What the configuration file says must not fall does not, whatever else the options name.
  ///
  /// - Throws: a usage error for texts that are not understood
  func options(over configuration: Configuration) throws -> ChangeOptions {
    let standard = ChangeOptions()
    do {
      return ChangeOptions(
        maxStep: try step() ?? configuration.maxStep,
        waves: waves ?? configuration.waves ?? standard.waves,
        neverLower: configuration.neverLower
          + (try Self.lines(neverLower).map { try WorkloadPattern($0) }),
        flagsAreSet: flagsSet,
        base: base ?? configuration.patchedBase ?? standard.base,
        // The first that fits counts.
        valuePaths: try Self.lines(valuePath).map { try ValuePath($0) } + configuration.valuePaths
      )
    } catch let error as WorkloadPattern.FormError {
      throw ValidationError("--never-lower: \(error)")
    } catch let error as ValuePath.FormError {
      throw ValidationError("--value-path: \(error)")
    }
  }

  private func step() throws -> Double? {
    guard let maxStep else { return nil }
    let digits = maxStep.hasSuffix("%") ? String(maxStep.dropLast()) : maxStep
    if digits == maxStep, let share = Double(digits), share > 0, share < 1 {
      throw ValidationError(
        "--max-step: \"\(maxStep)\" may be a share or a percentage; write"
          + " \((share * 100).rounded(.toNearestOrEven).text(decimals: 0))% or \(maxStep)%"
      )
    }
    guard let percent = Double(digits), percent > 0, percent <= 100 else {
      throw ValidationError(
        "--max-step: a share above 0 % and up to 100 %, such as 30%, not \"\(maxStep)\""
      )
    }
    return percent / 100
  }

  /// The texts, with those of files in place of `@FILE`; empty lines and `#` comments are left out.
  private static func lines(_ texts: [String]) throws -> [String] {
    try texts.flatMap { text -> [String] in
      guard text.hasPrefix("@") else { return [text] }
      let path = String(text.dropFirst())
      do {
        return try String(contentsOf: URL(filePath: path), encoding: .utf8)
          .split(whereSeparator: \.isNewline)
          .map { $0.trimmingCharacters(in: .whitespaces) }
          .filter { !$0.isEmpty && !$0.hasPrefix("#") }
      } catch {
        throw PodfitError.unreadable(
          path: path,
          reason: (error as NSError).localizedDescription
        )
      }
    }
  }
}
