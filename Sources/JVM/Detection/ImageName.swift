/// What an image reference tells of the program inside.
struct ImageName: Sendable {
  /// The repository without registry host, in lower case.
  let repository: String
  /// The tag, empty without one.
  let tag: String
  /// The words of both, which are letters and digits.
  private let repositoryWords: [String]
  private let tagWords: [String]

  /// Splits a reference such as `registry:5000/team/app:1.2-jdk21@sha256:…`.
  init(_ reference: String) {
    // By bytes: all that divides a reference is ASCII.
    let plain = Substring(reference.lowercased().utf8.prefix { $0 != UInt8(ascii: "@") })
    var parts = plain.utf8.split(separator: UInt8(ascii: "/")).map { Substring($0) }
    // The first part is a host where it has a dot or port, as image references are defined.
    if parts.count > 1, let host = parts.first,
      host.utf8.contains(where: { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: ":") })
    {
      parts.removeFirst()
    }
    let name = parts.popLast() ?? ""
    let colon = name.utf8.firstIndex(of: UInt8(ascii: ":"))
    tag = colon.map { String(name[$0...].dropFirst()) } ?? ""
    repository = (parts + [name[..<(colon ?? name.endIndex)]]).joined(separator: "/")
    repositoryWords = Self.words(of: repository)
    tagWords = Self.words(of: tag)
  }

  /// The word of the repository or tag that points to a JVM, nil where none does.
  var javaWord: String? {
    if let word = repositoryWords.first(where: Self.isRuntime) { return word }
    if let word = tagWords.first(where: Self.isRuntime) { return word }
    let names = repositoryWords
    // An exporter or operator of a Java server is as a rule written in something else.
    guard !names.contains(where: Self.companions.contains) else { return nil }
    return names.first(where: Self.servers.contains)
  }

  /// Whether a JDK vendor publishes the image, so that its tag starts with the JDK's version.
  var isJDKImage: Bool {
    let name = Self.words(of: String(repository.lastPathPart))
    return name.contains(where: Self.isRuntime)
      && name.allSatisfy { Self.isRuntime($0) || Self.jdkCompanions.contains($0) }
  }

  /// A word of the names under which OpenJ9 is published, nil where there is none.
  var openJ9Word: String? {
    let all = [repositoryWords, tagWords].joined()
    if all.contains("hotspot") { return nil }
    return all.first(where: Self.openJ9.contains)
      ?? ["open-liberty", "websphere-liberty"].first { repository.contains($0) }
  }

  /// The server whose start script sets a heap of its own where no variable says otherwise.
  var serverWithOwnHeap: String? {
    repositoryWords.first(where: Self.ownHeap.contains)
      .flatMap { javaWord == nil ? nil : $0 }
  }

  /// The server that lives on the page cache of its data files.
  var pageCacheServer: String? {
    repositoryWords.first(where: Self.pageCache.contains)
      .flatMap { javaWord == nil ? nil : $0 }
  }

  /// The version of the JDK as the name tells it.
  var version: JDKVersion? {
    JDKVersion(in: repository) ?? JDKVersion(in: tag, isJDKImage: isJDKImage)
      ?? JDKVersion(in: repository + ":" + tag)
  }

  private static func words(of text: String) -> [String] {
    guard text.utf8.allSatisfy({ $0 < 0x80 }) else {
      return text.split { !($0.isLetter || $0.isNumber) }.map(String.init)
    }
    return text.utf8.split { byte in
      !((byte | 0x20) &- 97 < 26 || byte &- 48 < 10)
    }.map { String(Substring($0)) }
  }

  /// `openjdk`, `temurin`, or a short name with a version such as `jdk21` and `java17`.
  private static func isRuntime(_ word: String) -> Bool {
    if runtimes.contains(word) { return true }
    return ["jdk", "jre", "java", "openjdk", "openjdk8"].contains { prefix in
      word.hasPrefix(prefix) && JDKVersion(leading: word.dropFirst(prefix.count)) != nil
    }
  }

  private static let runtimes: Set<String> = [
    "openjdk", "temurin", "corretto", "amazoncorretto", "zulu", "liberica", "sapmachine",
    "dragonwell", "graalvm", "semeru", "ibmjava", "openj9", "jdk", "jre", "java", "adoptopenjdk",
  ]
  /// Words beside the JDK's own in the names of images that hold nothing else.
  private static let jdkCompanions: Set<String> = [
    "eclipse", "alpine", "debian", "centos", "ubuntu", "ibm", "runtimes", "microsoft", "native",
  ]
  private static let openJ9: Set<String> = ["openj9", "semeru", "ibmjava", "ibm"]
  private static let servers: Set<String> = [
    "tomcat", "kafka", "elasticsearch", "opensearch", "cassandra", "flink", "spark", "keycloak",
    "jetty", "wildfly", "jboss", "solr", "zookeeper", "activemq", "artemis", "jenkins", "neo4j",
    "nifi", "logstash", "trino", "presto", "hadoop", "hbase", "hive", "spring", "springboot",
    "payara", "glassfish", "sonarqube", "nexus3", "pulsar", "druid", "hazelcast", "infinispan",
    "gerrit", "teamcity", "zipkin",
  ]
  private static let companions: Set<String> = [
    "exporter", "operator", "proxy", "dashboards", "curator", "ui", "client", "python",
    "agent", "reloader", "sidecar", "init",
  ]
  private static let ownHeap: Set<String> = [
    "kafka", "elasticsearch", "opensearch", "cassandra", "solr", "zookeeper", "logstash", "flink",
    "spark", "neo4j", "trino", "pulsar", "druid", "hadoop", "hbase", "keycloak", "wildfly",
    "sonarqube", "nexus3", "activemq", "artemis", "nifi",
  ]
  private static let pageCache: Set<String> = [
    "kafka", "cassandra", "elasticsearch", "opensearch", "solr",
  ]
}
