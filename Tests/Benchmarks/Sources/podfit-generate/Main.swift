import Foundation

/// `podfit-generate FORM [--series N] [--samples N] [--series-major] [--metric cpu|memory]
/// [--all-digits] [--seed N] [--output PATH]`: writes usage samples of made-up containers.
///
/// What was written is told on standard error as one line of JSON. Measured: 20 million CSV rows,
/// 2.2 GB, in 4 s to a file in memory.
@main
enum Generate {
  static func main() {
    do {
      let job = try job(CommandLine.arguments.dropFirst())
      let (rows, bytes) = try job.write()
      let facts = "{\"rows\":\(rows),\"bytes\":\(bytes),\"series\":\(job.series)}\n"
      FileHandle.standardError.write(Data(facts.utf8))
    } catch {
      FileHandle.standardError.write(Data("podfit-generate: \(error)\n".utf8))
      exit(2)
    }
  }

  private static func job(_ arguments: ArraySlice<String>) throws -> Job {
    var job = Job()
    var rest = arguments
    let name = rest.popFirst() ?? ""
    guard let form = Form(rawValue: name) else {
      let all = Form.allCases.map(\.rawValue).joined(separator: ", ")
      throw GeneratorError("no form \"\(name)\"; there are: \(all)")
    }
    job.form = form
    while let option = rest.popFirst() {
      switch option {
      case "--series": job.series = try number(rest.popFirst(), option)
      case "--samples": job.samples = try number(rest.popFirst(), option)
      case "--seed": job.seed = UInt64(try number(rest.popFirst(), option))
      case "--series-major": job.isSeriesMajor = true
      case "--all-digits": job.hasAllDigits = true
      case "--output": job.output = rest.popFirst() ?? "-"
      case "--metric":
        guard let metric = rest.popFirst(), ["cpu", "memory"].contains(metric) else {
          throw GeneratorError("--metric: cpu or memory")
        }
        job.metric = metric
      default: throw GeneratorError("no option \(option)")
      }
    }
    return job
  }

  private static func number(_ text: String?, _ option: String) throws -> Int {
    guard let text, let number = Int(text), (1...10_000_000).contains(number) else {
      throw GeneratorError("\(option): a number from 1 to 10000000")
    }
    return number
  }
}
