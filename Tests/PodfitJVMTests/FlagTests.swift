import PodfitModel
import Testing

@testable import PodfitJVM

@Suite("Flags and where they stand")
struct FlagTests {
  @Test(
    "memory sizes as HotSpot reads them",
    arguments: [
      ("512m", 536_870_912), ("512M", 536_870_912), ("2g", 2_147_483_648), ("1024", 1024),
      ("64k", 65_536), ("1t", 1_099_511_627_776), ("0x10m", 16_777_216), ("0", 0),
    ] as [(String, Int64)]
  )
  func sizes(text: String, bytes: Int64) {
    #expect(FlagValues.memory(text)?.bytes == bytes)
  }

  @Test(
    "what HotSpot refuses as a size is no size",
    arguments: [
      "", "m", "1.5g", "-5m", "+5m", "512mb", "512Mi", "99999999999999999999",
      "9223372036854775807k",
      "0x", "zz", " 5m", "5 m", "\u{661}m", "\u{0}",
    ]
  )
  func badSizes(text: String) { #expect(FlagValues.memory(text) == nil) }

  @Test(
    "option variables split at white space, quotes hold and vanish, backslash is a character",
    arguments: [
      ("-Xmx1g  -Dx=y", ["-Xmx1g", "-Dx=y"]), ("'-Da=b c' -Xms1m", ["-Da=b c", "-Xms1m"]),
      ("-D\"a b\"=c", ["-Da b=c"]), ("", []), ("  \t\n", []), ("\"\"", [""]),
      ("\"-Xmx1g -Xms1g", ["-Xmx1g -Xms1g"]), (#"-Da=\ b"#, [#"-Da=\"#, "b"]),
    ]
  )
  func variableWords(text: String, words: [String]) {
    #expect(optionWords(ofVariable: text) == words)
  }

  @Test(
    "a shell script's words, with variables from the environment",
    arguments: [
      ("exec java $OPTS -jar a.jar", [["exec", "java", "-Xmx1g", "-Xms1g", "-jar", "a.jar"]]),
      ("java -Xmx${SIZE} \"$OPTS\"", [["java", "-Xmx2g", "-Xmx1g -Xms1g"]]),
      ("cd /a && java '$OPTS'", [["cd", "/a"], ["java", "$OPTS"]]),
      ("java ${NONE:--Xmx3g} a; b # c", [["java", "-Xmx3g", "a"], ["b"]]),
      ("java \\\n -Xmx1g", [["java", "-Xmx1g"]]), ("java \"a;b\" $", [["java", "a;b", "$"]]),
      ("'open", [["open"]]), ("${open", [["${open"]]), ("", []), ("java $NONE x", [["java", "x"]]),
    ]
  )
  func shellWords(script: String, commands: [[String]]) {
    let values = ["OPTS": "-Xmx1g -Xms1g", "SIZE": "2g"]
    let read = ShellScript(script, values: values).commands
    #expect(read.map { $0.map(\.text) } == commands)
  }

  @Test("a word that is a variable's value keeps the variable's name, a mixed one does not")
  func wordSources() {
    let words = ShellScript("java $A -X$A x$A $A$A", values: ["A": "1 2"]).commands[0]
    #expect(words.map(\.text) == ["java", "1", "2", "-X1", "2", "x1", "2", "1", "21", "2"])
    #expect(
      words.map(\.variable) == [nil, "A", "A", nil, "A", nil, "A", "A", nil, "A"]
    )
  }

  @Test(
    "Kubernetes references in text",
    arguments: [
      ("-Xmx$(SIZE)", "-Xmx2g"), ("$$(SIZE)", "$(SIZE)"), ("$(NONE)", "$(NONE)"), ("$(", "$("),
      ("a$", "a$"), ("$(SIZE)$(SIZE)", "2g2g"),
    ]
  )
  func references(text: String, result: String) {
    #expect(kubernetesExpansion(of: text, values: ["SIZE": "2g"]) == result)
  }

  @Test("_JAVA_OPTIONS beats the command line beats JDK_JAVA_OPTIONS beats JAVA_TOOL_OPTIONS")
  func precedence() {
    let variables = [
      ("_JAVA_OPTIONS", "-Xmx4g"), ("JDK_JAVA_OPTIONS", "-Xmx2g"), ("JAVA_TOOL_OPTIONS", "-Xmx1g"),
    ]
    func spec(_ names: [String], command: [String]) -> ContainerSpec {
      ContainerSpec(
        name: "c",
        command: command,
        environment: variables.filter { names.contains($0.0) }
          .map { EnvironmentVariable(name: $0.0, value: $0.1) }
      )
    }
    let java = ["java", "-Xmx3g", "-jar", "a.jar"]
    let plain = ["java", "-jar", "a.jar"]
    let cases: [([String], [String], Int64, String)] = [
      (["_JAVA_OPTIONS", "JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS"], java, 4, "_JAVA_OPTIONS"),
      (["JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS"], java, 3, "command"),
      (["JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS"], plain, 2, "JDK_JAVA_OPTIONS"),
      (["JAVA_TOOL_OPTIONS"], plain, 1, "JAVA_TOOL_OPTIONS"),
    ]
    for (names, command, gibibytes, place) in cases {
      let flags = LaunchFlags(spec(names, command: command), launcherReadsVariable: true).flags
      #expect(flags.memory("MaxHeapSize") == .gibibytes(gibibytes))
      #expect(flags.setting("MaxHeapSize")?.flag.place.name == place)
      #expect(flags.overruled.count == names.count + (command == java ? 1 : 0) - 1)
    }
    let old = LaunchFlags(
      spec(["JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS"], command: plain),
      launcherReadsVariable: false
    )
    #expect(old.flags.memory("MaxHeapSize") == .gibibytes(1))
  }

  struct Launch: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var command: [String] = []
    var arguments: [String] = []
    var variables: [String: String?] = [:]
    var heap: Int64?
    var place: String?
    var unread = 0
    var unused: [String] = []
    var misplaced: [String] = []

    var spec: ContainerSpec {
      ContainerSpec(
        name: "c",
        command: command,
        arguments: arguments,
        environment: variables.sorted { $0.key < $1.key }
          .map { EnvironmentVariable(name: $0.key, value: $0.value) }
      )
    }
  }

  @Test(
    "where the heap comes from",
    arguments: [
      Launch(
        testDescription: "the script names the variable",
        command: ["sh", "-c"],
        arguments: ["exec java $JAVA_OPTS -jar app.jar"],
        variables: ["JAVA_OPTS": "-Xmx256m"],
        heap: 256,
        place: "JAVA_OPTS"
      ),
      Launch(
        testDescription: "a later flag of the script beats the variable",
        command: ["/bin/sh", "-c", "java $JAVA_OPTS -Xmx300m -jar app.jar"],
        variables: ["JAVA_OPTS": "-Xmx256m"],
        heap: 300,
        place: "command"
      ),
      Launch(
        testDescription: "the image's own start script reads the variable",
        variables: ["KAFKA_HEAP_OPTS": "-Xmx1024m -Xms1024m"],
        heap: 1024,
        place: "KAFKA_HEAP_OPTS"
      ),
      Launch(
        testDescription: "a visible command that does not use the variable",
        command: ["java", "-jar", "app.jar"],
        variables: ["JAVA_OPTS": "-Xmx256m"],
        unused: ["JAVA_OPTS"]
      ),
      Launch(
        testDescription: "behind the jar it is the program's",
        command: ["java", "-jar", "app.jar", "-Xmx256m"],
        misplaced: ["-Xmx256m"]
      ),
      Launch(
        testDescription: "class path takes a value",
        command: ["/opt/java/bin/java", "-cp", "a:b", "-Xmx128m", "Main"],
        heap: 128,
        place: "command"
      ),
      Launch(
        testDescription: "arguments of an image's entry point",
        arguments: ["-Xmx96m", "--port=80"],
        heap: 96,
        place: "args"
      ),
      Launch(
        testDescription: "a reference between variables",
        command: ["java"],
        arguments: ["-Xmx$(HEAP)", "Main"],
        variables: ["HEAP": "64m"],
        heap: 64,
        place: "args"
      ),
      Launch(
        testDescription: "a reference to a secret is unread",
        command: ["java"],
        arguments: ["-Xmx$(HEAP)", "Main"],
        variables: ["HEAP": nil],
        unread: 1
      ),
      Launch(
        testDescription: "argument files are unread",
        command: ["java", "@/app/options", "-jar", "app.jar"],
        unread: 1
      ),
      Launch(
        testDescription: "a variable from elsewhere is unread",
        variables: ["JAVA_TOOL_OPTIONS": nil],
        unread: 1
      ),
      Launch(
        testDescription: "an init process before java",
        command: ["tini", "--", "java", "-Xmx32m", "Main"],
        heap: 32,
        place: "command"
      ),
      Launch(
        testDescription: "garbage",
        command: ["", "\u{0}", "$(", "${"],
        arguments: ["-Xmx", "-XX:", "-XX:=", "-XX:+", "=-", "-"],
        variables: ["": "", "JAVA_OPTS": "-Xmx99999999999999999999g -XX:MaxRAMPercentage=NaN"]
      ),
    ]
  )
  func launches(launch: Launch) {
    let read = LaunchFlags(launch.spec, launcherReadsVariable: true)
    #expect(read.flags.memory("MaxHeapSize") == launch.heap.map { .mebibytes($0) })
    #expect(read.flags.setting("MaxHeapSize")?.flag.place.name == launch.place)
    #expect(read.unread.count == launch.unread)
    #expect(read.unused == launch.unused)
    #expect(read.misplaced == launch.misplaced)
  }

  @Test("flags added to a place replace what sets the same there and win where that place wins")
  func adding() {
    let spec = ContainerSpec(
      name: "c",
      command: ["java", "-Xmx1g", "-Da=b", "Main"],
      environment: [EnvironmentVariable(name: "JAVA_TOOL_OPTIONS", value: "-Xmx2g -Xss1m")]
    )
    let flags = LaunchFlags(spec, launcherReadsVariable: true).flags
    let strong = flags.adding(["-Xmx512m"], to: "command")
    #expect(strong.memory("MaxHeapSize") == .mebibytes(512))
    #expect(strong.placed.map(\.text) == ["-Xmx2g", "-Xss1m", "-Da=b", "-Xmx512m"])
    let weak = flags.adding(["-Xmx512m"], to: "JAVA_TOOL_OPTIONS")
    #expect(weak.memory("MaxHeapSize") == .gibibytes(1))
    #expect(weak.placed.map(\.text) == ["-Xss1m", "-Xmx512m", "-Xmx1g", "-Da=b"])
  }
}
