import ArgumentParser
import Foundation
import PodfitKit

/// The program.
///
/// Parses, runs one command, and maps every outcome to an exit status in one place.
@main
enum Main {
  static func main() {
    do {
      var command = try PodfitCommand.parseAsRoot()
      try command.run()
    } catch {
      exit(Outcome.report(error))
    }
  }
}

/// Exit statuses: 0 done, 1 findings at or above `--fail-on`, 2 everything else, 130 interrupted.
enum Outcome {
  /// Findings were printed; nothing went wrong.
  struct Findings: Error {}

  /// Something went wrong and was said already.
  struct Failed: Error {}

  /// Containers for which several clusters have recommendations; the output says which.
  struct Ambiguous: Error {
    var containers: Int
  }

  /// Some input could not be read; the output says which.
  struct Incomplete: Error {
    var unreadable: Int
  }

  /// The user or the system asked to stop.
  struct Interrupted: Error {
    var status: Int32
    var text: String
  }

  /// Prints what is to be said about `error` and returns the status.
  static func report(_ error: any Error) -> Int32 {
    if error is Findings { return 1 }
    if error is Failed { return 2 }
    if let interrupted = error as? Interrupted {
      Terminal.complain("error: \(interrupted.text)")
      return interrupted.status
    }
    if let incomplete = error as? Incomplete {
      Terminal.complain("error: \(incomplete.unreadable.counted("document")) could not be read")
      return 2
    }
    if let ambiguous = error as? Ambiguous {
      Terminal.complain(
        "error: several recommendations fit \(ambiguous.containers.counted("container"))\n"
          + "  hint: choose one cluster's with --cluster"
      )
      return 2
    }
    if let failure = error as? PodfitError {
      Terminal.complain("error: \(failure)")
      return 2
    }
    // ArgumentParser uses 64 for usage errors and 1 for others; scripts must tell findings (1) apart.
    let message = PodfitCommand.fullMessage(for: error)
    if PodfitCommand.exitCode(for: error).isSuccess {
      do {
        try Terminal.print(message)
        return 0
      } catch {
        Terminal.complain("error: \(error)")
        return 2
      }
    }
    Terminal.complain(message)
    return 2
  }
}
