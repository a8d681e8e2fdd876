extension Migration {
  /// Version 3: views over limit ranges, quotas, budgets, autoscalers, conditions and states.
  static let clusterViews = Migration(number: 3, sql: ClusterViews.sql)
}
