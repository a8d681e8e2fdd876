internal import PodfitModel

/// Brings containers and their series together, both read from end to end.
///
/// Usual input: 10,000 to 300,000 containers of two series each.
struct SeriesIndex {
  private var names: NameReader
  private var containers: [PodContainerID] = []
  /// The places of containers by their numbers in the database, −1 where there is none.
  private var places: [Int32]
  /// The same for numbers that are too far apart for an array.
  private var scattered: [Int64: Int] = [:]
  private var series: [(container: Int, entry: SeriesEntry)] = []

  /// An empty index; `lastContainer` is the highest number of a container.
  init(path: String, containers: Int, lastContainer: Int64) {
    names = NameReader(path: path)
    // Numbers are given one after the other and come back when the last are pruned.
    let isDense = lastContainer >= 0 && lastContainer / 8 <= Int64(containers)
    places = isDense ? [Int32](repeating: -1, count: Int(lastContainer) + 1) : []
  }

  /// Takes the container of a row of ``SeriesQueries/names``; they come in their order.
  mutating func addContainer(_ row: borrowing RawStatement) {
    let number = row.integer(4) ?? 0
    if number >= 0, number < Int64(places.count) {
      places[Int(number)] = Int32(truncatingIfNeeded: containers.count)
    } else {
      scattered[number] = containers.count
    }
    containers.append(names.container(row))
  }

  /// Takes the series of a row of ``SeriesQueries/series`` where its metric is wanted.
  mutating func addSeries(
    _ row: borrowing RawStatement,
    _ metrics: Set<Metric>?
  ) throws(StoreError) {
    let metric = try names.metric(row, 4)
    if let metrics, !metrics.contains(metric) { return }
    guard let container = place(of: row.integer(1) ?? 0) else { return }
    let key = SeriesKey(
      container: containers[container],
      metric: metric,
      part: row.text(5, like: ""),
      source: row.text(6, like: "")
    )
    series.append(
      (
        container,
        SeriesEntry(
          id: row.integer(0) ?? 0,
          key: key,
          window: row.integer(2).map { TimeSpan(milliseconds: $0) },
          count: Int(clamping: max(row.integer(3) ?? 0, 0))
        )
      )
    )
  }

  private func place(of container: Int64) -> Int? {
    guard container >= 0, container < Int64(places.count) else { return scattered[container] }
    let place = places[Int(container)]
    return place < 0 ? nil : Int(place)
  }

  /// The series by their containers and keys.
  var entries: [SeriesEntry] {
    // Where each container's series begin, then where its next one goes.
    var next = [Int](repeating: 0, count: containers.count + 1)
    for each in series { next[each.container + 1] += 1 }
    for index in containers.indices { next[index + 1] += next[index] }
    let starts = next
    var order = [Int](repeating: 0, count: series.count)
    for index in series.indices {
      let container = series[index].container
      order[next[container]] = index
      next[container] += 1
    }
    var entries = order.map { series[$0].entry }
    for index in containers.indices {
      let range = starts[index]..<starts[index + 1]
      if range.count > 1, !Self.isSorted(entries[range]) {
        entries[range].sort { $0.key < $1.key }
      }
    }
    return entries
  }

  /// Whether the series of one container are in order, by the metrics alone where these differ.
  private static func isSorted(_ entries: ArraySlice<SeriesEntry>) -> Bool {
    for (a, b) in zip(entries, entries.dropFirst()) {
      let (a, b) = (a.key, b.key)
      if a.metric == b.metric ? !(a < b) : a.metric.rawValue > b.metric.rawValue { return false }
    }
    return true
  }
}

/// Makes names of rows; those that repeat from row to row are made once.
struct NameReader {
  private let path: String
  private var last: PodContainerID?
  private var metrics: [(name: String, metric: Metric)] = []

  init(path: String) { self.path = path }

  /// The metric that a column names.
  mutating func metric(
    _ row: borrowing RawStatement,
    _ column: Int32
  ) throws(StoreError) -> Metric {
    for known in metrics where row.holds(known.name, column) { return known.metric }
    let name = row.text(column)
    guard let metric = Metric(rawValue: name) else {
      let detail = "no such metric: \(name)"
      throw StoreError(.corruptRow(table: "series", detail: detail), path: path)
    }
    metrics.append((name, metric))
    return metric
  }

  /// The container of a row that begins with cluster, namespace, pod and container.
  mutating func container(_ row: borrowing RawStatement) -> PodContainerID {
    if let last, row.holds(last.container, 3), row.holds(last.pod.name, 2),
      row.holds(last.pod.namespace, 1), row.holds(last.pod.cluster, 0)
    {
      return last
    }
    let container = PodContainerID(
      pod: PodID(
        cluster: row.text(0, like: last?.pod.cluster ?? ""),
        namespace: row.text(1, like: last?.pod.namespace ?? ""),
        name: row.text(2, like: last?.pod.name ?? "")
      ),
      container: row.text(3, like: last?.container ?? "")
    )
    last = container
    return container
  }
}
