import Foundation
import Hummingbird
import NIOCore

/// The fields of a form without files.
struct PageForm {
    private static let mostBytes = 4 << 20

    private let pairs: [(name: String, value: String)]

    /// - Throws: ``Problem`` with 413 or 415.
    init(_ request: Request) async throws {
        guard mediaType(request) == "application/x-www-form-urlencoded" else {
            throw Problem(.unsupportedMediaType, \.sendForm, ["type": mediaType(request)])
        }
        let body = try await collected(request, upTo: Self.mostBytes, \.formTooLarge)
        pairs = decodedPairs(String(decoding: body, as: UTF8.self))
    }

    /// A field's value, with its line breaks as programs write them (browsers send others); `nil` if it is missing.
    subscript(name: String) -> String? {
        pairs.first { $0.name == name }?.value.replacing("\r\n", with: "\n")
    }
}
