/// What an image reference tells of the program inside.
struct ImageName: Sendable {
  /// The repository without registry host, in lower case.
  let repository: String
  /// The tag, empty without one.
  let tag: String

  /// Splits a reference such as `registry:5000/team/app:1.2-jdk21@sha256:…`.
  init(_ reference: String) {
    let plain = reference.lowercased().prefix { $0 != "@" }
    var parts = plain.split(separator: "/").map(String.init)
    // The first part is a host where it has a dot or port, as image references are defined.
    if parts.count > 1, let host = parts.first, host.contains(where: { $0 == "." || $0 == ":" }) {
      parts.removeFirst()
    }
    let name = parts.popLast() ?? ""
    let colon = name.firstIndex(of: ":")
    tag = colon.map { String(name[$0...].dropFirst()) } ?? ""
    repository = (parts + [String(name[..<(colon ?? name.endIndex)])]).joined(separator: "/")
  }

  /// The word of the repository or tag that points to a JVM, nil where none does.
  var javaWord: String? {
    if let word = words(of: repository).first(where: Self.isRuntime) { return word }
    if let word = words(of: tag).first(where: Self.isRuntime) { return word }
    let names = words(of: repository)
    // An exporter or operator of a Java server is as a rule written in something else.
    guard !names.contains(where: Self.companions.contains) else { return nil }
    return names.first(where: Self.servers.contains)
  }

  /// Whether a JDK vendor publishes the image, so that its tag starts with the JDK's version.
  var isJDKImage: Bool {
    let name = words(of: String(repository.lastPathPart))
    return name.contains(where: Self.isRuntime)
      && name.allSatisfy { Self.isRuntime($0) || Self.jdkCompanions.contains($0) }
  }

  /// A word of the names under which OpenJ9 is published, nil where there is none.
  var openJ9Word: String? {
    let all = words(of: repository) + words(of: tag)
    if all.contains("hotspot") { return nil }
    return all.first(where: Self.openJ9.contains)
      ?? ["open-liberty", "websphere-liberty"].first { repository.contains($0) }
  }

  /// The server whose start script sets a heap of its own where no variable says otherwise.
  var serverWithOwnHeap: String? {
    words(of: repository).first(where: Self.ownHeap.contains)
      .flatMap { javaWord == nil ? nil : $0 }
  }

  /// The server that lives on the page cache of its data files.
  var pageCacheServer: String? {
    words(of: repository).first(where: Self.pageCache.contains)
      .flatMap { javaWord == nil ? nil : $0 }
  }

  /// The version of the JDK as the name tells it.
  var version: JDKVersion? {
    JDKVersion(in: repository) ?? JDKVersion(in: tag, isJDKImage: isJDKImage)
      ?? JDKVersion(in: repository + ":" + tag)
  }

  private func words(of text: String) -> [String] {
    text.split { !($0.isLetter || $0.isNumber) }.map(String.init)
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
