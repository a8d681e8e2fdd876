import CCrypto

/// By what the bytes of a file are told from those of other files.
public enum DigestKind: Hashable, Sendable {
  /// SHA-256, 64 hexadecimal digits: nobody can make two files with one digest.
  case sha256
  /// Poly1305 under a key that is the same everywhere, written `poly1305:` and 32 hexadecimal
  /// digits; four times as fast. Only who makes a file for the purpose can give it the digest of
  /// another one.
  ///
  /// - Source: docs/decisions/0012-digest-of-the-ledger.md
  case poly1305

  /// The kind of a digest that was written before.
  public init(of digest: String) {
    self = digest.hasPrefix(Self.poly1305.prefix) ? .poly1305 : .sha256
  }

  /// What stands before the digits.
  var prefix: String {
    switch self {
    case .sha256: ""
    case .poly1305: "poly1305:"
    }
  }
}

/// A digest over bytes that come in pieces.
///
/// Usual input: blocks of 256 KiB. Measured on one core with SHA instructions and AVX-512: SHA-256
/// 1.8 GB/s, Poly1305 8 GB/s.
///
/// Safe because the context never leaves the struct, which owns it from `init` to `deinit`.
@safe struct ContentDigest: ~Copyable {
  /// Made in `init`, freed in `deinit`, seen by no one else.
  @safe private enum Context {
    case hash(OpaquePointer)
    case code(OpaquePointer)
  }

  private let kind: DigestKind
  private let context: Context

  /// SHA-256 of `podfit: digest of input files`; any number that nobody chose for what it does would
  /// do.
  private static let key: [UInt8] = [
    0x9A, 0x2F, 0xDA, 0xF2, 0x2A, 0x0A, 0xFF, 0x2D,
    0x27, 0x4F, 0xAC, 0x01, 0xFC, 0x0B, 0xEC, 0x4C,
    0xEF, 0x60, 0x9A, 0xE9, 0x41, 0x27, 0xF9, 0x1F,
    0x41, 0xBC, 0x98, 0xF2, 0x4A, 0xF8, 0x29, 0xCE,
  ]

  /// Starts a digest.
  ///
  /// - Throws: ``IngestError`` where the library has no memory or no such algorithm
  init(_ kind: DigestKind) throws(IngestError) {
    self.kind = kind
    switch kind {
    case .sha256:
      guard let made = unsafe EVP_MD_CTX_new() else { throw Self.failure("EVP_MD_CTX_new") }
      guard unsafe EVP_DigestInit_ex(made, EVP_sha256(), nil) == 1 else {
        unsafe EVP_MD_CTX_free(made)
        throw Self.failure("EVP_DigestInit_ex")
      }
      unsafe context = .hash(made)
    case .poly1305:
      guard let algorithm = unsafe EVP_MAC_fetch(nil, "POLY1305", nil) else {
        throw Self.failure("EVP_MAC_fetch")
      }
      // The context holds the algorithm from here on.
      defer { unsafe EVP_MAC_free(algorithm) }
      guard let made = unsafe EVP_MAC_CTX_new(algorithm) else {
        throw Self.failure("EVP_MAC_CTX_new")
      }
      guard unsafe EVP_MAC_init(made, Self.key, Self.key.count, nil) == 1 else {
        unsafe EVP_MAC_CTX_free(made)
        throw Self.failure("EVP_MAC_init")
      }
      unsafe context = .code(made)
    }
  }

  deinit {
    switch context {
    case .hash(let context): unsafe EVP_MD_CTX_free(context)
    case .code(let context): unsafe EVP_MAC_CTX_free(context)
    }
  }

  private static func failure(_ function: String) -> IngestError {
    IngestError(.libraryFailed(function), at: .init(file: ""))
  }

  /// Adds the bytes of `block` in `range`, which lies in it.
  mutating func update(_ block: [UInt8], in range: Range<Int>) {
    precondition(range.lowerBound >= 0 && range.upperBound <= block.count)
    // An initialised context takes any bytes; the calls have no other way to fail.
    unsafe block.withUnsafeBytes { bytes in
      guard let start = bytes.baseAddress else { return }
      let first = unsafe start + range.lowerBound
      switch context {
      case .hash(let context): _ = unsafe EVP_DigestUpdate(context, first, range.count)
      case .code(let context):
        _ = unsafe EVP_MAC_update(
          context,
          first.assumingMemoryBound(to: UInt8.self),
          range.count
        )
      }
    }
  }

  /// The digest of all bytes added, its digits in lower case; nothing can be added afterwards.
  mutating func text() -> String {
    var bytes: [UInt8]
    switch context {
    case .hash(let context):
      bytes = [UInt8](repeating: 0, count: 32)
      unsafe bytes.withUnsafeMutableBufferPointer { buffer in
        _ = unsafe EVP_DigestFinal_ex(context, buffer.baseAddress, nil)
      }
    case .code(let context):
      bytes = [UInt8](repeating: 0, count: 16)
      unsafe bytes.withUnsafeMutableBufferPointer { buffer in
        _ = unsafe EVP_MAC_final(context, buffer.baseAddress, nil, buffer.count)
      }
    }
    let digits = Array("0123456789abcdef".utf8)
    var text = Array(kind.prefix.utf8)
    for byte in bytes {
      text.append(digits[Int(byte >> 4)])
      text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
  }
}
