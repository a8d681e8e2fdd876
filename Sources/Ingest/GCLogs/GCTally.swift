import PodfitModel

/// Adds up what the lines of a log say.
///
/// Knows nothing of how lines look. A JVM's life begins with the line that names the collector, or
/// where uptime goes back; registers hold what is told before or after the line that counts.
struct GCTally {
  /// At most so many heap points are kept; beyond it those of young collections are thinned out.
  static let pointLimit = 1 << 16
  private static let cleanup = Array("Concurrent cleanup".utf8)

  private(set) var log = GCLog()
  private var pauses = PauseSketch()
  private var phases = PhaseCounts()
  private var life = Life()
  private var register = Register()

  /// One life of a JVM.
  private struct Life {
    var first: Double?
    var last: Double?
    /// Wall clock less uptime in seconds, from the first line that has a wall clock.
    var wallBase: Double?
    var sawStart = false
    var hasEvents = false
    var fulls = 0
    var wasFull = false
    /// The heap after the last collection, to see what is allocated until the next.
    var used: Int64?
    var usedTime: Double?
  }

  /// What waits for the line it belongs to.
  private struct Register {
    var survivorRegions: Int64?
    var oldCapacity: Int64?
    var live: Int64?
    var liveUnit: Int64 = 1
    var youngLive: Int64?
    var allocated: Int64?
    var garbage: Double?
    var garbageRounding = 0.0
    var oldGarbage: Int64?
    /// Whether marking has ended and no cleanup has followed.
    var isMarked = false
  }

  /// Counts a line.
  mutating func countLine() { log.lines += 1 }

  /// Counts a line that said something.
  mutating func countUse() { log.usedLines += 1 }

  /// Notes something a user should know.
  mutating func remark(_ text: String) {
    if log.remarks.count < 50, !log.remarks.contains(text) { log.remarks.append(text) }
  }

  /// Notes that the log goes as far back, or as far, as `moment`.
  mutating func touch(_ moment: GCMoment) { _ = advance(to: moment, isStart: false) }

  /// Marks the log as one from before JDK 9.
  mutating func markLegacy() { log.isLegacy = true }

  /// Notes who collects, where nothing has told before.
  mutating func infer(_ collector: GarbageCollector) {
    log.collector = log.collector ?? collector
  }

  /// Notes the capacity of the old generation for the collection that is taken next.
  mutating func noteOld(capacity: Int64?) { register.oldCapacity = capacity }

  /// Takes what one line says.
  mutating func take(_ statement: GCStatement, _ bytes: Span<UInt8>, at moment: GCMoment) {
    let time = advance(to: moment, isStart: statement.isStart)
    infer(from: statement)
    switch statement {
    case .collector(let collector):
      log.collector = collector
      life.sawStart = true
    case .generational(let isGenerational): log.isGenerational = isGenerational
    case .version(let text): log.jdk = text
    case .cpus(let count): log.cpus = Int(exactly: count)
    case .memory(let bytes): log.memory = Memory(bytes: bytes)
    case .setting(.heapMax, let bytes): log.heapMax = Memory(bytes: bytes)
    case .setting(.heapInitial, let bytes): log.heapInitial = Memory(bytes: bytes)
    case .setting(.region, let bytes): log.regionSize = Memory(bytes: bytes)
    case .pause(let pause): take(pause, bytes, at: time)
    case .phase(let name, let seconds):
      phases.add(bytes, name)
      log.concurrentSeconds += seconds
    case .cycle(let kind, let change, let seconds):
      log.concurrentSeconds += seconds
      takeCycle(kind, change, at: time)
    case .occupancy(let change): allocate(change, at: time)
    case .regions(.survivors, let after): register.survivorRegions = after
    case .regions: break
    case .oldGeneration(_, let capacity, _): register.oldCapacity = capacity
    case .cpu(let seconds): log.cpuSeconds = (log.cpuSeconds ?? 0) + seconds
    case .live(let generation, let bytes, let unit): takeLive(generation, bytes, unit)
    case .allocated(let bytes): register.allocated = bytes
    case .garbage(let bytes, let share): takeGarbage(bytes, share)
    case .oldGarbage(let bytes): register.oldGarbage = bytes
    case .committed(let bytes): noteCommitted(bytes)
    case .trouble(let trouble): log.troubles[trouble, default: 0] += 1
    }
  }

  /// The log, after the last line, whose time is `moment`.
  mutating func finish(at moment: GCMoment) -> GCLog {
    _ = advance(to: moment, isStart: false)
    endLife()
    log.pauses = pauses.finished()
    log.phases = phases.byName
    if log.usedLines > 0, life.last == nil {
      remark("no line has a time: rates, trends and durations are not known")
    }
    return log
  }
}

// MARK: - Lives and times

extension GCTally {
  /// Moves the clock and begins a new life where one begins; the time in seconds of the life.
  private mutating func advance(to moment: GCMoment, isStart: Bool) -> Double? {
    let time = time(of: moment)
    let wentBack = if let time, let last = life.last { time < last - 1 } else { false }
    if wentBack || (isStart && life.hasEvents) {
      endLife()
      life = Life()
      register = Register()
      return advance(to: moment, isStart: false)
    }
    guard let time else { return nil }
    if log.start == nil, let wall = moment.wall { log.start = Instant(milliseconds: wall) }
    if life.wallBase == nil, let wall = moment.wall { life.wallBase = Double(wall) / 1_000 - time }
    life.first = life.first ?? time
    life.last = max(life.last ?? time, time)
    return time
  }

  /// Seconds since the JVM's start, else since the first wall-clock time of its life.
  private func time(of moment: GCMoment) -> Double? {
    if let uptime = moment.uptime { return Double(uptime) / 1e9 }
    guard let wall = moment.wall else { return nil }
    return Double(wall) / 1_000 - (life.wallBase ?? Double(wall) / 1_000)
  }

  private mutating func endLife() {
    if let first = life.first, let last = life.last { log.duration += last - first }
  }

  /// Begins to count a life with its first collection; the heap before a restart says nothing.
  private mutating func noteEvent() {
    guard !life.hasEvents else { return }
    life.hasEvents = true
    log.starts += 1
    log.points.removeAll(keepingCapacity: true)
  }

  /// Learns who collects from lines that only one collector writes.
  private mutating func infer(from statement: GCStatement) {
    guard log.collector == nil else { return }
    switch statement {
    case .regions: log.collector = .g1
    case .oldGeneration(let collector, _, _): log.collector = collector
    case .garbage, .oldGarbage: log.collector = .shenandoah
    case .live: log.collector = .z
    case .cycle(.cycle, _, _): log.collector = .z
    case .cycle(.minor, _, _), .cycle(.major, _, _): log.collector = .z
    case .pause(let pause):
      switch pause.kind {
      case .youngNormal?, .youngMixed?, .youngConcurrentStart?, .youngPrepareMixed?:
        log.collector = .g1
      case .degenerated?: log.collector = .shenandoah
      default: break
      }
    default: break
    }
  }
}

// MARK: - Events

extension GCTally {
  private mutating func take(_ pause: GCStatement.Pause, _ bytes: Span<UInt8>, at time: Double?) {
    noteEvent()
    phases.add(bytes, pause.name)
    if let seconds = pause.seconds { pauses.add(seconds: seconds) }
    if let trouble = pause.trouble { log.troubles[trouble, default: 0] += 1 }
    guard let kind = pause.kind else {
      if bytes.has("Pause Init Mark", at: pause.name.lowerBound) {
        let isYoung = bytes.has(" (Young)", at: pause.name.lowerBound + 15)
        log.collections[isYoung ? .youngCycle : .concurrentCycle, default: 0] += 1
        if isYoung { log.isGenerational = true }
      } else if bytes.has("Pause Final Mark", at: pause.name.lowerBound) {
        register.isMarked = true
      }
      return
    }
    log.collections[kind, default: 0] += 1
    if kind == .full { noteFull(pause) }
    if kind == .full || kind.isYoung { life.wasFull = kind == .full }
    guard let change = pause.change else { return }
    if let capacity = change.capacity { noteCommitted(capacity) }
    allocate(change, at: time)
    var point = point(kind, change, at: time)
    if kind == .full {
      point.oldCapacity = register.oldCapacity.map(Memory.init(bytes:))
      point.fullNumber = life.sawStart ? life.fulls : nil
    }
    if let regions = register.survivorRegions, let size = log.regionSize, kind.isYoung {
      point.survivors = Memory(bytes: regions.multipliedSaturated(by: size.bytes))
    }
    append(point)
    register.survivorRegions = nil
    register.oldCapacity = nil
    register.isMarked = false
  }

  /// Notes a survivor space that a later line told of the last collection.
  mutating func noteSurvivors(bytes: Int64) {
    guard let last = log.points.indices.last, life.hasEvents else { return }
    log.points[last].survivors = Memory(bytes: bytes)
  }

  private mutating func noteFull(_ pause: GCStatement.Pause) {
    life.fulls += 1
    guard !pause.isAsked else { return }
    if life.wasFull { log.troubles[.fullAfterFull, default: 0] += 1 }
    guard let change = pause.change, let most = log.heapMax?.bytes ?? change.capacity else {
      return
    }
    if change.after > most / 10 * 8, change.before - change.after < change.before / 20 {
      log.troubles[.fruitlessFull, default: 0] += 1
    }
  }

  private mutating func takeCycle(_ kind: GCKind, _ change: HeapChange?, at time: Double?) {
    noteEvent()
    life.wasFull = false
    // Of those that count a concurrent cycle, Shenandoah alone states the heap.
    let isCleanup = log.collector == nil && kind == .concurrentCycle && change != nil
    if log.collector == .shenandoah || isCleanup {
      log.collector = .shenandoah
      if let change { takeCleanup(kind, change, at: time) }
      return
    }
    log.collections[kind, default: 0] += 1
    if kind == .minor || kind == .major { log.isGenerational = true }
    guard let change else { return }
    if kind == .cycle { allocate(change, at: time) }
    var point = point(kind, change, at: time)
    if let live = register.live, kind == .cycle || kind == .major {
      point.live = Memory(bytes: live)
      point.rounding = Memory(bytes: register.liveUnit)
      register.live = nil
    }
    append(point)
  }

  /// Shenandoah cleans up twice: when marking has ended, and when the cycle has.
  private mutating func takeCleanup(_ kind: GCKind, _ change: HeapChange, at time: Double?) {
    phases.add(Self.cleanup.span, 0..<Self.cleanup.count)
    if let capacity = change.capacity { noteCommitted(capacity) }
    if kind == .oldCycle {
      log.collections[.oldCycle, default: 0] += 1
      log.isGenerational = true
      var point = point(.oldCycle, change, at: time)
      if let garbage = register.oldGarbage {
        point.live = Memory(bytes: max(0, change.after - garbage))
      }
      register.oldGarbage = nil
      append(point)
    } else if register.isMarked {
      allocate(change, at: time)
      var point = point(kind, change, at: time)
      if let garbage = register.garbage, !log.isGenerational {
        point.live = Memory(bytes: max(0, change.before - Int64(garbage)))
        point.rounding = Memory(bytes: Int64(register.garbageRounding) + change.unit)
      }
      append(point)
    } else {
      if let last = log.points.indices.last, log.points[last].kind == kind {
        log.points[last].after = Memory(bytes: change.after)
      } else {
        append(point(kind, change, at: time))
      }
      life.used = change.after
      life.usedTime = time
    }
    register.isMarked = false
    register.garbage = nil
  }

  private mutating func takeLive(
    _ generation: GCStatement.Generation,
    _ bytes: Int64,
    _ unit: Int64
  ) {
    switch generation {
    case .young: register.youngLive = bytes
    case .old:
      register.live = bytes.addingSaturated(register.youngLive ?? 0)
      register.liveUnit = unit * 2
    case .whole, .survivors:
      register.live = bytes
      register.liveUnit = unit
    }
  }

  /// The share is written in whole per cent, so that the garbage is known to half a per cent of it.
  private mutating func takeGarbage(_ bytes: Int64, _ share: Double) {
    guard share >= 0.05, share <= 1 else { return }
    register.garbage = min(Double(bytes) / share, 0x1p60)
    register.garbageRounding = min(Double(bytes) / (share - 0.005) - Double(bytes) / share, 0x1p60)
  }
}

// MARK: - Heap

extension GCTally {
  private func point(_ kind: GCKind, _ change: HeapChange, at time: Double?) -> GCHeapPoint {
    var point = GCHeapPoint(time: time ?? 0, kind: kind, after: Memory(bytes: change.after))
    point.capacity = change.capacity.map(Memory.init(bytes:))
    point.rounding = Memory(bytes: change.unit)
    return point
  }

  /// Counts what was allocated from the end of the last collection to this one.
  private mutating func allocate(_ change: HeapChange, at time: Double?) {
    let during = register.allocated ?? 0
    register.allocated = nil
    if let used = life.used, let then = life.usedTime, let time, time >= then {
      let fresh = max(0, change.before.subtractingSaturated(used)).addingSaturated(during)
      log.allocated = Memory(bytes: log.allocated.bytes.addingSaturated(fresh))
      log.allocationSeconds += time - then
    }
    life.used = change.after
    life.usedTime = time
  }

  private mutating func noteCommitted(_ bytes: Int64) {
    log.heapCommitted = max(log.heapCommitted ?? .zero, Memory(bytes: bytes))
  }

  private mutating func append(_ point: GCHeapPoint) {
    if log.points.count >= Self.pointLimit { thinOut() }
    log.points.append(point)
  }

  /// Keeps of each two neighbours among the plain young collections the lower one; where that does
  /// not make room, of all.
  private mutating func thinOut() {
    for keepsOthers in [true, false] where log.points.count > Self.pointLimit / 4 * 3 {
      var kept: [GCHeapPoint] = []
      kept.reserveCapacity(log.points.count)
      var mayMerge = false
      for point in log.points {
        let isPlain = !keepsOthers || point.kind == .young || point.kind == .youngNormal
        if isPlain, mayMerge, let last = kept.indices.last {
          if point.after < kept[last].after { kept[last] = point }
          mayMerge = false
        } else {
          kept.append(point)
          mayMerge = isPlain
        }
      }
      log.points = kept
    }
    remark("a very long log: the heap curve is thinned out")
  }
}

extension GCKind {
  /// Whether it collects the young generation with the application stopped.
  var isYoung: Bool {
    switch self {
    case .young, .youngNormal, .youngConcurrentStart, .youngPrepareMixed, .youngMixed: true
    default: false
    }
  }
}

extension GCStatement {
  /// Whether it begins a JVM's life.
  fileprivate var isStart: Bool {
    if case .collector = self { true } else { false }
  }
}
