public import PodfitModel

/// Who asks a server, and how much it is asked at a time.
public struct PullRequest: Sendable {
  /// What proves to the server who asks.
  ///
  /// Nothing of it is printed, logged or stored, and all of it goes to curl over its standard input.
  public struct Credentials: Sendable {
    /// A token of the `Authorization: Bearer` header.
    public var bearerToken: String?
    /// A user of HTTP basic authentication.
    public var user: String?
    /// That user's password.
    public var password: String?
    /// Further headers, each `Name: value`.
    public var headers: [String] = []

    /// No credentials.
    public init() {}
  }

  /// What is exported.
  public var settings: ExportSettings
  /// The folder for files; made where it is missing.
  public var folder: String
  /// Whether the end of the window was left to podfit: a pull that was interrupted then keeps its own.
  public var isEndOpen = false
  /// Requests at the same time.
  public var parallel = 2
  /// How often a request that failed for a passing reason is sent again.
  public var retries = 6
  /// How long the server may work on one query.
  public var timeout = TimeSpan.seconds(120)
  /// Samples that one query may load, by the count that goes before it.
  public var sampleLimit = 20_000_000
  /// What proves who asks.
  public var credentials = Credentials()
  /// The tenant of Mimir, Cortex and Loki-like servers: `X-Scope-OrgID`.
  public var tenant: String?
  /// A file with certificates to trust.
  public var certificates: String?
  /// Whether to take the files into the database at the end.
  public var isIngesting = true
  /// The time that the ledger notes.
  public var now: Instant

  /// Makes a request.
  public init(settings: ExportSettings, folder: String = "podfit-pull", now: Instant) {
    self.settings = settings
    self.folder = folder
    self.now = now
  }
}

/// How far a pull has come.
public struct PullProgress: Hashable, Sendable {
  /// The share of the work that is done, from 0 to 1.
  public var share: Double
  /// Requests answered and kept, of this run or an earlier one.
  public var files: Int
  /// Their bytes.
  public var bytes: Int
  /// What was done last.
  public var text: String
}
