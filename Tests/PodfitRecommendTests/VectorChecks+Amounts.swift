import Foundation
import PodfitModel
import PodfitProfile
import PodfitRecommend
import Testing

// Vectors of estimates, floors, units and limits.
extension VectorChecks {
  static let estimator: Check = { vector in
    let fields = try vector.fields()
    let input = try fields["input"]
    let expect = try fields["expect"]
    let base = VPAEstimate(
      millicores: input.has("base_cpu_cores")
        ? VPAAmounts.millicores(cores: try input["base_cpu_cores"].number) : 0,
      bytes: input.has("base_mem_bytes") ? VPAAmounts.whole(try input["base_mem_bytes"].number) : 0
    )
    var result = base
    if input.has("multiplier") {
      let confidence = try confidence(input)
      if expect.has("confidence") {
        try agree(confidence, try expect["confidence"].number, fields)
      }
      result = base.scaled(
        by: VPAEstimator.confidenceFactor(
          confidence,
          multiplier: try input["multiplier"].number,
          exponent: try input["exponent"].number
        )
      )
    } else if input.has("margin") {
      result = base.scaled(by: 1 + (try input["margin"].number))
    } else if input.has("min_cpu_cores") || input.has("min_mem_bytes") {
      result = base.atLeast(
        VPAEstimate(
          millicores: input.has("min_cpu_cores")
            ? VPAAmounts.millicores(cores: try input["min_cpu_cores"].number) : 0,
          bytes: input.has("min_mem_bytes") ? try input["min_mem_bytes"].integer : 0
        )
      )
    }
    if expect.has("cpu_cores") {
      let cores = VPAAmounts.cores(millicores: result.millicores)
      try agree(cores, try expect["cpu_cores"].number, fields)
    }
    if expect.has("cpu_millicores") {
      try agree(Double(result.millicores), try expect["cpu_millicores"].number, fields)
    }
    if expect.has("mem_bytes") {
      try agree(Double(result.bytes), try expect["mem_bytes"].number, fields)
    }
  }

  /// The confidence of evenly spaced CPU samples.
  static func confidence(_ input: Fields) throws -> Double {
    var usage = UsageHistograms()
    let spacing = input.has("sample_spacing_s") ? try input["sample_spacing_s"].integer : 0
    for index in 0..<(try input["samples"].integer) {
      usage.addCPU(.cores(1), at: Instant(milliseconds: index * spacing * 1000))
    }
    return usage.confidence(interval: .seconds(try input["interval_s"].integer))
  }

  static let floors: Check = { vector in
    let fields = try vector.fields()
    let input = try fields["input"]
    var estimator = VPAEstimator()
    estimator.podMillicores = try input["pod_min_cpu_millicores"].integer
    estimator.podBytes = try input["pod_min_mem_mib"].integer << 20
    let base = VPAEstimate(
      millicores: VPAAmounts.millicores(cores: try input["base_cpu_cores"].number),
      bytes: VPAAmounts.whole(try input["base_mem_bytes"].number)
    )
    let result = base.atLeast(
      estimator.floor(containersInPod: Int(try input["containers"].integer))
    )
    let expect = try fields["expect"]
    try agree(Double(result.millicores), try expect["cpu_millicores"].number, fields)
    try agree(Double(result.bytes), try expect["mem_bytes"].number, fields)
  }

  static let bounds: Check = { vector in
    let fields = try vector.fields()
    let confidence = try fields["input"]["history_days"].number
    let expect = try fields["expect"]
    try agree(
      VPAEstimator.lowerFactor(confidence: confidence),
      try expect["lower_multiplier"].number,
      fields
    )
    try agree(
      VPAEstimator.upperFactor(confidence: confidence),
      try expect["upper_multiplier"].number,
      fields
    )
  }

  static let endToEnd: Check = { vector in
    let fields = try vector.fields()
    let input = try fields["input"]
    let time = Instant(milliseconds: MadeProfile.start)
    var usage = UsageHistograms()
    for run in try input["cpu_cores_runlength"].rows {
      for _ in 0..<Int(run[1]) { usage.addCPU(.cores(run[0]), at: time) }
    }
    usage.apply(
      try input["mem_daily_peaks_bytes"].numbers.map { .add(Memory(bytes: Int64($0)), at: time) }
    )
    let expect = try fields["expect"]
    let stated = min(
      try input["lifespan_days"].number,
      try input["cpu_sample_count_for_confidence"].number / 1440
    )
    try agree(stated, try expect["confidence"].number, fields)
    let result = VPAEstimator().result(
      for: usage,
      containersInPod: Int(try input["containers_in_pod"].integer),
      confidence: stated
    )
    for (name, estimate) in [
      ("target", result.target), ("lower", result.lower), ("upper", result.upper),
    ] {
      let expected = try expect[name]
      try agree(Double(estimate.millicores), try expected["cpu_m"].number, fields)
      try agree(Double(estimate.bytes), try expected["mem_bytes"].number, fields)
    }
  }

  static let krr: Check = { vector in
    let fields = try vector.fields()
    let input = try fields["input"]
    let expect = try fields["expect"]
    var strategy = KRRSimpleStrategy()
    if input.has("pod_p95_cpu_cores") {
      strategy.cpuFloor = .millicores(try input["floor_m"].integer)
      let quantiles = try input["pod_p95_cpu_cores"].numbers.map { $0 * 1e9 }
      let request = strategy.cpuRequest(podQuantiles: quantiles)
      try agree(request.cores, try expect["request_cores"].number, fields)
      #expect(try expect["limit"].isNull)
      return
    }
    strategy.memoryFactor = 1 + (try input["buffer_pct"].number) / 100
    strategy.killFactor = 1 + (try input["oom_buffer_pct"].number) / 100
    strategy.memoryFloor = .mebibytes(try input["floor_mib"].integer)
    let kill = try input["oom_limit_bytes"].integer
    let request = strategy.memoryRequest(
      podPeaks: try input["pod_max_mem_bytes"].numbers.map { Memory(bytes: Int64($0)) },
      killLimit: kill > 0 ? Memory(bytes: kill) : nil
    )
    try agree(Double(request.bytes), try expect["request_bytes"].number, fields)
    try agree(Double(request.bytes), try expect["limit_bytes"].number, fields)
  }

  // MARK: Units, rounding, limits

  static let units: Check = { vector in
    let fields = try vector.fields()
    let input = try fields["input"]
    let expect = try fields["expect"]
    if input.has("cores") {
      let millicores = VPAAmounts.millicores(cores: try input["cores"].number)
      try agree(Double(millicores), try expect["millicores"].number, fields)
    } else if input.has("millicores") {
      let cores = VPAAmounts.cores(millicores: try input["millicores"].integer)
      try agree(cores, try expect["cores"].number, fields)
    } else if input.has("bytes") {
      let text = try expect["text"].text
      #expect(VPAAmounts.humanized(bytes: try input["bytes"].integer) == text)
    } else if expect.has("bytes_floor") {
      let amount = try Memory(quantity: try input["quantity"].text)
      try agree(Double(amount.bytes), try expect["bytes_floor"].number, fields)
    } else {
      let amount = try CPU(quantity: try input["quantity"].text)
      try agree(amount.cores, try expect["cores"].number, fields)
    }
  }

  static let rounding: Check = { vector in
    let fields = try vector.fields()
    let input = try fields["input"]
    let expect = try fields["expect"]
    if input.has("scale") {
      let scale = try input["scale"].integer
      let value = Memory(bytes: try input["value"].integer)
      let rounded = value.roundedUp(toMultipleOf: Memory(bytes: scale))
      try agree(Double(rounded.bytes), try expect["value"].number, fields)
      // A scale that cannot be is an error there; here the value stays.
      let isError = try expect["error"].flag
      #expect(isError == (scale <= 0))
      return
    }
    let cpu = CPU.millicores(try input["cpu_millicores"].integer)
      .roundedUp(toMultipleOf: .millicores(try input["round_cpu_m"].integer))
    try agree(Double(cpu.millicoresRoundedUp), try expect["cpu_millicores"].number, fields)
    let memory = Memory(bytes: try input["mem_bytes"].integer)
      .roundedUp(toMultipleOf: Memory(bytes: try input["round_mem_bytes"].integer))
    let text = try expect["mem"].text
    if try input["humanize"].flag {
      #expect(VPAAmounts.humanized(bytes: memory.bytes) == text)
    } else {
      #expect("\(memory.bytes)" == text)
    }
  }

  static let wholeCPUs: Check = { vector in
    let fields = try vector.fields()
    let input = try fields["input"]
    let expect = try fields["expect"]
    func whole(_ text: String, optedIn: Bool) throws -> CPU {
      let cpu = try CPU(quantity: text)
      return optedIn ? cpu.roundedUp(toMultipleOf: .cores(1)) : cpu
    }
    if input.has("cpu") {
      let expected = try CPU(quantity: try expect["cpu"].text)
      #expect(try whole(try input["cpu"].text, optedIn: true) == expected)
      return
    }
    for name in input.names where expect.has(name) {
      let container = try input[name]
      let optedIn = container.has("opted_in") ? try container["opted_in"].flag : true
      let expected = try CPU(quantity: try expect[name].text)
      #expect(try whole(try container["cpu"].text, optedIn: optedIn) == expected, "\(name)")
    }
  }

  static let proportional: Check = { vector in
    let fields = try vector.fields()
    let input = try fields["input"]
    let expect = try fields["expect"]
    let isCPU = try input["resource"].text == "cpu"
    func count(_ text: String) throws -> Int64 {
      if isCPU, let cores = Int64(text.replacing("G", with: "000000000")) { return cores * 1000 }
      return isCPU
        ? try CPU(quantity: text).nanocores / 1_000_000 : try Memory(quantity: text).bytes
    }
    func count(_ name: String, in fields: Fields) throws -> Int64? {
      fields.has(name) ? try count(try fields[name].text) : nil
    }
    if input.has("scaled") {
      let result = ProportionalLimit.scaled(
        try count(try input["scaled"].text),
        by: try count(try input["result"].text),
        over: try count(try input["base"].text)
      )
      let expected = try count(try expect["value"].text)
      #expect(result.value == expected)
      return
    }
    let result = ProportionalLimit(
      limit: try count("orig_limit", in: input),
      request: try count("orig_request", in: input),
      newRequest: try count("recommended_request", in: input),
      defaultLimit: try count("default_limit", in: input)
    )
    let expected: Int64?
    if expect.has("limit"), try expect["limit"].text == "9223372036854775807m" {
      expected = .max
    } else {
      expected = try count("limit", in: expect)
    }
    #expect(result.limit == expected)
    let warned = try expect["warning"].flag
    #expect((result.limit == nil || result.isCapped) == warned)
  }
}
