import Foundation
import Hummingbird
import NIOCore

/// What a form without files holds.
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

    /// The value of a field, with the line breaks that programs write (browsers send others); `nil` when it is not there.
    subscript(name: String) -> String? {
        pairs.first { $0.name == name }?.value.replacing("\r\n", with: "\n")
    }
}
