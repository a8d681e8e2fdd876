extension BudgetCalibration {
  /// What two public sets of series say of the next day, of each the larger factor and share.
  ///
  /// Containers of an OpenShift cluster (Operate First "smaug", 1,160 containers, 4.4 days) and virtual
  /// machines (Bitbrains GWA-T-12, 90 machines, 88 days), by this program's own back-test.
  ///
  /// - Source: docs/formulas/budget.md, "Public series"
  public static let publicSeries = BudgetCalibration(
    memory: publicMemory.map { days, podDays, factors in
      // Between the risks of the table the factor of the smaller one holds.
      let known = risks.map { risk in publicRisks.lastIndex { $0 <= risk + 1e-9 } ?? 0 }
      return MemoryWindow(
        days: days,
        podDays: podDays,
        factors: known.map { factors[$0] },
        cost: 0
      )
    },
    cpu: publicCPU.map { days, podDays, shares in
      CPUWindow(
        days: days,
        podDays: podDays,
        points: zip(publicSettings, shares).map { setting, share in
          CPUPoint(
            quantile: setting.quantile,
            factor: setting.factor,
            timeOver: share.timeOver,
            unserved: share.unserved
          )
        }
      )
    },
    source: "public series, not this cluster",
    horizon: 1
  )

  private static let publicRisks = [0.02, 0.03, 0.05, 0.1, 0.2]

  /// Days of the window, pod-days, and a factor for each of the risks.
  private static let publicMemory: [(Int, Int, [Double])] = [
    (1, 9532, [7.449, 4.846, 3.067, 1.801, 1.305]),
    (2, 8964, [4.089, 3.2, 2.194, 1.445, 1.143]),
    (3, 8258, [3.16, 2.371, 1.646, 1.235, 1.052]),
    (5, 6851, [2.015, 1.566, 1.285, 1.101, 0.989]),
    (7, 6714, [1.523, 1.321, 1.178, 1.045, 0.95]),
    (14, 6233, [1.26, 1.146, 1.052, 0.976, 0.879]),
    (28, 5232, [1.123, 1.055, 0.999, 0.933, 0.801]),
  ]

  private static let publicSettings: [(quantile: Double, factor: Double)] = [
    (0.7, 1), (0.8, 1), (0.9, 1), (0.95, 1), (0.98, 1), (0.99, 1),
    (0.995, 1), (0.999, 1), (1, 1), (1, 1.25), (1, 2),
  ]

  /// Days of the window, pod-days, and the shares of time and use above each setting.
  private static let publicCPU: [(Int, Int, [(timeOver: Double, unserved: Double)])] = [
    (
      1, 8855,
      [
        (0.3004, 0.3343), (0.219, 0.2106), (0.1362, 0.1605), (0.0903, 0.1163),
        (0.0565, 0.0764), (0.0404, 0.0667), (0.0333, 0.0622), (0.0255, 0.0573),
        (0.0255, 0.0573), (0.0133, 0.052), (0.0097, 0.0482),
      ]
    ),
    (
      3, 7697,
      [
        (0.2921, 0.3404), (0.2167, 0.2044), (0.1274, 0.1181), (0.0783, 0.1051),
        (0.0444, 0.0289), (0.0296, 0.0225), (0.0209, 0.0189), (0.0119, 0.0137),
        (0.0119, 0.0137), (0.0051, 0.0116), (0.0032, 0.01),
      ]
    ),
    (
      7, 6286,
      [
        (0.2908, 0.3169), (0.2125, 0.1544), (0.1214, 0.0574), (0.0711, 0.0327),
        (0.0365, 0.0169), (0.0226, 0.0124), (0.0142, 0.0089), (0.0072, 0.0044),
        (0.0049, 0.0036), (0.0017, 0.0027), (0.0012, 0.0025),
      ]
    ),
    (
      14, 5832,
      [
        (0.3043, 0.3202), (0.221, 0.1552), (0.1232, 0.0583), (0.0691, 0.021),
        (0.0346, 0.0099), (0.021, 0.0069), (0.0126, 0.0053), (0.0055, 0.0032),
        (0.0032, 0.0014), (0.0013, 0.001), (0.0009, 0.0008),
      ]
    ),
    (
      28, 4879,
      [
        (0.328, 0.3852), (0.2389, 0.1662), (0.1318, 0.042), (0.0722, 0.0151),
        (0.0349, 0.0064), (0.0198, 0.004), (0.0112, 0.0028), (0.004, 0.0013),
        (0.0013, 0.0007), (0.0006, 0.0005), (0.0004, 0.0004),
      ]
    ),
  ]
}
