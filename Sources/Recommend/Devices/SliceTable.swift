import PodfitModel

/// The slices that a GPU can be cut into (MIG): compute in parts of the GPU, memory by the slice's name.
///
/// - Source: NVIDIA Multi-Instance GPU User Guide, "Supported MIG Profiles"; docs/formulas/gpu.md
struct SliceTable: Hashable {
  /// One kind of slice.
  struct Slice: Hashable {
    /// The name, such as `1g.10gb`; the resource is `nvidia.com/mig-1g.10gb`.
    var name: String
    /// Parts of the GPU's compute.
    var compute: Int
    /// The memory that the name says, in GB.
    var gigabytes: Int64
    /// How many fit on one GPU.
    var instances: Int

    /// What of the memory counts: drivers keep some, and list between 0.94 and 0.99 of most names.
    var usable: Memory { .gibibytes(gigabytes).scaledUp(by: SliceTable.usableShare) }
  }

  /// The share of a slice's named memory that is counted on.
  static let usableShare = 0.88

  /// The card.
  var card: String
  /// Into how many parts its compute is cut.
  var parts: Int
  /// The slices, the smallest first.
  var slices: [Slice]

  /// All cards.
  static let all = [
    SliceTable("A30 24GB", 4, [("1g.6gb", 1, 6, 4), ("2g.12gb", 2, 12, 2), ("4g.24gb", 4, 24, 1)]),
    sevenths("A100 40GB", 5, [10, 10, 20, 20, 40]),
    sevenths("A100 80GB", 10, [20, 20, 40, 40, 80]),
    sevenths("H100 80GB", 10, [20, 20, 40, 40, 80]),
    sevenths("H100 94GB", 12, [24, 24, 47, 47, 94]),
    sevenths("H100 96GB", 12, [24, 24, 48, 48, 96]),
    sevenths("H200 141GB", 18, [35, 35, 71, 71, 141]),
  ]

  private init(_ card: String, _ parts: Int, _ slices: [(String, Int, Int64, Int)]) {
    self.card = card
    self.parts = parts
    self.slices = slices.map { Slice(name: $0.0, compute: $0.1, gigabytes: $0.2, instances: $0.3) }
  }

  /// A card of seven parts: 1g, 1g with twice the memory, 2g, 3g, 4g, 7g.
  private static func sevenths(_ card: String, _ first: Int64, _ rest: [Int64]) -> SliceTable {
    let shapes = [(1, 7), (1, 4), (2, 3), (3, 2), (4, 1), (7, 1)]
    return SliceTable(
      card,
      7,
      zip(shapes, [first] + rest).map { ("\($0.0)g.\($1)gb", $0.0, $1, $0.1) }
    )
  }

  /// The table of a device; nil where its model is not known or cannot be cut.
  ///
  /// Models are named differently by drivers (`NVIDIA A100-SXM4-80GB`, `NVIDIA H100 80GB HBM3`,
  /// `NVIDIA H200`); where a name has no size, the framebuffer tells.
  static func table(of device: GPUDevice, size: Memory?) -> SliceTable? {
    let words = device.model.uppercased().split { !$0.isLetter && !$0.isNumber }
    let cards = all.filter { table in
      let name = table.card.split(separator: " ")
      return words.contains { $0 == name[0] || $0 == "GH200" && table.card == "H100 96GB" }
    }.filter { table in
      // What has more memory is another card of the same name.
      !device.profile.isEmpty || size.map { $0 <= .gibibytes(table.gigabytes) } ?? true
    }
    if cards.count < 2 { return cards.first }
    if let named = cards.first(where: { words.contains($0.card.split(separator: " ")[1]) }) {
      return named
    }
    // A slice's framebuffer says nothing of the card.
    guard device.profile.isEmpty, let size else {
      return cards.first { $0.slices.contains { $0.name == device.profile } }
    }
    return cards.filter { $0.gigabytes >= Int64(size.gibibytes) }
      .min { $0.gigabytes < $1.gigabytes }
  }

  /// The memory of the whole card in GB, as its name says.
  private var gigabytes: Int64 { slices.last?.gigabytes ?? 0 }

  /// The slice of that name; nil where this card has none.
  func slice(named name: String) -> Slice? {
    // Slices with media engines have the same size: `1g.10gb+me`.
    let plain = name.split(separator: "+").first.map(String.init) ?? name
    return slices.first { $0.name == plain }
  }

  /// The smallest slice that holds so much memory and compute; nil where none does.
  ///
  /// Compute is in parts of the GPU.
  func smallest(holding memory: Memory, compute: Double) -> Slice? {
    slices.first { $0.usable >= memory && Double($0.compute) >= compute }
  }
}
