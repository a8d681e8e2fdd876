"""The peers, each the whole job of one process: peer.py NAME INPUT RESULT [TABLE]

Every one answers p50, p90, p95, p99 and the largest value of CPU and memory per workload container,
by the nearest rank where the peer has it. Queries are what the peer's own manual advises: types
stated rather than guessed, one pass, several quantiles from one sort.
"""

import sys

CSV_TYPES = {
    "time": "TIMESTAMPTZ", "cluster": "VARCHAR", "namespace": "VARCHAR", "workload_kind": "VARCHAR",
    "workload": "VARCHAR", "pod": "VARCHAR", "container": "VARCHAR", "cpu_usage_cores": "DOUBLE",
    "memory_working_set_bytes": "BIGINT",
}
LEVELS = [0.5, 0.9, 0.95, 0.99]
# A ReplicaSet's pod is called after its Deployment.
POD_SUFFIX = "-[a-z0-9]+-[a-z0-9]{5}$"


def duckdb_summary(cpu, memory):
    def of(column, name):
        levels = ", ".join(str(level) for level in LEVELS)
        return f"quantile_disc({column}, [{levels}]) AS {name}, max({column}) AS {name}_max"

    return f"count(*) AS samples, {of(cpu, 'cpu')}, {of(memory, 'memory')}"


DUCKDB_FLAT = """
SELECT namespace, workload, container, samples,
  cpu[1] AS cpu_p50, cpu[2] AS cpu_p90, cpu[3] AS cpu_p95, cpu[4] AS cpu_p99, cpu_max,
  memory[1] AS memory_p50, memory[2] AS memory_p90, memory[3] AS memory_p95,
  memory[4] AS memory_p99, memory_max
FROM ({query})
"""


def duckdb(database=":memory:"):
    import duckdb as library

    connection = library.connect(database)
    connection.execute("SET TimeZone = 'UTC'")
    # None of the queries needs the order of the file.
    connection.execute("SET preserve_insertion_order = false")
    return connection


def duckdb_write(connection, query, result, parameters=()):
    flat = DUCKDB_FLAT.format(query=query)
    connection.execute(f"COPY ({flat}) TO '{result}' (HEADER)", parameters)


def duckdb_csv_source(path):
    types = ", ".join(f"'{name}': '{kind}'" for name, kind in CSV_TYPES.items())
    return f"read_csv('{path}', header = true, auto_detect = false, delim = ',', columns = {{{types}}})"


def duckdb_csv(path, result, _):
    summary = duckdb_summary("cpu_usage_cores", "memory_working_set_bytes")
    query = f"""SELECT namespace, workload, container, {summary}
      FROM {duckdb_csv_source(path)} GROUP BY namespace, workload, container"""
    duckdb_write(duckdb(), query, result)


def duckdb_load(path, _, table):
    connection = duckdb(table)
    connection.execute(f"CREATE TABLE usage AS SELECT * FROM {duckdb_csv_source(path)}")
    connection.close()


def duckdb_query(_, result, table):
    summary = duckdb_summary("cpu_usage_cores", "memory_working_set_bytes")
    query = f"""SELECT namespace, workload, container, {summary}
      FROM usage GROUP BY namespace, workload, container"""
    duckdb_write(duckdb(table), query, result)


def duckdb_prometheus(path, result, _):
    """One metric, read as CPU; the columns of memory stay empty."""
    series = """STRUCT("metric" STRUCT(namespace VARCHAR, pod VARCHAR, container VARCHAR),
      "values" VARCHAR[][])"""
    query = f"""
      WITH series AS (
        SELECT unnest(data.result) AS s
        FROM read_json('{path}', maximum_object_size = 4294967295, format = 'unstructured',
          columns = {{data: 'STRUCT("result" {series}[])'}})),
      readings AS (
        SELECT s.metric.namespace AS namespace, s.metric.container AS container,
          regexp_replace(s.metric.pod, '{POD_SUFFIX}', '') AS workload, unnest(s.values) AS v
        FROM series)
      SELECT namespace, workload, container,
        {duckdb_summary("v[2]::DOUBLE", "NULL::BIGINT")}
      FROM readings GROUP BY namespace, workload, container"""
    duckdb_write(duckdb(), query, result)


def duckdb_victoriametrics(path, result, _):
    metric = "STRUCT(__name__ VARCHAR, namespace VARCHAR, pod VARCHAR, container VARCHAR)"
    query = f"""
      WITH readings AS (
        SELECT metric.__name__ = 'container_memory_working_set_bytes' AS is_memory,
          metric.namespace AS namespace, metric.container AS container,
          regexp_replace(metric.pod, '{POD_SUFFIX}', '') AS workload, unnest("values") AS v
        FROM read_json('{path}', format = 'newline_delimited', maximum_object_size = 268435456,
          columns = {{metric: '{metric}', "values": 'DOUBLE[]', timestamps: 'BIGINT[]'}})
        WHERE len("values") = len(timestamps))
      SELECT namespace, workload, container, count(*) FILTER (NOT is_memory) AS samples,
        quantile_disc(v, {LEVELS}) FILTER (NOT is_memory) AS cpu,
        max(v) FILTER (NOT is_memory) AS cpu_max,
        quantile_disc(v, {LEVELS}) FILTER (is_memory) AS memory,
        max(v) FILTER (is_memory) AS memory_max
      FROM readings GROUP BY namespace, workload, container"""
    duckdb_write(duckdb(), query, result)


def polars_csv(path, result, _):
    import polars as pl

    def of(column, name):
        values = pl.col(column)
        return [
            values.quantile(level, interpolation="equiprobable").alias(f"{name}_p{level}")
            for level in LEVELS
        ] + [values.max().alias(f"{name}_max")]

    types = {"cpu_usage_cores": pl.Float64, "memory_working_set_bytes": pl.Int64}
    pl.scan_csv(path, schema_overrides=types).group_by("namespace", "workload", "container").agg(
        [pl.len()] + of("cpu_usage_cores", "cpu") + of("memory_working_set_bytes", "memory")
    ).sink_csv(result, engine="streaming")


def chdb_run(query, result):
    import chdb

    with open(result, "wb") as file:
        file.write(chdb.query(query, "CSV").bytes())


def chdb_csv(path, result, _):
    columns = ", ".join(
        f"{name} {kind}"
        for name, kind in zip(CSV_TYPES, ["String"] * 7 + ["Float64", "UInt64"])
    )
    chdb_run(
        f"""SELECT namespace, workload, container, count(),
          quantilesExact(0.5, 0.9, 0.95, 0.99)(cpu_usage_cores), max(cpu_usage_cores),
          quantilesExact(0.5, 0.9, 0.95, 0.99)(memory_working_set_bytes),
          max(memory_working_set_bytes)
        FROM file('{path}', 'CSVWithNames', '{columns}')
        GROUP BY namespace, workload, container""",
        result,
    )


def chdb_victoriametrics(path, result, _):
    metric = "Tuple(__name__ String, namespace String, pod String, container String)"
    chdb_run(
        f"""SELECT namespace, workload, container,
          quantilesExactIf(0.5, 0.9, 0.95, 0.99)(v, NOT is_memory), maxIf(v, NOT is_memory),
          quantilesExactIf(0.5, 0.9, 0.95, 0.99)(v, is_memory), maxIf(v, is_memory)
        FROM (
          SELECT metric.__name__ = 'container_memory_working_set_bytes' AS is_memory,
            metric.namespace AS namespace, metric.container AS container,
            replaceRegexpOne(metric.pod, '{POD_SUFFIX}', '') AS workload, arrayJoin("values") AS v
          FROM file('{path}', 'JSONEachRow',
            'metric {metric}, "values" Array(Float64), timestamps Array(UInt64)'))
        GROUP BY namespace, workload, container
        SETTINGS input_format_json_ignore_unknown_keys_in_named_tuple = 1""",
        result,
    )


def zlib_gzip(path, _, __):
    """zlib alone: what any program that reads .gz with it has to do."""
    import zlib

    inflater = zlib.decompressobj(31)
    with open(path, "rb") as file:
        while block := file.read(1 << 18):
            while block:
                inflater.decompress(block, 1 << 20)
                block = inflater.unconsumed_tail


def start_only(_, __, library):
    """What a peer costs before it does anything."""
    if library == "duckdb":
        duckdb().execute("SELECT 1")
    elif library == "polars":
        __import__("polars")
    elif library == "chdb":
        __import__("chdb").query("SELECT 1", "CSV")


PEERS = {
    "duckdb-csv": duckdb_csv, "duckdb-load": duckdb_load, "duckdb-query": duckdb_query,
    "duckdb-prometheus": duckdb_prometheus, "duckdb-victoriametrics": duckdb_victoriametrics,
    "polars-csv": polars_csv, "chdb-csv": chdb_csv, "chdb-victoriametrics": chdb_victoriametrics,
    "zlib": zlib_gzip, "start": start_only,
}

if __name__ == "__main__":
    name, path, result = sys.argv[1:4]
    PEERS[name](path, result, sys.argv[4] if len(sys.argv) > 4 else "")
