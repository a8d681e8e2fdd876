import Foundation

/// What a straightforward program would do with the same file: split lines into strings, numbers into
/// Double, keep columns per container and take the largest of each.
enum PlainTwin {
  static func peaks(of url: URL) throws -> [String: (cpu: Double, memory: Double)] {
    let text = try String(contentsOf: url, encoding: .utf8)
    var cpu: [String: [Double]] = [:]
    var memory: [String: [Double]] = [:]
    for line in text.split(separator: "\n").dropFirst() {
      let cells = line.split(separator: ",", omittingEmptySubsequences: false)
      let key = "\(cells[1])/\(cells[3])/\(cells[4])"
      cpu[key, default: []].append(Double(cells[5]) ?? 0)
      memory[key, default: []].append(Double(cells[6]) ?? 0)
    }
    return cpu.reduce(into: [:]) { result, entry in
      result[entry.key] = (entry.value.max() ?? 0, memory[entry.key]?.max() ?? 0)
    }
  }
}
