import PodfitModel
import Testing

@testable import PodfitJVM

@Suite("Finding JVMs and their version")
struct DetectionTests {
  @Test(
    "the version an image names",
    arguments: [
      ("eclipse-temurin:17.0.9_9-jre", "17.0.9"), ("openjdk:11-jre-slim", "11"),
      ("openjdk:8u292-jdk", "8u292"), ("docker.io/library/openjdk:11.0.16", "11.0.16"),
      ("registry:5000/team/app:1.2-jdk21", "21"), ("tomcat:9.0-jdk17-temurin", "17"),
      ("flink:1.17-java11", "11"), ("registry.access.redhat.com/ubi8/openjdk-17:1.18", "17"),
      ("gcr.io/distroless/java17-debian12", "17"), ("amazoncorretto:21.0.1", "21.0.1"),
      ("azul/zulu-openjdk-alpine:17.0.4", "17.0.4"), ("maven:3.9-eclipse-temurin-21", "21"),
      ("eclipse-temurin:25@sha256:00", "25"), ("adoptopenjdk:8-jdk-hotspot", "8"),
    ]
  )
  func versions(image: String, version: String) {
    #expect(ImageName(image).version?.description == version)
  }

  @Test(
    "images that name no version",
    arguments: [
      "", ":", "/", "@", "app:1.2", "team/java-service:9.2.1", "kafka:3.7", "openjdk:latest",
      "openjdk:99999999999999999999", "java:", "tomcat:10",
    ]
  )
  func noVersion(image: String) { #expect(ImageName(image).version == nil) }

  @Test(
    "what an image name points to",
    arguments: [
      ("eclipse-temurin:21", "temurin"), ("bitnami/kafka:3.7", "kafka"), ("tomcat:9", "tomcat"),
      ("docker.elastic.co/elasticsearch/elasticsearch:8.1", "elasticsearch"),
      ("team/app:2.0-jre17", "jre17"), ("danielqsj/kafka-exporter:v1", nil),
      ("spark-operator/spark-operator:1", nil), ("nginx:1.25", nil), ("javascript-app:1", nil),
      ("python:3.12", nil), ("", nil),
    ] as [(String, String?)]
  )
  func words(image: String, word: String?) { #expect(ImageName(image).javaWord == word) }

  @Test("nothing that points to a JVM is no profile")
  func none() {
    let spec = ContainerSpec(name: "c", image: "nginx:1.25", command: ["nginx", "-g"])
    let around = JVMSurroundings(memoryLimit: .gibibytes(1), nodeCPU: .cores(4))
    #expect(JVMProfiler.profile(of: spec, in: around, signals: JVMSignals()) == nil)
    #expect(JVMProfiler.profile(of: nil, in: around, signals: JVMSignals()) == nil)
  }

  @Test("each kind of evidence alone makes a profile")
  func evidence() throws {
    let around = JVMSurroundings(memoryLimit: .gibibytes(1), nodeCPU: .cores(4))
    var metrics = JVMSignals()
    metrics.heapUsedMax = .mebibytes(100)
    let cases: [(ContainerSpec?, JVMSignals, String)] = [
      (ContainerSpec(name: "c", command: ["java", "Main"]), JVMSignals(), "command java"),
      (ContainerSpec(name: "c", arguments: ["-jar", "a"]), JVMSignals(), "argument -jar"),
      (ContainerSpec(name: "c", image: "tomcat:9"), JVMSignals(), "image tomcat"),
      (ContainerSpec(name: "c", arguments: ["-Xmx1g"]), JVMSignals(), "-Xmx1g in args"),
      (nil, metrics, "metrics of a JVM"),
      (
        ContainerSpec(
          name: "c",
          image: "app:1",
          environment: [EnvironmentVariable(name: "JAVA_OPTS", value: "-Dx=y")]
        ),
        JVMSignals(), "variable JAVA_OPTS is set, which alone is weak"
      ),
    ]
    for (spec, signals, words) in cases {
      let profile = try #require(JVMProfiler.profile(of: spec, in: around, signals: signals))
      #expect(profile.evidence == [words])
      #expect(profile.configuration != nil)
    }
  }

  @Test(
    "OpenJ9 is recognised and HotSpot's rules are not applied",
    arguments: [
      "ibm-semeru-runtimes:open-17-jre", "adoptopenjdk/openjdk11-openj9", "open-liberty:23",
    ]
  )
  func openJ9(image: String) throws {
    let spec = ContainerSpec(name: "c", image: image, command: ["java", "-jar", "a.jar"])
    let profile = try #require(
      JVMProfiler.profile(
        of: spec,
        in: JVMSurroundings(memoryLimit: .gibibytes(1)),
        signals: JVMSignals()
      )
    )
    #expect(profile.configuration == nil)
    #expect(profile.findings.map(\.id) == ["openj9"])
    #expect(JVMSizer.sizing(of: profile, spec: spec, in: .init(), workingSetMax: nil) == nil)
  }
}
