import Foundation
import PodfitKit

/// Writes a neutral CSV of made-up containers; the same arguments give the same bytes.
enum Generator {
  static func write(containers: Int, samples: Int, to url: URL) throws {
    var text = "time,namespace,workload,pod,container,cpu_usage_cores,memory_working_set_bytes\n"
    FileManager.default.createFile(atPath: url.path, contents: nil)
    let file = try FileHandle(forWritingTo: url)
    defer { try? file.close() }
    var state: UInt64 = 1
    for sample in 0..<samples {
      let time = Instant(milliseconds: 1_794_182_400_000 + Int64(sample) * 300_000).rfc3339
      for container in 0..<containers {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        let noise = Int(state >> 40) % 1_000
        let day = (sample + container) % 288
        let cpu = (container % 40 + 1) * (500 + day) + noise
        let memory = 4_096 * ((container % 97 + 3) * 512 + day * 3 + noise / 8)
        text +=
          "\(time),team-\(container % 20),app-\(container / 4),app-\(container / 4)-\(container % 4)"
        text += ",main,\((Double(cpu) / 1e6).text(decimals: 6)),\(memory)\n"
      }
      if text.utf8.count > 1 << 20 {
        try file.write(contentsOf: Data(text.utf8))
        text = ""
      }
    }
    try file.write(contentsOf: Data(text.utf8))
  }
}
