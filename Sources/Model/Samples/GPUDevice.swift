/// A GPU, or a slice of one (MIG), as an exporter names it.
///
/// The part of a GPU's series: parts of one container are its devices, and are not summed.
public struct GPUDevice: Hashable, Comparable, Sendable {
  /// What tells it from all others, such as `GPU-6ca9…` or `GPU-6ca9…/3` for a slice.
  public var id: String
  /// The profile of a slice, such as `1g.10gb`; empty for a whole GPU.
  public var profile: String
  /// The model, such as `NVIDIA A100-SXM4-80GB`; empty where it is not named.
  public var model: String

  /// Makes a device.
  public init(id: String, profile: String = "", model: String = "") {
    self.id = id
    self.profile = profile
    self.model = model
  }

  /// Reads the part of a series; a text of another form is an id.
  public init(part: String) {
    let pieces = part.split(separator: "|", maxSplits: 2, omittingEmptySubsequences: false)
    id = String(pieces[0])
    profile = pieces.count > 1 ? String(pieces[1]) : ""
    model = pieces.count > 2 ? String(pieces[2]) : ""
  }

  /// The part of its series; `|` stands in no name of a device or profile.
  public var part: String {
    let names = [id, profile].map { $0.replacing("|", with: "/") }
    return "\(names[0])|\(names[1])|\(model)"
  }

  /// Orders by id, then profile and model.
  public static func < (a: Self, b: Self) -> Bool {
    (a.id, a.profile, a.model) < (b.id, b.profile, b.model)
  }
}
