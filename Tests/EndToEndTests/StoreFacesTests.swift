import Foundation
import TestSupport
import Testing

@Suite("profile, export, sketch and db", .enabled(if: PodfitProgram.isPresent))
struct StoreFacesTests {
  let workspace: Workspace

  init() throws {
    workspace = try Workspace()
    let demo = try workspace.podfit("demo")
    try #require(demo.status == 0, "\(demo.errors)")
  }

  private func run(_ arguments: String...) throws -> String {
    let outcome = try workspace.podfit(arguments + ["--db", "podfit-demo/podfit.db"])
    try #require(outcome.status == 0, "\(arguments): \(outcome.errors)")
    return outcome.output
  }

  @Test("profile in three formats; the JSON is as its schema says")
  func profile() throws {
    let json = try run("profile", "--format", "json")
    try validate(json, schema: "profile")
    let profiles = try #require(try workspace.object(json)["profiles"] as? [[String: Any]])
    #expect(profiles.count > 10)
    #expect(
      try run("profile", "--format", "csv").utf8.count { $0 == 10 } == profiles.count + 1
    )
    #expect(try run("profile").split(separator: "\n").count == profiles.count + 1)
    #expect(
      try run("export", "profiles", "--format", "jsonl").split(separator: "\n").count
        == profiles.count
    )
    #expect(try workspace.podfit("db", "schema", "profile").output.contains("podfit:profile"))
    #expect(try run("profile", "--format", "json") == json)
  }

  @Test(
    "quantiles of real usage are those that Python finds, by nearest rank",
    .enabled(if: SharedData.isPresent)
  )
  func independent() throws {
    for name in ["kruize", "nab", "nezha", "operate_first", "bitbrains", "alibaba_genai"] {
      let path = SharedData.file("usage/\(name).csv.gz").path
      let ingest = try workspace.podfit("ingest", path, "--db", "\(name).db")
      #expect(ingest.status == 0, "\(ingest.errors)")
      let profile = try workspace.podfit("profile", "--format", "json", "--db", "\(name).db")
      _ = try workspace.write(profile.output, to: "\(name).json")
      let outcome = try PodfitProgram.run(
        "/usr/bin/python3",
        ["-c", Self.comparison, path, "\(name).json"],
        in: workspace.folder
      )
      #expect(outcome.status == 0, "\(name): \(outcome.output) \(outcome.errors)")
    }
  }

  /// Reads the CSV and the profile on its own and compares; prints what differs.
  ///
  /// Decimals are exact;
  /// duplicates of one pod and time count once with the larger value, CPU to the microcore.
  private static let comparison = """
    import csv, gzip, json, sys
    from decimal import Decimal, ROUND_HALF_EVEN, ROUND_HALF_UP
    values = {}
    for row in csv.DictReader(gzip.open(sys.argv[1], 'rt')):
        if not row['container'] or row['container'] == 'POD': continue
        if not row['timestamp'][:4].isdigit(): continue  # refused and counted by podfit, too
        owner = row['pod'] if row['workload'] in ('', '<none>') else row['workload']
        key = (row['namespace'], owner, row['container'])
        for signal in ('cpu_cores', 'memory_bytes'):
            text = row[signal]
            if text in ('', 'NaN', 'nan'): continue
            value = Decimal(text)
            if signal == 'cpu_cores':
                value = value.quantize(Decimal('1e-9'), ROUND_HALF_EVEN)
                value = value.quantize(Decimal('1e-6'), ROUND_HALF_UP)
            else: value = value.quantize(Decimal(1), ROUND_HALF_EVEN)
            cell = values.setdefault((key, signal), {})
            place = (row['pod'], row['timestamp'])
            cell[place] = max(cell.get(place, value), value)
    wrong, seen = 0, set()
    for each in json.load(open(sys.argv[2]), parse_float=Decimal)['profiles']:
        key = (each['namespace'], each['workload'], each['container'])
        for signal in ('cpu_cores', 'memory_bytes'):
            found = each[signal]
            column = sorted(values.get((key, signal), {}).values())
            if found is None:
                wrong += bool(column); continue
            seen.add((key, signal))
            n = len(column)
            for name, (a, b) in dict(p50=(1,2), p90=(9,10), p95=(19,20), p99=(99,100), max=(1,1)).items():
                expected = column[max(-(-n * a // b) - 1, 0)]
                if expected != found[name]:
                    wrong += 1
                    if wrong < 5: print(key, signal, name, expected, found[name], n)
            mean = sum(column) / n
            if abs(mean - found['mean']) > Decimal('0.5' if signal == 'memory_bytes' else '1e-9'):
                wrong += 1; print(key, signal, 'mean', mean, found['mean'])
    if set(values) != seen: wrong += 1; print('missing', len(set(values) - seen))
    sys.exit(1 if wrong else 0)
    """

  @Test("a rollup is read by sqlite3 and agrees with a profile of that day")
  func rollup() throws {
    #expect(
      try workspace.sqlite("select count(*) from daily_usage", in: "podfit-demo/podfit.db") == ["0"]
    )
    let first = try run("db", "rollup")
    #expect(first.contains("rolled up") && !first.contains(" 0 changed"))
    #expect(try run("db", "rollup").contains(" 0 changed"))
    let database = "podfit-demo/podfit.db"
    #expect(
      try workspace.sqlite("select min(is_current), count(*) > 30 from daily_usage", in: database)
        == ["1|1"]
    )
    // The sketches of the same days are made by other code from the same samples.
    let sketches = try run("sketch")
    _ = try workspace.write(sketches, to: "s.jsonl")
    #expect(try workspace.podfit("ingest", "s.jsonl", "--db", "podfit-demo/podfit.db").status == 0)
    let differing = """
      select count(*) from daily_usage u join daily_sketch s on s.namespace = u.namespace
        and s.kind = u.kind and s.workload = u.workload and s.container = u.container
        and strftime('%Y-%m-%d', s.day * 86400, 'unixepoch') = u.day
        and s.cluster = u.cluster and s.signal = 'memory'
      where s.max_value <> u.memory_max_bytes
        or abs(s.sum_value * 1.0 / s.samples - u.memory_mean_bytes) > 0.51
      """
    #expect(try workspace.sqlite(differing, in: database) == ["0"])
    #expect(try workspace.sqlite("select count(*) > 30 from daily_sketch", in: database) == ["1"])
    // A file was ingested since.
    #expect(try workspace.sqlite("select max(is_current) from rollups", in: database) == ["0"])
    #expect(try run("db", "verify").hasPrefix("in order: "))
  }

  @Test("db sql: formats, the samples function, limits, and nothing that writes")
  func sql() throws {
    let query =
      "SELECT s.id, count(*) AS n FROM series s, samples(s.id) x GROUP BY 1 ORDER BY 1 LIMIT 2"
    #expect(try run("db", "sql", query).hasPrefix("id\tn\n1\t"))
    let json = try run("db", "sql", query, "--format", "json")
    let rows = try #require(
      try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [[String: Int]]
    )
    #expect(rows.count == 2 && rows[0]["id"] == 1 && (rows[0]["n"] ?? 0) > 1)
    #expect(try run("db", "sql", query, "--format", "csv").hasPrefix("id,n\r\n1,"))
    #expect(try run("db", "sql", "SELECT 1 WHERE 0", "--format", "json") == "[]\n")
    #expect(try run("db", "sql", "VALUES (1), (2), (3)", "--limit", "2") == "column1\n1\n2\n")
    for bad in [
      "DELETE FROM file", "ATTACH 'x' AS y", "PRAGMA user_version = 9", "SELECT * FROM samples",
    ] {
      let outcome = try workspace.podfit("db", "sql", bad, "--db", "podfit-demo/podfit.db")
      #expect(outcome.status == 2 && outcome.output.isEmpty && outcome.errors.hasPrefix("error: "))
    }
    let slow = try workspace.podfit(
      "db",
      "sql",
      "--timeout",
      "0.2",
      "--db",
      "podfit-demo/podfit.db",
      "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x+1 FROM n) SELECT count(*) FROM n"
    )
    #expect(slow.status == 2 && slow.errors.contains("longer than 0.2 s"))
  }

  @Test("db prune: says what would go, drops it, and verify stays clean")
  func prune() throws {
    let before = try run("export", "samples")
    let plan = try run("db", "prune", "--keep", "2d", "--dry-run")
    #expect(plan.hasPrefix("would drop "))
    #expect(try run("export", "samples") == before)
    let done = try run("db", "prune", "--keep", "2d", "--vacuum")
    #expect(done == plan.replacing("would drop", with: "dropped"))
    #expect(try run("export", "samples").utf8.count < before.utf8.count)
    #expect(try run("db", "verify").hasPrefix("in order: "))
    for wrong in [
      ["--keep", "2"], ["--keep", "-1d"], ["--before", "x"], [],
      ["--keep", "1d", "--before", "2026-01-01"],
    ] {
      let outcome = try workspace.podfit(["db", "prune", "--db", "podfit-demo/podfit.db"] + wrong)
      #expect(outcome.status == 2, "\(wrong)")
    }
    let none = try workspace.podfit("db", "prune", "--keep", "1d", "--db", "none.db")
    #expect(none.status == 2 && !workspace.has("none.db"))
  }

  @Test("db verify: a damaged file is status 2 and says what is wrong")
  func verify() throws {
    let database = workspace.folder.appending(path: "podfit-demo/podfit.db")
    let outcome = try PodfitProgram.run(
      "/usr/bin/sqlite3",
      [database.path, "UPDATE series SET samples = samples + 1 WHERE id = 1"],
      in: workspace.folder
    )
    try #require(outcome.status == 0)
    let verify = try workspace.podfit("db", "verify", "--db", "podfit-demo/podfit.db")
    #expect(verify.status == 2 && verify.output.contains("series 1: samples is "))
    #expect(verify.errors.contains("1 problem"))
  }

  @Test("export to a file: whole or not at all, never over the database, never mislabelled")
  func files() throws {
    let text = try run("export", "samples", "--format", "jsonl")
    #expect(try run("export", "samples", "--format", "jsonl", "-o", "out.jsonl").isEmpty)
    #expect(String(decoding: try workspace.read("out.jsonl"), as: UTF8.self) == text)
    for file in ["podfit-demo/podfit.db", "x.csv.gz", "nowhere/x.csv"] {
      let outcome = try workspace.podfit(
        "export",
        "samples",
        "-o",
        file,
        "--db",
        "podfit-demo/podfit.db"
      )
      #expect(outcome.status == 2, "\(file)")
    }
    #expect(try run("db", "verify").hasPrefix("in order"))
    let unknown = try workspace.podfit("export", "colours", "--db", "podfit-demo/podfit.db")
    #expect(unknown.status == 2 && unknown.errors.contains("samples, profiles, sketches"))
  }
}
