import ArgumentParser

/// Finds a format by its name in a registry.
enum FormatOption {
  /// The entry named `name`.
  ///
  /// - Throws: a usage error that lists what there is
  static func find<Entry>(
    _ name: String,
    in registry: [Entry],
    of option: String = "--format",
    by id: (Entry) -> String
  ) throws -> Entry {
    guard let found = registry.first(where: { id($0) == name }) else {
      let known = registry.map(id).joined(separator: ", ")
      throw ValidationError(
        option.hasPrefix("-")
          ? "\(option): no format \"\(name)\"; there are: \(known)"
          : "\(option): no \"\(name)\"; there are: \(known)"
      )
    }
    return found
  }
}
