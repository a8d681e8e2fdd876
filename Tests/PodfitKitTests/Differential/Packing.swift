import Foundation
import TestSupport

/// How a file is packed before it is read.
enum Packing: Sendable, CaseIterable {
  case plain, gzip, gzipMembers, zstd, zstdFrames

  static let packed: [Packing] = [.gzip, .gzipMembers, .zstd, .zstdFrames]

  /// Whether the program that packs is there; says so on standard error where it is not.
  var isPossible: Bool {
    guard let program else { return true }
    if FileManager.default.isExecutableFile(atPath: program) { return true }
    FileHandle.standardError.write(Data("SKIPPED: no \(program)\n".utf8))
    return false
  }

  private var program: String? {
    switch self {
    case .plain: nil
    case .gzip, .gzipMembers: "/usr/bin/gzip"
    case .zstd, .zstdFrames: "/usr/bin/zstd"
    }
  }

  /// Writes `data` to `url`, packed, and tells the path; pieces are cut wherever they happen to end.
  func write(_ data: Data, to url: URL, in folder: URL) throws -> String {
    guard let program else {
      try data.write(to: url)
      return url.path
    }
    let pieces = self == .gzipMembers || self == .zstdFrames ? 3 : 1
    let size = data.count / pieces + 1
    var packed = Data()
    for start in stride(from: 0, to: data.count, by: size) {
      let piece = folder.appending(path: "piece")
      try data[start..<min(start + size, data.count)].write(to: piece)
      let outcome = try PodfitProgram.run(program, ["-qf", "piece"], in: folder)
      guard outcome.status == 0 else { throw CocoaError(.fileWriteUnknown) }
      let suffix = program.hasSuffix("gzip") ? "gz" : "zst"
      packed += try Data(contentsOf: folder.appending(path: "piece.\(suffix)"))
    }
    // The name says nothing of the packing: the content does.
    try packed.write(to: url)
    return url.path
  }
}
