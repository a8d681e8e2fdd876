#include "resources.h"

// The bytes are taken from the files themselves at compile time, so that nothing is kept twice.
#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char demo_cpu_usage_cores_json_gz[] = {
#embed "../../fixtures/demo/cpu_usage_cores.json.gz"
};
static const unsigned char demo_memory_working_set_json_gz[] = {
#embed "../../fixtures/demo/memory_working_set.json.gz"
};
static const unsigned char demo_cpu_counter_leak_json[] = {
#embed "../../fixtures/demo/cpu_counter_leak.json"
};
static const unsigned char demo_jvm_memory_json_gz[] = {
#embed "../../fixtures/demo/jvm_memory.json.gz"
};
static const unsigned char demo_throttling_json[] = {
#embed "../../fixtures/demo/throttling.json"
};
static const unsigned char demo_restarts_json[] = {
#embed "../../fixtures/demo/restarts.json"
};
static const unsigned char demo_terminated_json[] = {
#embed "../../fixtures/demo/terminated.json"
};
static const unsigned char demo_pod_owner_json[] = {
#embed "../../fixtures/demo/pod_owner.json"
};
static const unsigned char demo_replicaset_owner_json[] = {
#embed "../../fixtures/demo/replicaset_owner.json"
};
static const unsigned char demo_job_owner_json[] = {
#embed "../../fixtures/demo/job_owner.json"
};
static const unsigned char demo_pods_json_gz[] = {
#embed "../../fixtures/demo/pods.json.gz"
};
static const unsigned char demo_nodes_json_gz[] = {
#embed "../../fixtures/demo/nodes.json.gz"
};
static const unsigned char demo_workloads_json_gz[] = {
#embed "../../fixtures/demo/workloads.json.gz"
};
static const unsigned char demo_manifests_shop_yaml[] = {
#embed "../../fixtures/demo/manifests/shop.yaml"
};
static const unsigned char week_w47_cpu_counter_leak_json_gz[] = {
#embed "../../fixtures/demo/weeks/2026-W47/cpu_counter_leak.json.gz"
};
static const unsigned char week_w47_cpu_usage_cores_json_gz[] = {
#embed "../../fixtures/demo/weeks/2026-W47/cpu_usage_cores.json.gz"
};
static const unsigned char week_w47_job_owner_json_gz[] = {
#embed "../../fixtures/demo/weeks/2026-W47/job_owner.json.gz"
};
static const unsigned char week_w47_jvm_memory_json_gz[] = {
#embed "../../fixtures/demo/weeks/2026-W47/jvm_memory.json.gz"
};
static const unsigned char week_w47_memory_working_set_json_gz[] = {
#embed "../../fixtures/demo/weeks/2026-W47/memory_working_set.json.gz"
};
static const unsigned char week_w47_nodes_json_gz[] = {
#embed "../../fixtures/demo/weeks/2026-W47/nodes.json.gz"
};
static const unsigned char week_w47_pod_owner_json_gz[] = {
#embed "../../fixtures/demo/weeks/2026-W47/pod_owner.json.gz"
};
static const unsigned char week_w47_pods_json_gz[] = {
#embed "../../fixtures/demo/weeks/2026-W47/pods.json.gz"
};
static const unsigned char week_w47_replicaset_owner_json_gz[] = {
#embed "../../fixtures/demo/weeks/2026-W47/replicaset_owner.json.gz"
};
static const unsigned char week_w47_restarts_json_gz[] = {
#embed "../../fixtures/demo/weeks/2026-W47/restarts.json.gz"
};
static const unsigned char week_w47_terminated_json_gz[] = {
#embed "../../fixtures/demo/weeks/2026-W47/terminated.json.gz"
};
static const unsigned char week_w47_throttling_json_gz[] = {
#embed "../../fixtures/demo/weeks/2026-W47/throttling.json.gz"
};
static const unsigned char week_w47_workloads_json_gz[] = {
#embed "../../fixtures/demo/weeks/2026-W47/workloads.json.gz"
};
static const unsigned char week_w48_cpu_counter_leak_json_gz[] = {
#embed "../../fixtures/demo/weeks/2026-W48/cpu_counter_leak.json.gz"
};
static const unsigned char week_w48_cpu_usage_cores_json_gz[] = {
#embed "../../fixtures/demo/weeks/2026-W48/cpu_usage_cores.json.gz"
};
static const unsigned char week_w48_job_owner_json_gz[] = {
#embed "../../fixtures/demo/weeks/2026-W48/job_owner.json.gz"
};
static const unsigned char week_w48_jvm_memory_json_gz[] = {
#embed "../../fixtures/demo/weeks/2026-W48/jvm_memory.json.gz"
};
static const unsigned char week_w48_memory_working_set_json_gz[] = {
#embed "../../fixtures/demo/weeks/2026-W48/memory_working_set.json.gz"
};
static const unsigned char week_w48_nodes_json_gz[] = {
#embed "../../fixtures/demo/weeks/2026-W48/nodes.json.gz"
};
static const unsigned char week_w48_pod_owner_json_gz[] = {
#embed "../../fixtures/demo/weeks/2026-W48/pod_owner.json.gz"
};
static const unsigned char week_w48_pods_json_gz[] = {
#embed "../../fixtures/demo/weeks/2026-W48/pods.json.gz"
};
static const unsigned char week_w48_replicaset_owner_json_gz[] = {
#embed "../../fixtures/demo/weeks/2026-W48/replicaset_owner.json.gz"
};
static const unsigned char week_w48_restarts_json_gz[] = {
#embed "../../fixtures/demo/weeks/2026-W48/restarts.json.gz"
};
static const unsigned char week_w48_terminated_json_gz[] = {
#embed "../../fixtures/demo/weeks/2026-W48/terminated.json.gz"
};
static const unsigned char week_w48_throttling_json_gz[] = {
#embed "../../fixtures/demo/weeks/2026-W48/throttling.json.gz"
};
static const unsigned char week_w48_workloads_json_gz[] = {
#embed "../../fixtures/demo/weeks/2026-W48/workloads.json.gz"
};
static const unsigned char schemas_recommendations_schema_json[] = {
#embed "../../docs/schemas/recommendations.schema.json"
};
static const unsigned char schemas_nodes_schema_json[] = {
#embed "../../docs/schemas/nodes.schema.json"
};
static const unsigned char schemas_bins_schema_json[] = {
#embed "../../docs/schemas/bins.schema.json"
};
static const unsigned char schemas_nodes_replay_schema_json[] = {
#embed "../../docs/schemas/nodes-replay.schema.json"
};
static const unsigned char schemas_nodes_attribution_schema_json[] = {
#embed "../../docs/schemas/nodes-attribution.schema.json"
};
static const unsigned char schemas_nodes_scenario_schema_json[] = {
#embed "../../docs/schemas/nodes-scenario.schema.json"
};
static const unsigned char schemas_ingest_schema_json[] = {
#embed "../../docs/schemas/ingest.schema.json"
};
static const unsigned char schemas_report_schema_json[] = {
#embed "../../docs/schemas/report.schema.json"
};
static const unsigned char schemas_explain_schema_json[] = {
#embed "../../docs/schemas/explain.schema.json"
};
static const unsigned char schemas_profile_schema_json[] = {
#embed "../../docs/schemas/profile.schema.json"
};
static const unsigned char schemas_check_schema_json[] = {
#embed "../../docs/schemas/check.schema.json"
};
static const unsigned char schemas_jvm_explain_schema_json[] = {
#embed "../../docs/schemas/jvm-explain.schema.json"
};
static const unsigned char schemas_jvm_gclog_schema_json[] = {
#embed "../../docs/schemas/jvm-gclog.schema.json"
};
static const unsigned char schemas_queries_schema_json[] = {
#embed "../../docs/schemas/queries.schema.json"
};
static const unsigned char schemas_pull_schema_json[] = {
#embed "../../docs/schemas/pull.schema.json"
};
static const unsigned char schemas_jvm_size_schema_json[] = {
#embed "../../docs/schemas/jvm-size.schema.json"
};
static const unsigned char schemas_rules_schema_json[] = {
#embed "../../docs/schemas/rules.schema.json"
};
static const unsigned char schemas_baseline_schema_json[] = {
#embed "../../docs/schemas/baseline.schema.json"
};
static const unsigned char schemas_config_schema_json[] = {
#embed "../../docs/schemas/config.schema.json"
};
static const unsigned char schemas_apply_status_schema_json[] = {
#embed "../../docs/schemas/apply-status.schema.json"
};
static const unsigned char schemas_diff_schema_json[] = {
#embed "../../docs/schemas/diff.schema.json"
};
static const unsigned char schemas_backtest_schema_json[] = {
#embed "../../docs/schemas/backtest.schema.json"
};

static const podfit_resource resources[] = {
  {"demo/cpu_usage_cores.json.gz", demo_cpu_usage_cores_json_gz, sizeof demo_cpu_usage_cores_json_gz},
  {"demo/memory_working_set.json.gz", demo_memory_working_set_json_gz, sizeof demo_memory_working_set_json_gz},
  {"demo/cpu_counter_leak.json", demo_cpu_counter_leak_json, sizeof demo_cpu_counter_leak_json},
  {"demo/jvm_memory.json.gz", demo_jvm_memory_json_gz, sizeof demo_jvm_memory_json_gz},
  {"demo/throttling.json", demo_throttling_json, sizeof demo_throttling_json},
  {"demo/restarts.json", demo_restarts_json, sizeof demo_restarts_json},
  {"demo/terminated.json", demo_terminated_json, sizeof demo_terminated_json},
  {"demo/pod_owner.json", demo_pod_owner_json, sizeof demo_pod_owner_json},
  {"demo/replicaset_owner.json", demo_replicaset_owner_json, sizeof demo_replicaset_owner_json},
  {"demo/job_owner.json", demo_job_owner_json, sizeof demo_job_owner_json},
  {"demo/pods.json.gz", demo_pods_json_gz, sizeof demo_pods_json_gz},
  {"demo/nodes.json.gz", demo_nodes_json_gz, sizeof demo_nodes_json_gz},
  {"demo/workloads.json.gz", demo_workloads_json_gz, sizeof demo_workloads_json_gz},
  {"demo/manifests/shop.yaml", demo_manifests_shop_yaml, sizeof demo_manifests_shop_yaml},
  {"weeks/2026-W47/cpu_counter_leak.json.gz", week_w47_cpu_counter_leak_json_gz, sizeof week_w47_cpu_counter_leak_json_gz},
  {"weeks/2026-W47/cpu_usage_cores.json.gz", week_w47_cpu_usage_cores_json_gz, sizeof week_w47_cpu_usage_cores_json_gz},
  {"weeks/2026-W47/job_owner.json.gz", week_w47_job_owner_json_gz, sizeof week_w47_job_owner_json_gz},
  {"weeks/2026-W47/jvm_memory.json.gz", week_w47_jvm_memory_json_gz, sizeof week_w47_jvm_memory_json_gz},
  {"weeks/2026-W47/memory_working_set.json.gz", week_w47_memory_working_set_json_gz, sizeof week_w47_memory_working_set_json_gz},
  {"weeks/2026-W47/nodes.json.gz", week_w47_nodes_json_gz, sizeof week_w47_nodes_json_gz},
  {"weeks/2026-W47/pod_owner.json.gz", week_w47_pod_owner_json_gz, sizeof week_w47_pod_owner_json_gz},
  {"weeks/2026-W47/pods.json.gz", week_w47_pods_json_gz, sizeof week_w47_pods_json_gz},
  {"weeks/2026-W47/replicaset_owner.json.gz", week_w47_replicaset_owner_json_gz, sizeof week_w47_replicaset_owner_json_gz},
  {"weeks/2026-W47/restarts.json.gz", week_w47_restarts_json_gz, sizeof week_w47_restarts_json_gz},
  {"weeks/2026-W47/terminated.json.gz", week_w47_terminated_json_gz, sizeof week_w47_terminated_json_gz},
  {"weeks/2026-W47/throttling.json.gz", week_w47_throttling_json_gz, sizeof week_w47_throttling_json_gz},
  {"weeks/2026-W47/workloads.json.gz", week_w47_workloads_json_gz, sizeof week_w47_workloads_json_gz},
  {"weeks/2026-W48/cpu_counter_leak.json.gz", week_w48_cpu_counter_leak_json_gz, sizeof week_w48_cpu_counter_leak_json_gz},
  {"weeks/2026-W48/cpu_usage_cores.json.gz", week_w48_cpu_usage_cores_json_gz, sizeof week_w48_cpu_usage_cores_json_gz},
  {"weeks/2026-W48/job_owner.json.gz", week_w48_job_owner_json_gz, sizeof week_w48_job_owner_json_gz},
  {"weeks/2026-W48/jvm_memory.json.gz", week_w48_jvm_memory_json_gz, sizeof week_w48_jvm_memory_json_gz},
  {"weeks/2026-W48/memory_working_set.json.gz", week_w48_memory_working_set_json_gz, sizeof week_w48_memory_working_set_json_gz},
  {"weeks/2026-W48/nodes.json.gz", week_w48_nodes_json_gz, sizeof week_w48_nodes_json_gz},
  {"weeks/2026-W48/pod_owner.json.gz", week_w48_pod_owner_json_gz, sizeof week_w48_pod_owner_json_gz},
  {"weeks/2026-W48/pods.json.gz", week_w48_pods_json_gz, sizeof week_w48_pods_json_gz},
  {"weeks/2026-W48/replicaset_owner.json.gz", week_w48_replicaset_owner_json_gz, sizeof week_w48_replicaset_owner_json_gz},
  {"weeks/2026-W48/restarts.json.gz", week_w48_restarts_json_gz, sizeof week_w48_restarts_json_gz},
  {"weeks/2026-W48/terminated.json.gz", week_w48_terminated_json_gz, sizeof week_w48_terminated_json_gz},
  {"weeks/2026-W48/throttling.json.gz", week_w48_throttling_json_gz, sizeof week_w48_throttling_json_gz},
  {"weeks/2026-W48/workloads.json.gz", week_w48_workloads_json_gz, sizeof week_w48_workloads_json_gz},
  {"schemas/recommendations.schema.json", schemas_recommendations_schema_json, sizeof schemas_recommendations_schema_json},
  {"schemas/nodes.schema.json", schemas_nodes_schema_json, sizeof schemas_nodes_schema_json},
  {"schemas/bins.schema.json", schemas_bins_schema_json, sizeof schemas_bins_schema_json},
  {"schemas/nodes-replay.schema.json", schemas_nodes_replay_schema_json, sizeof schemas_nodes_replay_schema_json},
  {"schemas/nodes-attribution.schema.json", schemas_nodes_attribution_schema_json, sizeof schemas_nodes_attribution_schema_json},
  {"schemas/nodes-scenario.schema.json", schemas_nodes_scenario_schema_json, sizeof schemas_nodes_scenario_schema_json},
  {"schemas/ingest.schema.json", schemas_ingest_schema_json, sizeof schemas_ingest_schema_json},
  {"schemas/report.schema.json", schemas_report_schema_json, sizeof schemas_report_schema_json},
  {"schemas/explain.schema.json", schemas_explain_schema_json, sizeof schemas_explain_schema_json},
  {"schemas/profile.schema.json", schemas_profile_schema_json, sizeof schemas_profile_schema_json},
  {"schemas/check.schema.json", schemas_check_schema_json, sizeof schemas_check_schema_json},
  {"schemas/rules.schema.json", schemas_rules_schema_json, sizeof schemas_rules_schema_json},
  {"schemas/baseline.schema.json", schemas_baseline_schema_json, sizeof schemas_baseline_schema_json},
  {"schemas/jvm-explain.schema.json", schemas_jvm_explain_schema_json, sizeof schemas_jvm_explain_schema_json},
  {"schemas/jvm-gclog.schema.json", schemas_jvm_gclog_schema_json, sizeof schemas_jvm_gclog_schema_json},
  {"schemas/jvm-size.schema.json", schemas_jvm_size_schema_json, sizeof schemas_jvm_size_schema_json},
  {"schemas/queries.schema.json", schemas_queries_schema_json, sizeof schemas_queries_schema_json},
  {"schemas/pull.schema.json", schemas_pull_schema_json, sizeof schemas_pull_schema_json},
  {"schemas/config.schema.json", schemas_config_schema_json, sizeof schemas_config_schema_json},
  {"schemas/apply-status.schema.json", schemas_apply_status_schema_json, sizeof schemas_apply_status_schema_json},
  {"schemas/diff.schema.json", schemas_diff_schema_json, sizeof schemas_diff_schema_json},
  {"schemas/backtest.schema.json", schemas_backtest_schema_json, sizeof schemas_backtest_schema_json},
};

size_t podfit_resource_count(void) { return sizeof resources / sizeof resources[0]; }

podfit_resource podfit_resource_at(size_t index) { return resources[index]; }
