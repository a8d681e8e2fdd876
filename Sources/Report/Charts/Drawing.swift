import PodfitModel

/// An SVG picture under construction; colours come from classes of the page, so that light, dark and
/// print each have their own.
struct Drawing {
  let width: Double
  let height: Double
  private(set) var body = ""

  init(width: Double, height: Double) {
    self.width = width
    self.height = height
  }

  /// A number of a picture: two decimals at most, three below ten.
  static func number(_ value: Double) -> String {
    guard value.isFinite else { return "0" }
    var text = value.text(decimals: value.magnitude < 10 ? 3 : 2)
    while text.contains("."), text.last == "0" || text.last == "." {
      let isPoint = text.last == "."
      text.removeLast()
      if isPoint { break }
    }
    return text
  }

  mutating func rect(
    _ x: Double,
    _ y: Double,
    _ width: Double,
    _ height: Double,
    _ style: String,
    title: String? = nil
  ) {
    guard width > 0, height > 0 else { return }
    let n = Self.number
    let shape =
      "<rect x=\"\(n(x))\" y=\"\(n(y))\" width=\"\(n(width))\" height=\"\(n(height))\" class=\"\(style)\""
    body += title.map { "\(shape)><title>\($0.html)</title></rect>" } ?? "\(shape)/>"
  }

  mutating func line(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ style: String) {
    let n = Self.number
    body +=
      "<line x1=\"\(n(x1))\" y1=\"\(n(y1))\" x2=\"\(n(x2))\" y2=\"\(n(y2))\" class=\"\(style)\"/>"
  }

  mutating func path(_ points: [(Double, Double)], _ style: String, isClosed: Bool = false) {
    guard points.count > 1 else { return }
    let n = Self.number
    let text = points.enumerated().map { index, point in
      "\(index == 0 ? "M" : "L")\(n(point.0)) \(n(point.1))"
    }.joined()
    body += "<path d=\"\(text)\(isClosed ? "Z" : "")\" class=\"\(style)\"/>"
  }

  mutating func circle(_ x: Double, _ y: Double, _ radius: Double, _ style: String) {
    let n = Self.number
    body += "<circle cx=\"\(n(x))\" cy=\"\(n(y))\" r=\"\(n(radius))\" class=\"\(style)\"/>"
  }

  /// A closed shape that says what it is where the pointer rests.
  mutating func shape(_ points: [(Double, Double)], _ style: String, title: String) {
    body += "<g><title>\(title.html)</title>"
    path(points, style, isClosed: true)
    body += "</g>"
  }

  /// A ring that says what it is where the pointer rests.
  mutating func ring(_ x: Double, _ y: Double, _ radius: Double, title: String) {
    body += "<g><title>\(title.html)</title>"
    circle(x, y, radius, "ring")
    body += "</g>"
  }

  enum Anchor: String { case start, middle, end }

  mutating func text(
    _ text: String,
    _ x: Double,
    _ y: Double,
    _ style: String = "t",
    _ anchor: Anchor = .start
  ) {
    let n = Self.number
    body +=
      "<text x=\"\(n(x))\" y=\"\(n(y))\" class=\"\(style)\" text-anchor=\"\(anchor.rawValue)\">\(text.html)</text>"
  }

  /// The picture with its name and what it says in words.
  func svg(title: String, text: String) -> String {
    "<svg viewBox=\"0 0 \(Self.number(width)) \(Self.number(height))\" role=\"img\""
      + " aria-label=\"\(title.html): \(text.html)\"><title>\(title.html)</title>"
      + "<desc>\(text.html)</desc>\(body)</svg>"
  }
}

/// A chart of the page: the question it answers, the picture, what it says in words, and its numbers.
struct Chart {
  /// The question.
  var title: String
  /// What the picture says, for those who do not see it.
  var text: String
  /// The picture.
  var drawing: Drawing
  /// The numbers; nil where a table elsewhere has them.
  var table: TextTable?

  /// The figure of the page.
  var html: String {
    var html = "<figure class=\"chart\"><figcaption>\(title.html)</figcaption>"
    html += "<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"\(title.html)\">"
    html += drawing.svg(title: title, text: text) + "</div><p class=\"says\">\(text.html)</p>"
    if let table {
      html += "<details class=\"numbers\"><summary>The numbers</summary>\(table.html)</details>"
    }
    return html + "</figure>"
  }
}

/// A scale of a chart: round steps, and an end a little above the largest value.
struct Axis {
  /// The end of the scale.
  let top: Double
  /// The distance of its marks.
  let step: Double

  /// Makes a scale for values up to `value` with about `marks` marks.
  init(upTo value: Double, marks: Int = 4) {
    let value = value.isFinite && value > 0 ? value : 1
    var unit = 1.0
    while unit * 10 <= value / Double(marks) { unit *= 10 }
    while unit > value / Double(marks) { unit /= 10 }
    let step =
      [1.0, 2, 2.5, 5, 10].map { $0 * unit }.first { $0 * Double(marks) >= value } ?? unit * 10
    self.step = step
    top = value * 1.04
  }

  /// The marks from zero on.
  var marks: [Double] { (0...max(1, Int((top / step).rounded(.down)))).map { Double($0) * step } }

  /// A mark as text.
  func text(_ mark: Double) -> String {
    Drawing.number(mark)
  }
}
