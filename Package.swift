// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

// Most commands take a few milliseconds, so the loader's work counts. LLVM's linker packs the 150,000 relocations of a
// static Swift program into a hundredth of their size and folds equal functions; and nothing outside the program looks
// up its symbols, all 26,000 of which Swift would otherwise export. Swift's runtime needs little of libstdc++, but the
// shared library has more symbols to resolve than all others together, so scripts/build puts its static archive where
// the linker finds it first.
let quickToLoad: [LinkerSetting] = [
    .unsafeFlags(
        ["-use-ld=lld", "-L\(Context.packageDirectory)/.build/archives"]
            + ["-O2", "--icf=safe", "--no-export-dynamic", "-z", "pack-relative-relocs"].flatMap { ["-Xlinker", $0] },
        .when(platforms: [.linux]))
]

// From bottom to top: each module knows only those above it in this list.
let package = Package(
    name: "journal",
    products: [.executable(name: "journal", targets: ["JournalCLI"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.34.1"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.2"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.0.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
    ],
    targets: [
        // Not `System`: packages that look whether Apple's module of that name can be imported would find this one.
        .target(name: "CProcess"),
        .target(
            name: "OperatingSystem",
            dependencies: [
                "CProcess",
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: strict),

        .target(name: "JSON", swiftSettings: strict),
        .target(name: "Messages", swiftSettings: strict),
        .target(name: "Journal", dependencies: ["JSON", "Messages"], swiftSettings: strict),

        .target(name: "CLoading"),
        .target(name: "CLibcrypto", dependencies: ["CLoading"]),
        .target(name: "Cryptography", dependencies: ["CLibcrypto"], swiftSettings: strict),

        .target(name: "CJPEG", linkerSettings: [.linkedLibrary("jpeg"), .linkedLibrary("m")]),
        .target(name: "CPNG", dependencies: ["CJPEG"], linkerSettings: [.linkedLibrary("png")]),
        .target(name: "ImageOps", dependencies: ["Messages", "CJPEG", "CPNG"], swiftSettings: strict),

        .target(name: "CSQLite", linkerSettings: [.linkedLibrary("sqlite3")]),
        .target(
            name: "Storage",
            dependencies: [
                "OperatingSystem", "JSON", "Messages", "Journal", "ImageOps", "Cryptography", "CSQLite",
                .product(name: "GRDB", package: "GRDB.swift"), .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ],
            swiftSettings: strict),

        .target(name: "CArchive", dependencies: ["CLoading"]),
        .target(
            name: "Exchange",
            dependencies: [
                "OperatingSystem", "JSON", "Messages", "Journal", "Cryptography", "ImageOps", "Storage", "CArchive",
            ],
            swiftSettings: strict),

        .systemLibrary(name: "CExpat", pkgConfig: "expat", providers: [.apt(["libexpat1-dev"])]),
        .target(name: "CCurl", dependencies: ["CLoading"]),
        .target(
            name: "AWS", dependencies: ["OperatingSystem", "JSON", "Messages", "Cryptography", "CCurl", "CExpat"],
            swiftSettings: strict),

        .target(
            name: "Sync",
            dependencies: ["OperatingSystem", "JSON", "Messages", "Journal", "Cryptography", "Storage", "AWS"],
            swiftSettings: strict),

        .target(
            name: "JournalHTTP",
            dependencies: [
                "OperatingSystem", "JSON", "Messages", "Journal", "ImageOps", "Cryptography", "Storage", "AWS", "Sync",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "HummingbirdTLS", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
                .product(name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            resources: [
                "Assets/icon.svg",
                "Assets/style.css", "Assets/adding.css", "Assets/entries.css", "Assets/entry.css", "Assets/queue.css",
                "Assets/search.css", "Assets/bars.css", "Assets/calendar.css", "Assets/trends.css",
                "Assets/settings.css",
                "Assets/live.js", "Assets/keyboard.js", "Assets/camera.js", "Assets/scrolling.js", "Assets/inplace.js",
                "Assets/faces.js", "Assets/strip.js",
                "Assets/page.js", "Assets/locale.js", "Assets/sending.js", "Assets/dropping.js", "Assets/adding.js",
                "Resources/journal.schema.json", "Resources/openapi.json",
            ].map { .embedInCode($0) },
            swiftSettings: strict),

        .executableTarget(
            name: "JournalCLI",
            dependencies: [
                "OperatingSystem", "JSON", "Messages", "Journal", "Cryptography", "ImageOps", "Storage", "Exchange",
                "AWS", "Sync", "JournalHTTP",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
            ],
            swiftSettings: strict, linkerSettings: quickToLoad),

        .target(name: "CFullDecode", path: "Benchmarks/CFullDecode", linkerSettings: [.linkedLibrary("jpeg")]),
        .executableTarget(
            name: "PictureBench", dependencies: ["ImageOps", "CFullDecode"], path: "Benchmarks/PictureBench",
            swiftSettings: strict),
        .executableTarget(
            name: "StoreBench",
            dependencies: ["Storage", "Journal", "ImageOps", .product(name: "GRDB", package: "GRDB.swift")],
            path: "Benchmarks/StoreBench", swiftSettings: strict),

        .target(name: "TestSupport", dependencies: ["Journal"], path: "Tests/TestSupport", swiftSettings: strict),
        .testTarget(
            name: "OperatingSystemTests", dependencies: ["OperatingSystem", "TestSupport"], swiftSettings: strict),
        .testTarget(name: "JSONTests", dependencies: ["JSON"], swiftSettings: strict),
        .testTarget(
            name: "JournalTests", dependencies: ["JSON", "Messages", "Journal", "TestSupport"], swiftSettings: strict),
        .testTarget(
            name: "CryptographyTests",
            dependencies: [
                "Cryptography", "TestSupport",
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            exclude: ["Age/age.py", "Age/vectors"], swiftSettings: strict),
        .target(
            name: "CImageFixtures", path: "Tests/CImageFixtures",
            linkerSettings: [.linkedLibrary("jpeg"), .linkedLibrary("png"), .linkedLibrary("m")]),
        .testTarget(
            name: "ImageOpsTests", dependencies: ["ImageOps", "Messages", "CJPEG", "CImageFixtures", "TestSupport"],
            swiftSettings: strict),
        .testTarget(
            name: "StorageTests",
            dependencies: [
                "Storage", "OperatingSystem", "Messages", "Journal", "ImageOps", "StoreBench", "TestSupport",
                .product(name: "GRDB", package: "GRDB.swift"), .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ],
            swiftSettings: strict),
        .testTarget(
            name: "ExchangeTests",
            dependencies: ["Exchange", "Storage", "Messages", "Journal", "ImageOps", "TestSupport"],
            swiftSettings: strict),
        .testTarget(
            name: "AWSTests",
            dependencies: [
                "AWS", "OperatingSystem", "Messages", "Cryptography", "TestSupport",
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            exclude: ["amazon.py", "credentials.py", "endpoints.py", "neighbours.py", "settings.py", "signatures.py"],
            swiftSettings: strict),
        .testTarget(
            name: "SyncTests",
            dependencies: [
                "Sync", "AWS", "OperatingSystem", "Messages", "Journal", "Storage", "Cryptography", "TestSupport",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "JournalHTTPTests",
            dependencies: [
                "JournalHTTP", "Messages", "Journal", "Cryptography", "ImageOps", "Storage", "AWS", "Sync",
                "TestSupport",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOEmbedded", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
            ],
            swiftSettings: strict),
        .testTarget(
            name: "JournalCLITests",
            dependencies: [
                "JournalCLI", "Exchange", "Journal", "Cryptography", "StoreBench", "TestSupport",
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            exclude: ["Golden", "schema.py", "statistics.py", "terminal.py"], swiftSettings: strict),
    ]
)
