// swift-tools-version: 6.3
import PackageDescription

// One set of settings for every target (docs/decisions/0001-settings.md says why each is on).
let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
]

/// A stage of the pipeline: the folder, its module and the modules it may import.
func stage(_ folder: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(
    name: "Podfit\(folder)",
    dependencies: dependencies,
    path: "Sources/\(folder)",
    swiftSettings: settings
  )
}

/// The tests of one target; every test target may use TestSupport.
func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .testTarget(
    name: "\(name)Tests",
    dependencies: dependencies + ["TestSupport"],
    swiftSettings: settings
  )
}

/// A C library that the system provides; `make deps` installs the Debian package.
func system(_ name: String, pkgConfig: String, debian: String) -> Target {
  .systemLibrary(
    name: name,
    path: "Sources/\(name)",
    pkgConfig: pkgConfig,
    providers: [.apt([debian])]
  )
}

let package = Package(
  name: "podfit",
  products: [
    .executable(name: "podfit", targets: ["podfit"]),
    .library(name: "PodfitKit", targets: ["PodfitKit"]),
    .library(name: "CPodfit", type: .dynamic, targets: ["CPodfit"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
    .package(url: "https://github.com/swiftlang/swift-docc-plugin", exact: "1.5.0"),
  ],
  targets: [
    system("CZlib", pkgConfig: "zlib", debian: "zlib1g-dev"),
    system("CZstd", pkgConfig: "libzstd", debian: "libzstd-dev"),
    system("CYAML", pkgConfig: "yaml-0.1", debian: "libyaml-dev"),
    system("CCrypto", pkgConfig: "libcrypto", debian: "libssl-dev"),
    system("CClp", pkgConfig: "clp", debian: "coinor-libclp-dev"),
    .target(name: "CResources", path: "Sources/CResources"),

    stage("Model"),
    stage("Ingest", ["PodfitModel", "CZlib", "CZstd", "CCrypto"]),
    stage(
      "Store",
      [
        "PodfitModel", .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "GRDBSQLite", package: "GRDB.swift"),
      ]
    ),
    stage("JVM", ["PodfitModel"]),
    stage("Profile", ["PodfitModel", "PodfitJVM"]),
    stage("Recommend", ["PodfitModel", "PodfitJVM", "PodfitProfile"]),
    stage("Pack", ["PodfitModel", "CClp"]),
    stage("Check", ["PodfitModel", "PodfitJVM", "CYAML"]),
    stage("Report", ["PodfitModel"]),

    .target(
      name: "PodfitKit",
      dependencies: [
        "PodfitModel", "PodfitIngest", "PodfitStore", "PodfitJVM", "PodfitProfile",
        "PodfitRecommend", "PodfitPack", "PodfitCheck", "PodfitReport",
      ],
      swiftSettings: settings
    ),
    .executableTarget(
      name: "podfit",
      dependencies: [
        "PodfitKit", "CResources",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: settings
    ),
    .target(name: "CPodfit", dependencies: ["PodfitKit"], swiftSettings: settings),

    .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: settings),
    tests("PodfitModel", ["PodfitModel"]),
    tests("PodfitIngest", ["PodfitModel", "PodfitIngest"]),
    tests(
      "PodfitStore",
      ["PodfitModel", "PodfitStore", .product(name: "GRDB", package: "GRDB.swift")]
    ),
    tests("PodfitJVM", ["PodfitModel", "PodfitJVM"]),
    tests("PodfitProfile", ["PodfitModel", "PodfitProfile"]),
    tests("PodfitRecommend", ["PodfitModel", "PodfitProfile", "PodfitRecommend", "PodfitJVM"]),
    tests("PodfitPack", ["PodfitModel", "PodfitPack"]),
    tests("PodfitCheck", ["PodfitModel", "PodfitCheck"]),
    tests("PodfitReport", ["PodfitModel", "PodfitReport"]),
    tests(
      "PodfitKit",
      [
        "PodfitModel", "PodfitKit", "PodfitStore", "PodfitIngest", "PodfitProfile",
        "PodfitRecommend", "PodfitJVM",
      ]
    ),
    tests("Architecture", []),
    tests("EndToEnd", []),
  ]
)
