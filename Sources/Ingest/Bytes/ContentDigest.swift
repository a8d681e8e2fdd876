import CCrypto

/// SHA-256 over bytes that come in pieces.
///
/// Safe because the context never leaves the struct, which owns it from `init` to `deinit`.
@safe struct ContentDigest: ~Copyable {
  /// Made in `init`, freed in `deinit`, seen by no one else.
  private let context: OpaquePointer

  /// Starts a digest.
  ///
  /// - Throws: ``IngestError`` where the library has no memory or no SHA-256
  init() throws(IngestError) {
    guard let context = unsafe EVP_MD_CTX_new() else {
      throw IngestError(.libraryFailed("EVP_MD_CTX_new"), at: .init(file: ""))
    }
    guard unsafe EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1 else {
      unsafe EVP_MD_CTX_free(context)
      throw IngestError(.libraryFailed("EVP_DigestInit_ex"), at: .init(file: ""))
    }
    unsafe self.context = context
  }

  deinit { unsafe EVP_MD_CTX_free(context) }

  /// Adds the first `count` bytes of `block`.
  mutating func update(_ block: [UInt8], count: Int) {
    // An initialised context takes any bytes; the call has no other way to fail.
    unsafe block.withUnsafeBytes { bytes in
      _ = unsafe EVP_DigestUpdate(context, bytes.baseAddress, min(count, bytes.count))
    }
  }

  /// The digest of all bytes added, in lower-case hexadecimal; nothing can be added afterwards.
  mutating func hexadecimal() -> String {
    var bytes = [UInt8](repeating: 0, count: 32)
    unsafe bytes.withUnsafeMutableBufferPointer { buffer in
      _ = unsafe EVP_DigestFinal_ex(context, buffer.baseAddress, nil)
    }
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    for byte in bytes {
      text.append(digits[Int(byte >> 4)])
      text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
  }
}
