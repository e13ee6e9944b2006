import Cryptography
import Foundation
import Subprocess
import TestSupport
import Testing

/// Files that age wrote and files that are broken in one way each, in the format of the Community Cryptography Test
/// Vectors (github.com/C2SP/CCTV, age): lines of `key: value`, an empty line, a file. Those next to this test were made
/// with age 1.1.1; JOURNAL_TEST_AGE_VECTORS names a folder with others.
@Suite("age's vectors") struct AgeVectorTests {
    @Test("each file opens, or is refused, as its vector says")
    func vectors() async throws {
        let own = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "vectors")
        let others = Machine.variables["JOURNAL_TEST_AGE_VECTORS"].map { URL(filePath: $0) }
        for folder in [own, others].compactMap({ $0 }) { try await check(folder) }
    }

    private func check(_ folder: URL) async throws {
        var refused = 0
        var checked = 0
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
        for name in names {
            let vector = try await Vector(Data(contentsOf: folder.appending(path: name)))
            guard vector.concernsUs else { continue }
            checked += 1
            if vector.expected == "success", vector.isRefusedByUs { refused += 1 }
            vector.check(name)
        }
        let aside = names.count - checked
        print(
            """
            \(folder.lastPathComponent): \(checked) of \(names.count) vectors checked, \(refused) of them refused because they \
            have several stanzas; \(aside) left aside (armored, or for other keys)
            """)
        #expect(checked > 0)
    }
}

private struct Vector {
    private var values: [String: [String]] = [:]
    private var file: Data

    init(_ vector: Data) async throws {
        let end = try #require(vector.firstRange(of: Data("\n\n".utf8)))
        for line in String(decoding: vector[..<end.lowerBound], as: UTF8.self).split(separator: "\n") {
            let parts = line.split(separator: ": ", maxSplits: 1)
            values[String(parts[0]), default: []].append(String(parts[1]))
        }
        file = vector[end.upperBound...]
        if values["compressed"] != nil { file = try await ageScript(["inflate"], input: file) }
    }

    private var identities: [AgeIdentity] { (values["identity"] ?? []).compactMap { AgeIdentity($0) } }
    private var passphrases: [String] { values["passphrase"] ?? [] }
    var expected: String? { values["expect"]?.first }

    /// Whether it is neither armored nor for keys of another kind.
    var concernsUs: Bool {
        values.keys.allSatisfy {
            ["expect", "payload", "identity", "passphrase", "file key", "compressed", "comment"].contains($0)
        } && identities.count == values["identity"]?.count ?? 0
    }

    private var stanzaLines: [Substring] {
        let header = file.prefix(file.firstRange(of: Data("\n--- ".utf8))?.lowerBound ?? file.startIndex)
        return String(decoding: header, as: UTF8.self).split(separator: "\n").filter { $0.hasPrefix("-> ") }
    }

    /// Whether age opens what we do not: files with several stanzas.
    var isRefusedByUs: Bool { stanzaLines.count > 1 }

    private var hasKnownStanza: Bool {
        stanzaLines.contains { $0.hasPrefix("-> X25519 ") || $0.hasPrefix("-> scrypt ") }
    }

    func check(_ name: String) {
        let attempts: [Result<Data, AgeError>] =
            identities.map { identity in
                Result { () throws(AgeError) in try Age.open(file, with: identity) }
            }
            + passphrases.map { passphrase in
                Result { () throws(AgeError) in try Age.open(file, passphrase: passphrase) }
            }
        let opened = attempts.compactMap { try? $0.get() }.map { SHA256.digest(of: $0).hex }
        guard expected != "success" || isRefusedByUs else {
            #expect(opened == values["payload"], "\(name)")
            return
        }
        #expect(opened.isEmpty, "\(name)")
        for case .failure(let error) in attempts {
            // Another kind of stanza is for another key in age, and no file of ours.
            let isForOthers = expected == "no match" && hasKnownStanza
            let reason: AgeError = name == "scrypt_work_factor_23" ? .tooCostly : isForOthers ? .wrongKey : .damaged
            #expect(error == reason, "\(name)")
        }
    }
}
