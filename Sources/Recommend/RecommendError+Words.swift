extension RecommendError: CustomStringConvertible {
  /// The error in words.
  public var description: String {
    switch code {
    case .unknownStrategy(let name, _, _): "no strategy is called \"\(name)\""
    }
  }

  /// What to do about it.
  public var hint: String {
    switch code {
    case .unknownStrategy(_, let nearest?, _): "did you mean \"\(nearest)\"?"
    case .unknownStrategy(_, nil, let known):
      "the strategies are \(known.joined(separator: ", "))"
    }
  }
}
