public import PodfitJVM

public import PodfitReport

extension Podfit {
  /// What a JVM of a version chooses for its surroundings and flags; no database is needed.
  ///
  /// - Parameters:
  ///   - version: such as `17`, `17.0.9` or `8u392`
  ///   - surroundings: limits, request and node of the container
  ///   - flags: words of the command line; the later ones win
  /// - Returns: The flags in force, whether the process starts, and what was guessed.
  /// - Throws: `JVMExplainer.Fault` for a version that is none, or where no memory is known
  public static func jvmChoice(
    version: String,
    surroundings: JVMSurroundings,
    flags: [String]
  ) throws(JVMExplainer.Fault) -> JVMChoiceDocument {
    JVMChoiceDocument(
      try JVMExplainer.choice(version: version, surroundings: surroundings, flags: flags)
    )
  }
}
