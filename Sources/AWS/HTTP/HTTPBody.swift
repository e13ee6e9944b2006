import Cryptography
package import Foundation
import OperatingSystem

/// The body of a request: bytes in memory, or a file that is read as it is sent.
package enum HTTPBody: Sendable {
    case data(Data)
    case file(BodyFile)

    /// In bytes.
    package var count: Int {
        switch self {
        case .data(let data): data.count
        case .file(let file): file.count
        }
    }

    var isFile: Bool {
        if case .file = self { true } else { false }
    }

    /// Fills the space as far as the body reaches. Returns how many bytes, or `nil` if they cannot be read.
    package func copy(to space: UnsafeMutableRawBufferPointer, from offset: Int) -> Int? {
        switch self {
        case .data(let data):
            let count = min(space.count, data.count - offset)
            let start = data.startIndex + offset
            data.copyBytes(to: space, from: start..<start + count)
            return count
        case .file(let file):
            return file.copy(to: space, from: offset)
        }
    }

    /// The SHA-256 of the whole body.
    func digest() async throws(RemoteError) -> Digest {
        switch self {
        case .data(let data): SHA256.digest(of: data)
        case .file(let file): try await runBlocking { () throws(RemoteError) in try file.digest() }
        }
    }
}
