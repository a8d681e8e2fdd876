internal import PodfitModel

/// Everything in a container's spec and signals that points to a JVM.
struct JVMEvidence: Sendable {
  /// The evidence in words, the strongest first; empty where nothing points to a JVM.
  var words: [String] = []
  /// The version of the JDK, assumed where nothing names it.
  var version: JDKVersion = .assumed
  /// What names OpenJ9, whose rules are others; nil where nothing does.
  var openJ9: String?
  /// The flags.
  var launch: LaunchFlags
  /// The image.
  var image: ImageName
  /// The server on page cache that command or variables name.
  private var namedServer: String?

  /// Looks at the command, the image, the variables and the metrics.
  init(_ spec: ContainerSpec?, signals: JVMSignals) {
    let spec = spec ?? ContainerSpec(name: "")
    image = ImageName(spec.image)
    // What a log's header or the JVM's own metric says is what ran; an image's tag may have moved on.
    let logged = (signals.collections?.version ?? signals.version)
      .flatMap { JDKVersion(leading: $0) }
    version = logged ?? Self.version(of: spec, image: image) ?? .assumed
    namedServer = Self.pageCacheServer(in: spec)
    launch = LaunchFlags(spec, launcherReadsVariable: version.major >= 9)
    openJ9 = image.openJ9Word

    if launch.runsJava { words.append("command java") }
    if launch.namesJar { words.append("argument -jar") }
    if !signals.isEmpty { words.append("metrics of a JVM") }
    if let word = image.javaWord ?? openJ9 { words.append("image \(word)") }
    let isCertain = !words.isEmpty
    for flag in launch.flags.placed where LaunchFlags.isVMFlag(flag.text) && !launch.runsJava {
      let word = "\(flag.text) in \(flag.place.name)"
      if !words.contains(word) { words.append(word) }
    }
    for name in launch.variables {
      words.append(isCertain ? "variable \(name)" : "variable \(name) is set, which alone is weak")
    }
  }

  /// Variables and main classes that only these servers have.
  private static let serverMarks: [(mark: String, server: String)] = [
    ("KAFKA_LOG_DIRS", "kafka"), ("kafka.Kafka", "kafka"),
    ("kafka-server-start", "kafka"), ("CASSANDRA_SEEDS", "cassandra"),
    ("CASSANDRA_CLUSTER_NAME", "cassandra"),
    ("org.apache.cassandra.service.CassandraDaemon", "cassandra"),
    ("ES_JAVA_OPTS", "elasticsearch"),
    ("org.elasticsearch.bootstrap.Elasticsearch", "elasticsearch"),
    ("OPENSEARCH_JAVA_OPTS", "opensearch"), ("org.opensearch.bootstrap.OpenSearch", "opensearch"),
  ]

  private static func pageCacheServer(in spec: ContainerSpec) -> String? {
    let words = spec.command + spec.arguments
    return serverMarks.first { mark, _ in
      spec.environment.contains { $0.name == mark } || words.contains { $0.contains(mark) }
    }?.server
  }

  /// The version that the environment, the command's path or the image names.
  private static func version(of spec: ContainerSpec, image: ImageName) -> JDKVersion? {
    for name in ["JAVA_VERSION", "JAVA_HOME"] {
      guard let value = spec.environment.last(where: { $0.name == name })?.value else { continue }
      if let found = JDKVersion(in: value, isJDKImage: name == "JAVA_VERSION") { return found }
    }
    for word in spec.command + spec.arguments where word.hasSuffix("/bin/java") {
      if let found = JDKVersion(in: word) { return found }
    }
    return image.version
  }

  /// The server that lives on the page cache of its data files, as image, command or variables name it;
  /// nil where none is.
  var pageCacheServer: String? { image.pageCacheServer ?? namedServer }
}
