import Foundation
import PodfitModel
import PodfitProfile
import PodfitRecommend
import Testing

// Vectors of samples on their way into the sketches.
extension VectorChecks {
  static let peaks: Check = { vector in
    let fields = try vector.fields()
    let input = try fields["input"]
    let start = try input["t0"].time
    var peaks = MemoryPeaks(interval: .seconds(try input["memory_interval_s"].integer))
    peaks.outOfMemoryRatio = try input["oom_ratio"].number
    peaks.outOfMemoryBump = Memory(bytes: try input["oom_min_bump_bytes"].integer)
    var intake = SampleIntake(peaks: peaks)
    var accepted: [Bool] = []
    var cpu: [[Double]] = []
    var changes: [MemoryPeaks.Change] = []
    for event in try input["events"].list {
      let offset = try event["at_s"].integer
      let time = start + .seconds(offset)
      if event.has("cpu_m") {
        let usage = CPU.millicores(try event["cpu_m"].integer)
        accepted.append(intake.acceptsCPU(usage, at: time))
        if accepted.last == true {
          cpu.append([usage.cores, UsageHistograms.cpuWeight, Double(offset)])
        }
        continue
      }
      let result =
        event.has("mem")
        ? intake.peaks.add(Memory(bytes: try event["mem"].integer), at: time)
        : intake.peaks.addKill(
          request: Memory(bytes: try event["oom_request"].integer),
          at: time
        )
      accepted.append(result != nil)
      changes += result ?? []
    }
    let expect = try fields["expect"]
    let operations = try expect["mem_hist_ops"].list.map { operation -> MemoryPeaks.Change in
      let parts = try operation.list
      let peak = Memory(bytes: try parts[1].integer)
      let weight = try parts[2].number
      #expect(weight == UsageHistograms.memoryWeight)
      let time = start + .seconds(try parts[3].integer)
      return try parts[0].text == "add" ? .add(peak, at: time) : .subtract(peak, at: time)
    }
    #expect(changes == operations)
    if expect.has("accepted") {
      let expected = try expect["accepted"].list.map { try $0.flag }
      #expect(accepted == expected)
    }
    if expect.has("cpu_hist_adds") {
      let expected = try expect["cpu_hist_adds"].rows
      #expect(cpu == expected)
    }
    if expect.has("oom_rejected") {
      let isRejected = try expect["oom_rejected"].flag
      #expect((accepted.last == false) == isRejected)
    }
  }

  static let writer: Check = { vector in
    let fields = try vector.fields()
    let input = try fields["input"]
    let time = Instant(milliseconds: try input["sample_unixtime"].integer * 1000)
    let now = Instant(milliseconds: try input["now_unixtime"].integer * 1000)
    var intake = SampleIntake()
    var usage = UsageHistograms()
    let peak = Memory(bytes: try input["mem_sample_bytes"].integer)
    let changes = intake.peaks.add(peak, at: time)
    usage.apply(try #require(changes))
    let empty = try fields["expect"]["mem_hist_empty"].flag
    #expect(usage.closed(at: now, open: intake.peaks).memory.isEmpty == empty)
  }

  static let aggregate: Check = { vector in
    let fields = try vector.fields()
    let input = try fields["input"]
    let expect = try fields["expect"]
    if expect.has("expired") {
      let interval = TimeSpan.seconds(try input["interval_s"].integer)
      let count = try input["interval_count"].integer
      let expected = try expect["expired"].flag
      let age = [
        "age_since_last_sample_s", "age_since_creation_s", "age_s",
      ].first(where: input.has)
      let now = Instant(milliseconds: try input[try #require(age)].integer * 1000)
      var usage = UsageHistograms(created: Instant(milliseconds: 0))
      if age == "age_since_last_sample_s" {
        usage.addCPU(.cores(1), at: Instant(milliseconds: 0))
      }
      #expect(usage.isExpired(at: now, interval: interval, count: count) == expected)
    } else if input.has("version") {
      try loadAggregate(input, expect)
    } else if input.has("cpu_adds") {
      try saveAggregate(input, expect)
    } else {
      try mergeAggregates(fields, input, expect)
    }
  }

  private static func loadAggregate(_ input: Fields, _ expect: Fields) throws {
    let checkpoint = UsageCheckpoint(
      version: try input["version"].text,
      cpu: input.has("cpu") ? try self.checkpoint(try input["cpu"]) : nil,
      memory: input.has("mem") ? try self.checkpoint(try input["mem"]) : nil,
      sampleCount: input.has("samples") ? Int(try input["samples"].integer) : 0
    )
    if expect.has("error") {
      #expect(throws: SketchError.self) { try UsageHistograms(checkpoint: checkpoint) }
      return
    }
    let usage = try UsageHistograms(checkpoint: checkpoint)
    let samples = Int(try expect["samples"].integer)
    let (cpu, memory) = (try expect["cpu_empty"].flag, try expect["mem_empty"].flag)
    #expect(usage.sampleCount == samples)
    #expect(usage.cpu.isEmpty == cpu)
    #expect(usage.memory.isEmpty == memory)
  }

  private static func saveAggregate(_ input: Fields, _ expect: Fields) throws {
    var usage = UsageHistograms()
    let time = try input["first"].time
    usage.firstSample = time
    usage.lastSample = try input["last"].time
    usage.sampleCount = Int(try input["samples"].integer)
    for add in try input["cpu_adds"].rows { usage.cpu.add(add[0], weight: add[1], at: time) }
    for add in try input["mem_adds"].rows { usage.memory.add(add[0], weight: add[1], at: time) }
    let saved = usage.checkpoint
    let (cpu, memory) = (
      Int(try expect["cpu_buckets"].integer), Int(try expect["mem_buckets"].integer)
    )
    let (samples, version) = (Int(try expect["samples"].integer), try expect["version"].text)
    #expect(saved.cpu?.bucketWeights.count == cpu)
    #expect(saved.memory?.bucketWeights.count == memory)
    #expect(saved.sampleCount == samples)
    #expect(saved.version == version)
  }

  /// Each sample comes from a pod of its own, and all of one container name are merged.
  private static func mergeAggregates(_ fields: Fields, _ input: Fields, _ expect: Fields) throws {
    let time = Instant(milliseconds: MadeProfile.start)
    var merged: [String: UsageHistograms] = [:]
    for name in try input["cpu"].names {
      for cores in try input["cpu"][name].numbers {
        var usage = UsageHistograms()
        usage.addCPU(.cores(cores), at: time)
        try merged[name, default: UsageHistograms()].merge(usage)
      }
      for bytes in try input["mem"][name].numbers {
        var usage = UsageHistograms()
        usage.apply([.add(Memory(bytes: Int64(bytes)), at: time)])
        try merged[name, default: UsageHistograms()].merge(usage)
      }
    }
    let counts = try expect["sample_counts"]
    for name in counts.names {
      let count = Int(try counts[name].integer)
      #expect(merged[name]?.sampleCount == count)
    }
    var expected = DecayingHistogram(.memoryBytes, halfLife: .days(1))
    for add in try expect["app-A_mem_adds"].rows {
      expected.add(add[0], weight: add[1], at: time)
    }
    #expect(merged["app-A"]?.memory == expected)
  }
}
