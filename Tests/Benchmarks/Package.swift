// swift-tools-version: 6.3
import PackageDescription

// A package of its own, so that the main package neither builds nor resolves what only this needs.
let package = Package(
  name: "podfit-benchmarks",
  dependencies: [.package(name: "podfit", path: "../..")],
  targets: [
    .executableTarget(
      name: "podfit-bench",
      dependencies: [.product(name: "PodfitKit", package: "podfit")],
      swiftSettings: [.swiftLanguageMode(.v6)]
    ),
    // Needs nothing of podfit, so that it is built in seconds.
    .executableTarget(
      name: "podfit-generate",
      swiftSettings: [.swiftLanguageMode(.v6)]
    ),
    // Neither does this.
    .executableTarget(
      name: "podfit-instances",
      swiftSettings: [.swiftLanguageMode(.v6)]
    ),
  ]
)
