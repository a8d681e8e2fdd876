/// The environment variables that carry JVM options.
enum OptionVariables {
  /// Read by every HotSpot before the command line.
  static let tool = "JAVA_TOOL_OPTIONS"
  /// Read by the `java` launcher since JDK 9, before the command line.
  static let launcher = "JDK_JAVA_OPTIONS"
  /// Read by every HotSpot after the command line.
  static let last = "_JAVA_OPTIONS"

  /// Variables that the start scripts of images and servers put on the command line, in the order
  /// in which those scripts do, so that a later one wins.
  ///
  /// The JVM itself reads none of them.
  static let conventions: [String] = [
    "JAVA_OPTIONS", "JAVA_OPTS", "JAVA_MEM", "JAVA_ARGS", "JAVA_OPTS_APPEND", "JVM_OPTS",
    "JVM_ARGS",
    "VM_OPTIONS", "CATALINA_OPTS", "JETTY_OPTS", "KAFKA_HEAP_OPTS", "KAFKA_JVM_PERFORMANCE_OPTS",
    "KAFKA_OPTS", "ES_JAVA_OPTS", "OPENSEARCH_JAVA_OPTS", "LS_JAVA_OPTS", "SOLR_JAVA_MEM",
    "SOLR_HEAP_OPTS", "SOLR_OPTS", "JAVA_OPTS_KC_HEAP", "ZK_SERVER_HEAP_OPTS", "SERVER_JVMFLAGS",
    "JVMFLAGS", "HADOOP_OPTS", "HBASE_OPTS", "HIVE_OPTS", "FLINK_ENV_JAVA_OPTS", "SPARK_JAVA_OPTS",
    "SPARK_DAEMON_JAVA_OPTS", "ACTIVEMQ_OPTS_MEMORY", "ACTIVEMQ_OPTS", "JENKINS_JAVA_OPTS",
    "NEXUS_JAVA_OPTS", "INSTALL4J_ADD_VM_OPTIONS", "SONAR_WEB_JAVAOPTS", "JBOSS_JAVA_OPTS",
  ]

  /// All names, those that HotSpot reads itself first.
  static let all: [String] = [last, launcher, tool] + conventions
}

/// Where a flag stands.
struct FlagPlace: Hashable, Comparable, Sendable {
  /// The levels of precedence, the weakest first.
  ///
  /// Measured on HotSpot 11, 17, 21 and 25; docs/formulas/jvm-ergonomics.md.
  enum Level: Int, Comparable, Sendable {
    case toolOptions, launcherOptions, commandLine, lastOptions

    static func < (a: Level, b: Level) -> Bool { a.rawValue < b.rawValue }
  }

  /// The level.
  var level: Level
  /// `command`, `args` or the variable's name.
  var name: String
  /// Whether the flag counts only because start scripts usually read the variable.
  var isByConvention = false

  /// The place a reader can find.
  var text: String { isByConvention ? "\(name) (by convention)" : name }

  /// The level of a variable that HotSpot reads itself, else the command line.
  init(level: Level, name: String, isByConvention: Bool = false) {
    self.level = level
    self.name = name
    self.isByConvention = isByConvention
  }

  /// The place that a name stands for when options are added there.
  init(named name: String) {
    switch name {
    case OptionVariables.tool: level = .toolOptions
    case OptionVariables.launcher: level = .launcherOptions
    case OptionVariables.last: level = .lastOptions
    default: level = .commandLine
    }
    self.name = name
    isByConvention = OptionVariables.conventions.contains(name)
  }

  static func < (a: FlagPlace, b: FlagPlace) -> Bool { a.level < b.level }
}

/// A flag as it is written, and where.
struct PlacedFlag: Hashable, Sendable {
  var text: String
  var place: FlagPlace
}
