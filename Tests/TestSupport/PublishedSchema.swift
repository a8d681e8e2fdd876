import Foundation

/// The published schemas of JSON outputs, asked through Python's jsonschema, which is not ours.
public enum PublishedSchema {
  /// What a schema of `docs/schemas` finds wrong with a document, in words; empty where it is valid.
  ///
  /// - Throws: where Python cannot be started
  public static func faults(of json: String, by schema: String) throws -> String {
    let folder = try PodfitProgram.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data(json.utf8).write(to: folder.appending(path: "document.json"))
    let path = SharedData.packageRoot.appending(path: "docs/schemas/\(schema).schema.json").path
    let script = """
      import json, sys, jsonschema
      schema = json.load(open(sys.argv[1])); document = json.load(open(sys.argv[2]))
      jsonschema.Draft202012Validator.check_schema(schema)
      errors = list(jsonschema.Draft202012Validator(schema).iter_errors(document))
      for e in errors[:5]: print('/'.join(map(str, e.absolute_path)), e.message[:300])
      sys.exit(1 if errors else 0)
      """
    let outcome = try PodfitProgram.run(
      "/usr/bin/python3",
      ["-c", script, path, "document.json"],
      in: folder
    )
    return outcome.status == 0 ? "" : "\(schema): \(outcome.output) \(outcome.errors)"
  }
}
