import PodfitKit
import Testing

@Suite("Container selectors")
struct ContainerSelectorTests {
  private let id = ContainerID(
    workload: WorkloadID(cluster: "eu", namespace: "shop", kind: .deployment, name: "api"),
    container: "app"
  )

  @Test(
    "what names the container",
    arguments: [
      ("shop/api", nil, nil), ("shop/api/app", nil, nil), ("shop/api", "deployment", "eu"),
    ] as [(String, String?, String?)]
  )
  func matches(text: String, kind: String?, cluster: String?) throws {
    #expect(try ContainerSelector(text, kind: kind, cluster: cluster).matches(id))
  }

  @Test(
    "what names another",
    arguments: [
      ("shop/api/other", nil, nil), ("shop/apis", nil, nil), ("dev/api", nil, nil),
      ("shop/api", "StatefulSet", nil), ("shop/api", nil, "us"),
    ] as [(String, String?, String?)]
  )
  func differs(text: String, kind: String?, cluster: String?) throws {
    #expect(try !ContainerSelector(text, kind: kind, cluster: cluster).matches(id))
  }

  @Test("what names nothing", arguments: ["", "api", "a/b/c/d", "/api", "shop//app", "shop/"])
  func refused(text: String) {
    #expect(throws: ContainerSelector.FormError.self) { try ContainerSelector(text) }
  }
}
