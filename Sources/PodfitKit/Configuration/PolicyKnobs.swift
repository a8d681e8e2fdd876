import PodfitCheck
import PodfitJVM
import PodfitModel
import PodfitRecommend

extension Knob<Policy> {
  /// All settings of a policy, in the order in which they are documented.
  static let policy: [Knob] = [
    .cpu("cpu-floor", \.cpuFloor, "no CPU request is smaller"),
    .memory("memory-floor", \.memoryFloor, "no memory request is smaller"),
    .cpu("cpu-unit", \.cpuUnit, "CPU requests and limits are multiples of this, rounded up"),
    .memory(
      "memory-unit",
      \.memoryUnit,
      "memory requests and limits are multiples of this, rounded up"
    ),
    .ratio(
      "rounding-cost",
      \.roundingCost,
      "rounding adds no more than this share, else a finer unit is taken"
    ),
    .cpu("cpu-cap", \.cpuCap, "no CPU request or limit is larger"),
    .memory("memory-cap", \.memoryCap, "no memory request or limit is larger"),
    .factor("limit-ratio", \.limitRatio, "no limit is more than this many times its request"),
    .choice("cpu-limit", \.cpuLimit, "what becomes of CPU limits"),
    .choice("memory-limit", \.memoryLimit, "what becomes of memory limits"),
    .flag(
      overridesKey,
      \.overridesStrategyLimits,
      "whether both rules also hold where a strategy has its own; true where one of them is set"
    ),
    .ratio(
      "minimum-change",
      \.minimumChange,
      "a change of no more than this share of what is in force is not made"
    ),
    .ratio(
      "max-step",
      \.maxStep,
      "no advice lowers a request or limit by more than this share of what is in force"
    ),
    .choice("never-lower", \.neverLower, "what may rise and must not fall"),
    .choice("service-class", \.serviceClass, "what becomes of Guaranteed pods"),
    .choice("whole-cpus", \.wholeCPUs, "which Guaranteed pods with whole CPUs keep them whole"),
    .ratio(
      "throttled-ratio",
      \.throttledRatio,
      "with more throttled periods CPU seen is a lower bound, and the limit does not fall"
    ),
    .ratio(
      "clipped-ratio",
      \.clippedRatio,
      "with more CPU samples that are lower bounds the demand behind them is estimated"
    ),
    .choice(
      "autoscaler",
      \.autoscaler,
      "what becomes of requests that a horizontal autoscaler measures use against"
    ),
    .risk(
      "oom-days",
      \.budget.oomDays,
      "strategy budget: pod-days on which memory may exceed its limit; none for that of the newest"
        + " back-test, else \(KnobText.percent(RiskBudget().oomDays))"
    ),
    .risk(
      "cpu-time-over",
      \.budget.cpuTimeOver,
      "strategy budget: time that CPU use may be above the request; none likewise"
        + ", else \(KnobText.percent(RiskBudget().cpuTimeOver))"
    ),
    .risk(
      "cpu-unserved",
      \.budget.cpuUnserved,
      "strategy budget: CPU use that may be above the request; none likewise"
        + ", else \(KnobText.percent(RiskBudget().cpuUnserved))"
    ),
    .number(
      "most-restarts-per-pod-day",
      \.mostRestartsPerPodDay,
      "with more restarts a day of each pod there is no number"
    ),
    .span("least-span", \.leastSpan, "the least time from first to last sample for a number"),
    .span("least-covered", \.leastCovered, "the least time that samples cover for a number"),
    .span(
      "least-span-for-limit",
      \.leastSpanForLimit,
      "the least history for a memory limit where there was none: from first to last sample, and no"
        + " more than twice the time they cover"
    ),
    .number("jvm-price-cpu", \.jvm.prices.core, "the price of a core, for totals and JVM heaps"),
    .number(
      "jvm-price-memory",
      \.jvm.prices.gibibyte,
      "the price of a GiB, for totals and JVM heaps"
    ),
    .choice("jvm-goal", \.jvm.goal, "JVM heaps: what they are sized for"),
    .choice(
      "jvm-page-cache",
      \.jvm.pageCache,
      "page cache of Kafka, Cassandra and the like: in the limit, or the node's"
    ),
  ]

  /// The key of whether the rules for limits hold over those of strategies.
  static var overridesKey: String { "overrides-strategy-limits" }
}

extension Knob<CheckThresholds> {
  /// All thresholds of a check, in the order in which they are documented.
  static let thresholds: [Knob] = [
    .number("warning-above", \.warningAbove, "a warning above this many times the advised value"),
    .number("error-above", \.errorAbove, "an error above this many times the advised value"),
    .ratio("below", \.below, "too little below this share of the advised value"),
    .cpu("least-cpu", \.leastCPU, "smaller differences of CPU are no finding", orZero: true),
    .memory(
      "least-memory",
      \.leastMemory,
      "smaller differences of memory are no finding",
      orZero: true
    ),
    .number(
      "memory-limit-ratio",
      \.memoryLimitRatio,
      "a memory limit above this many times the request is unsafe"
    ),
    .number(
      "cpu-limit-ratio",
      \.cpuLimitRatio,
      "a CPU limit above this many times the request is unsafe"
    ),
  ]
}
