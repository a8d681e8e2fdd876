/// What `docs/schema.md` says beside the statements.
enum SchemaNotes {
  static let introduction = """
    # The database

    One SQLite file holds what podfit knows. This page is generated from the schema; a test compares it.
    Everything here can be read with the `sqlite3` shell, version 3.38 or newer:

    ```
    sqlite3 -readonly podfit.db "SELECT sum(bytes) / 1073741824.0 FROM memory_working_set WHERE at = '2026-11-20T12:00:00Z'"
    ```

    The file is in WAL mode once a first file is in it, marked with `application_id` 0x70646674 (`pdft`), and `user_version` is the
    number of the last migration. podfit refuses files of a newer version and leaves them as they are. Do
    not write to it with other programs: views and the program trust the rules below.

    Names end in their unit. CPU use is kept in nanocores, counters of CPU time in nanoseconds, ratios in
    billionths, memory in bytes, times in milliseconds since 1970-01-01T00:00:00Z; a sample covers the
    window that ends at its time. Computed CPU rates are rounded once, to the nearest microcore.

    """

  /// One note per table, index and view.
  static let notes: [String: String] = [
    "file": """
    The ledger of ingested files. A file with the same digest and the same options changes nothing. All
    digests of a database are of the kind of the first: SHA-256, or `poly1305:` and 32 digits
    (docs/decisions/0012-digest-of-the-ledger.md).
    """,
    "pod_container": """
    Who was measured. An empty `container` means the pod as a whole, or a source that does not say.
    """,
    "series": """
    What was measured, and by whom. Series that differ in `source` only are duplicates of one reading.
    Where several sources measure the same part, `step_ms` is the median distance of each one's samples
    (lower median, nil below two samples), and `bucket_ms` is the smallest of these, 1 where there is
    none; everywhere else `bucket_ms` is 1. `is_alone` is 0 where other series measure the same metric of the
    container, as sources or as parts. `docs/formulas/duplicates.md` has the rule.
    """,
    "chunk": """
    The samples of one series and one UTC day on a grid of `slots`. Slot `n` holds the number `q(n)` of
    `width` bits (0…56, or 64), most significant bit first, bit `n · width` of `value_bits` onwards:

    ```
    value(n) = base + scale · q(n)                            is_delta = 0
    value(n) = base + slope · n + scale · (q(0) + … + q(n))   is_delta = 1
    time(n)  = first_ms + step_ms · n                         time_bits is null
    time(n)  = first_ms + step_ms · n + time_scale · (t(0) + … + t(n))
    ```

    `t(n)` lies in `time_bits` the same way. Where `presence_bits` is not null, its bit `n` says whether
    slot `n` holds a sample; where `gaps` is not null, it names the slots that hold none, as in ` 7 80 `:
    whichever is shorter. `scale` is the greatest common divisor of all distances, so every value comes
    back exactly. A regular step is used where at least half of its slots hold a sample.

    Where `block` is not null, the numbers lie in blocks of so many slots, each with a smallest number
    and a width of its own. `value_bits` then begins with a byte for each block, the sum of the widths up
    to and with its own; the smallest numbers follow, of `width` bits each; then the numbers above them,
    each block from a byte of its own.

    `id` holds the series and the day: `c.series_id = 7` reads the whole table, `c.id BETWEEN 7 << 24 AND
    (7 << 24 | 16777215)` the days of series 7 alone.
    """,
    "series_by_container": """
    Finds the series of a container. Metric, part and source are compared in the rows, of which a
    container has a few: keeping the texts twice would double a small database.
    """,
    "slot": """
    Numbers from 0 up to the largest chunk, which the views count with; up to 255 at least where a chunk
    has blocks.
    """,
    "inventory": """
    What exports say about pods, workloads, nodes and owners, one JSON object per fact. Of two facts with
    one kind and key the one with the higher version is kept, of equal versions the larger text.
    CPU in the JSON is in nanocores, memory in bytes, times in milliseconds. The JSON of a `stated_owner`
    in the namespace of its pod is short, `{"workload":{"kind":…,"name":…}}`: the key names the pod.
    """,
    "sample_point": """
    Every stored sample, unpacked: the base of the views below. Conditions on `cluster`, `namespace`,
    `pod`, `container` and `metric` are fast; without one the whole file is unpacked, at half a
    million samples a second or so.
    """,
    "all_samples": """
    Every stored sample, duplicates included, with its time as RFC 3339 text. `podfit db sql` also has the
    function `samples(series)`, which gives `at_ms`, `at` and `value` of one series much faster:
    `SELECT s.metric, x.at, x.value FROM series s, samples(s.id) x`.
    """,
    "daily_sketch": """
    Daily sketches that were ingested; `docs/formats/sketch.md` has the meaning of every column. Rows with one
    key and different shards are parts to be merged.
    """,
    "workload_container":
      "The containers of workloads that `daily_use` is about; made by `podfit db rollup`.",
    "daily_use": """
    What the samples of a container of a workload come to on a UTC day, all its pods pooled, duplicates
    resolved; quantiles are exact, by nearest rank. Made by `podfit db rollup`. A sample at midnight belongs to
    the day that ends.
    """,
    "rollup_day": """
    The days that are rolled up. `stamp` is a digest of the chunks of the day and of the workloads they belong
    to; `podfit db rollup` computes anew only where one has changed.
    """,
    "daily_usage": """
    `daily_use` with names, days and cores to read. `is_current` is 0 where a file was ingested since the
    last `podfit db rollup`, whether it changed the day or not.
    """,
    "rollups": "The days that are rolled up, and whether a file was ingested since.",
    "run": """
    What `podfit report` said, one row a week; a later report of the same week replaces it. Reports compare
    with it; `docs/formats/run.md` has the meaning of the JSON.
    """,
    "backtest": """
    Back-tests that were run, the newest last: how each was made, what follows from it, and what strategy
    `budget` is calibrated on. `docs/formulas/backtest.md` has the meaning.
    """,
    "backtest_entry": """
    What each strategy came to in a back-test, one row per setting of its knobs; `is_published` marks the
    published one, `is_comparable` those that had a number for nearly every container and origin.
    """,
    "container_usage": """
    One value per container, metric and time: of duplicates the largest in a time bucket, parts (JVM memory
    pools) summed. Only containers with a name count, except for JVM metrics, whose exports often lack
    it. Counters are left out, since they cannot be merged this way; they are in `all_samples`. A sum beyond
    64 bits stays at the limit.
    """,
    "memory_working_set": "Memory of every container over time, duplicates resolved.",
    "files": "The ledger with times as text.",
    "pods": "Pods from pod lists; one row per incarnation (`uid`).",
    "pod_containers": "Requests and limits of the containers of listed pods; null where not set.",
    "nodes": "Nodes from node lists with what the scheduler may hand out.",
    "workloads": "Workloads from lists, with the replicas asked for.",
    "limit_ranges": """
    What containers, pods and claims of a namespace may ask for, and what they get where they ask for
    nothing. CPU is in cores, other resources in bytes or whole units.
    """,
    "resource_quotas": """
    How much a namespace may ask for (`hard`) and asks for (`used`). CPU is in cores, other resources in
    bytes or whole units.
    """,
    "disruption_budgets": """
    How many pods must stay while nodes are drained, and how many may go now. The selector is null where it
    selects none; without requirements it selects all pods of the namespace.
    """,
    "autoscalers": """
    HorizontalPodAutoscalers from lists and kube-state-metrics. The target ratios are use as a share of the
    request; `targets_json` has all metrics.
    """,
    "scaled_objects": "KEDA ScaledObjects, with their triggers.",
    "vertical_autoscalers": """
    VerticalPodAutoscalers, one row per container with advice, one without container where there is none
    yet. An `update_mode` of null is the default of the cluster's version.
    """,
    "vpa_checkpoints": """
    Distributions that the Vertical Pod Autoscaler keeps. Weights are relative, by bucket;
    `docs/formulas/vpa.md` says where the buckets lie.
    """,
    "node_conditions":
      "Conditions of listed nodes: readiness, and pressure of memory, disk and processes.",
    "container_states": """
    What the containers of listed pods are doing, and why they ended. `end_…` is the end a container stays
    at, `last_end_…` the one before it was started again.
    """,
    "events": "Events about kills, evictions, and pods that do not start.",
  ]

  /// Whether the statement helps a reader; the unpacking of bits is long and says nothing new.
  static func isShown(_ name: String) -> Bool { name != "sample_point" }
}
