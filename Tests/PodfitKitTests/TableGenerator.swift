import PodfitModel

/// Tables of the neutral schema with all that real and hostile files have, and what they say.
struct TableGenerator {
  /// How a table is arranged.
  enum Order: CaseIterable { case byTime, bySeries, shuffled, backwards }

  /// The text.
  private(set) var text = "time,namespace,workload,pod,container,cpu,window_s,memory,note\n"
  /// The samples of each series; of equal times the larger one.
  private(set) var samples: [SeriesKey: [Int64: Int64]] = [:]
  /// Rows and cells that cannot be used.
  private(set) var rejected = 0
  /// The lines of the first three of them.
  private(set) var badLines: [Int] = []
  private var line = 2
  private var random: SplitMix

  /// SplitMix64.
  private struct SplitMix: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
      return z ^ z >> 31
    }
  }

  init(seed: UInt64, order: Order, containers: Int, times: Int, hostile: Bool) {
    random = SplitMix(state: seed)
    var rows: [(container: Int, time: Int)] = []
    switch order {
    case .byTime, .shuffled:
      for time in 0..<times { for container in 0..<containers { rows.append((container, time)) } }
    case .bySeries:
      for container in 0..<containers { for time in 0..<times { rows.append((container, time)) } }
    case .backwards:
      for time in (0..<times).reversed() {
        for container in 0..<containers { rows.append((container, time)) }
      }
    }
    if order == .shuffled { rows.shuffle(using: &random) }
    for row in rows { add(row.container, row.time, hostile) }
  }

  private mutating func chance(_ one: Int) -> Bool { Int.random(in: 0..<one, using: &random) == 0 }

  private mutating func add(_ container: Int, _ step: Int, _ hostile: Bool) {
    // Half a day before midnight on, so that every series crosses days.
    let time = 1_795_176_000_000 + Int64(step) * 300_000
    let second = time / 1_000 % 86_400
    let days = ["2026-11-20", "2026-11-21", "2026-11-22", "2026-11-23", "2026-11-24", "2026-11-25"]
    let day = days[Int((time - 1_795_132_800_000) / 86_400_000)]
    func two(_ number: Int64) -> String { (number < 10 ? "0" : "") + "\(number)" }
    let clock = "\(two(second / 3_600)):\(two(second / 60 % 60)):\(two(second % 60))"
    var timeText = "\(day)T\(clock)Z"
    if hostile, chance(30) { timeText = "\(time / 1_000)" }
    if hostile, chance(30) { timeText = "\(time)" }
    if hostile, chance(30) { timeText = "\(day) \(clock).000+00:00" }

    let micro = Int64.random(in: 0...3_000_000, using: &random)
    var digits = "\(micro % 1_000_000)"
    while digits.utf8.count < 6 { digits = "0" + digits }
    var cpuText = "\(micro / 1_000_000).\(digits)"
    var cpu: Int64? = micro * 1_000
    var memory: Int64? = Int64.random(in: 1_000...200_000, using: &random) * 4_096
    if hostile, chance(20) { memory = Int64.random(in: 0...1 << 45, using: &random) }
    var memoryText = "\(memory ?? 0)"
    var window = container % 3 == 0 ? "300" : ""
    if hostile {
      if chance(40) { (cpuText, cpu) = ("", nil) }
      if chance(40) { (cpuText, cpu) = ("NaN", nil) }
      if chance(40) { (cpuText, cpu) = ("250m", 250_000_000) }
      if chance(40) { (cpuText, cpu) = ("1.5e-3", 1_500_000) }
      if chance(40) { (memoryText, memory) = ("", nil) }
      if chance(40) { (memoryText, memory) = ("12Mi", 12 << 20) }
      if chance(60) { window = "60" }
    }
    var pod = "service-\(container)-7d9f"
    let name = container % 2 == 0 ? "main" : "sidecar"
    if hostile, chance(25) { pod = "\"\(pod)\"" }
    var row = "\(timeText),team-\(container % 4),service-\(container),\(pod),\(name)"
    row += ",\(cpuText),\(window),\(memoryText),\(chance(3) ? "x" : "")"
    var bad = false
    if hostile, chance(80) {
      bad = true
      row =
        [row + ",more", "yesterday" + String(row.drop { $0 != "," }), "short,row"][
          Int(random.next() % 3)
        ]
    }
    text += row + (hostile && chance(9) ? "\r\n" : "\n")
    if bad { reject() }
    if !bad {
      if hostile, chance(200) { addNegative(timeText, container, name) }
      let key = PodContainerID(
        pod: PodID(
          cluster: "default",
          namespace: "team-\(container % 4)",
          name: "service-\(container)-7d9f"
        ),
        container: name
      )
      keep(key, .cpuUsage, time, cpu)
      keep(key, .memoryWorkingSet, time, memory)
    }
    line += 1
    if hostile, chance(100) {
      text += "\n"
      line += 1
    }
    if hostile, !bad, chance(50) {
      // The same row once more: nothing new, or not the larger one.
      text += row + "\n"
      line += 1
    }
  }

  /// A cell that cannot be used, in a row of its own that says nothing else.
  private mutating func addNegative(_ time: String, _ container: Int, _ name: String) {
    line += 1
    text +=
      "\(time),team-\(container % 4),service-\(container),service-\(container)-7d9f,\(name),-1,,,\n"
    reject()
  }

  private mutating func reject() {
    rejected += 1
    if badLines.count < 3 { badLines.append(line) }
  }

  private mutating func keep(
    _ container: PodContainerID,
    _ metric: Metric,
    _ time: Int64,
    _ value: Int64?
  ) {
    guard let value else { return }
    let key = SeriesKey(container: container, metric: metric)
    samples[key, default: [:]][time] = max(samples[key]?[time] ?? .min, value)
  }
}
