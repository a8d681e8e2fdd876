import Foundation
import PodfitCheck
import PodfitModel
import Testing

#if canImport(Glibc)
import Glibc
#endif

@Suite("Speed")
struct CheckSpeedTests {
  /// A Deployment of five containers in block style, about 2.5 kB.
  private static func manifest(_ number: Int) -> String {
    var text = """
      # Source: chart/templates/deployment-\(number).yaml
      apiVersion: apps/v1
      kind: Deployment
      metadata:
        name: service-\(number)
        namespace: shop
        labels: {app.kubernetes.io/name: service-\(number), tier: "backend"}
      spec:
        replicas: 3
        template:
          metadata:
            labels:
              app.kubernetes.io/name: service-\(number)
          spec:
            containers:

      """
    for container in 0..<5 {
      text += """
              - name: c\(container)
                image: registry.example.com/shop/service-\(number):1.2.\(container)
                env:
                - name: LOG_LEVEL
                  value: "info"   # as everywhere
                - name: JAVA_TOOL_OPTIONS
                  value: "-Xmx512m -XX:+UseG1GC"
                resources:
                  requests:
                    cpu: 250m
                    memory: 4Gi
                  limits:
                    memory: 4Gi

        """
    }
    return text
  }

  @Test("2,000 manifests with 10,000 containers take a second at most in a release build")
  func twoThousand() {
    let files = (0..<2_000).map { ("m/\($0).yaml", [UInt8](Self.manifest($0).utf8)) }
    let advice = (0..<2_000).flatMap { number in
      (0..<5).map { recommendation("service-\(number)", container: "c\($0)") }
    }
    let start = threadSeconds()
    let result = Checker().check(files: files, against: set(advice))
    let seconds = threadSeconds() - start
    let bytes = files.reduce(0) { $0 + $1.1.count }
    print("check: \(files.count) files, \(bytes) bytes, \(seconds) s of processor time")
    #expect(result.checkedContainers == 10_000 && result.unmatched.isEmpty)
    // Memory request, memory limit, and a heap that can use an eighth of it.
    #expect(result.findings.count == 30_000)
    #if DEBUG
    #expect(seconds < 30)
    #else
    #expect(seconds < 1)
    #endif
  }

  /// Processor time of this thread: other tests run beside this one.
  private func threadSeconds() -> Double {
    var time = timespec()
    guard unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time) == 0 else { return .nan }
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
