extension Migration {
  /// Version 2: views over limit ranges, quotas, budgets, autoscalers, conditions and states.
  static let clusterViews = Migration(number: 2, sql: ClusterViews.sql)
}
