internal import PodfitModel

extension CheckResult {
  /// A stable name for each finding, in the order of ``findings``.
  ///
  /// It is the 64-bit FNV-1a hash, in hexadecimal, of rule, namespace, kind, workload and container,
  /// joined by line feeds; neither lines nor values are in it, so that it survives edits elsewhere.
  /// Where one rule finds several things in one container, as in two overlays of it, the second and
  /// following have their number appended.
  ///
  /// - Source: draft-eastlake-fnv, FNV-1a with 64 bits
  public var fingerprints: [String] { Self.fingerprints(of: findings) }

  /// The names of findings in an order; see ``fingerprints``.
  static func fingerprints(of findings: [Finding]) -> [String] {
    var seen: [String: Int] = [:]
    return findings.map { finding in
      let workload = finding.workload
      var key = [
        finding.rule, workload.namespace, workload.kind.rawValue, workload.name, finding.container,
      ].joined(separator: "\n")
      let number = seen[key, default: 0] + 1
      seen[key] = number
      if number > 1 { key += "\n\(number)" }
      return fnv1a(key)
    }
  }
}

/// The 64-bit FNV-1a hash of a text's UTF-8 as 16 hexadecimal digits.
package func fnv1a(_ text: String) -> String {
  var hash: UInt64 = 0xcbf2_9ce4_8422_2325
  for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
  let digits = String(hash, radix: 16)
  return String(repeating: "0", count: 16 - digits.count) + digits
}
