import Foundation
import Messages
import Testing

/// Problems are codes with arguments; each has words, with a gap for each argument.
@Suite struct MessageTests {
    /// A message as written in a source file.
    private struct Made: Hashable {
        var code: String
        var arguments: Set<String>
    }

    /// Every `CodedMessage("code", ["argument": …])` in the sources of a module.
    private static func made(in module: String) throws -> [Made] {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../Sources/\(module)").standardizedFileURL
        let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
        var made: [Made] = []
        for case let file as URL in files ?? .init() where file.pathExtension == "swift" {
            let source = try String(contentsOf: file, encoding: .utf8)
            for call in source.matches(of: /CodedMessage\(\s*(?:"([a-z0-9.]+)"(?:,\s*\[([^\]]*)\])?)?/) {
                let code = try #require(call.output.1, "\(file.lastPathComponent): \(call.output.0)")
                let names = (call.output.2 ?? "").matches(of: /"([a-z]+)":/).map { String($0.output.1) }
                #expect(Set(names).count == names.count && !names.contains("code"), "\(code)")
                made.append(Made(code: String(code), arguments: Set(names)))
            }
        }
        return made
    }

    private static let modules = ["Journal", "ImageOps", "Storage", "AWS", "Sync", "JournalHTTP"]

    @Test(arguments: modules) func everyCodeHasWordsWithAGapForEachArgument(module: String) throws {
        let made = try Self.made(in: module)
        #expect(!made.isEmpty)
        for message in made {
            let words = try #require(CodedMessage.english[message.code], "No words for \(message.code)")
            #expect(Template(words).gaps == message.arguments, "\(message.code)")
        }
    }

    @Test func noWordsAreForCodesThatNobodyMakes() throws {
        let made = Set(try Self.modules.flatMap { try Self.made(in: $0) }.map(\.code))
        #expect(Set(CodedMessage.english.keys) == made)
    }
}
