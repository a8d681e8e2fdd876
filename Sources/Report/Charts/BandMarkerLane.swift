import PodfitModel

/// What happened in the week, above a band: a triangle for kills, a ring for restarts, a diamond with a line
/// for new specs, each with its word.
struct BandMarkerLane {
  let markers: [ContainerDetail.Marker]
  /// The hour that the first place is of.
  let start: Instant

  /// Room that a word takes.
  private static let room = 44.0

  /// Draws the lane at a height, and lines of new specs down to `bottom`.
  func draw(
    _ x: (Int) -> Double,
    at y: Double,
    bottom: Double,
    into drawing: inout Drawing
  ) {
    var free = -Double.infinity
    for marker in markers {
      let place = x(marker.hour)
      let title = "\(marker.kind.words(marker.count)), \(time(marker))"
      switch marker.kind {
      case .kill:
        drawing.shape(
          [(place - 5, y - 4), (place + 5, y - 4), (place, y + 5)],
          "risk",
          title: title
        )
      case .restart: drawing.ring(place, y, 4, title: title)
      case .spec:
        drawing.line(place, y + 6, place, bottom, "l-spec")
        drawing.shape(
          [(place, y - 5), (place + 5, y), (place, y + 5), (place - 5, y)],
          "d-live",
          title: title
        )
      }
      // A word is left out where another one stands; the shape and the text below say the same.
      guard place >= free else { continue }
      drawing.text(marker.kind.word, place + 7, y + 4, "s")
      free = place + Self.room
    }
  }

  /// What happened, in words, with the shapes; empty where nothing did.
  var says: String {
    let parts = ContainerDetail.Marker.Kind.allCases.compactMap { kind -> String? in
      let own = markers.filter { $0.kind == kind }
      guard let first = own.first else { return nil }
      let count = own.reduce(Int64(0)) { $0.addingSaturated($1.count) }
      return "\(kind.shape): \(kind.words(count)), first \(time(first))"
    }
    return parts.isEmpty ? "" : " Above the band \(parts.joined(separator: "; "))."
  }

  private func time(_ marker: ContainerDetail.Marker) -> String {
    let hour = start + .hours(Int64(marker.hour))
    return "\(hour.weekday) \(hour.rfc3339.dropFirst(11).prefix(5)) UTC"
  }
}

extension ContainerDetail.Marker.Kind {
  /// The word beside the shape.
  fileprivate var word: String {
    switch self {
    case .kill: "killed"
    case .restart: "restart"
    case .spec: "spec"
    }
  }

  /// The shape, in words.
  fileprivate var shape: String {
    switch self {
    case .kill: "triangle"
    case .restart: "ring"
    case .spec: "diamond"
    }
  }

  /// What happened so often.
  fileprivate func words(_ count: Int64) -> String {
    switch self {
    case .kill: "killed for want of memory \(count.counted("time"))"
    case .restart: "restarted \(count.counted("time"))"
    case .spec: count == 1 ? "a new spec" : "\(count) new specs"
    }
  }
}
