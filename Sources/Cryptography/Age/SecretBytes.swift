internal import CLibcrypto
import Foundation

/// Bytes that are overwritten as soon as they are no longer needed, so that they are in no memory that is used again.
struct SecretBytes: ~Copyable {
    private let start: UnsafeMutablePointer<UInt8>
    private let count: Int

    /// - Parameter fill: writes all of the bytes.
    init(count: Int, fill: (UnsafeMutablePointer<UInt8>) -> Void) {
        requireLibcrypto()
        start = .allocate(capacity: count)
        self.count = count
        fill(start)
    }

    init(_ secret: some Collection<UInt8>) {
        self.init(count: secret.count) { start in
            _ = UnsafeMutableBufferPointer(start: start, count: secret.count).initialize(from: secret)
        }
    }

    init(randomCount count: Int) {
        self.init(count: count) { start in
            for place in 0..<count { start[place] = .random(in: .min ... .max) }
        }
    }

    deinit {
        clibcrypto_cleanse(start, count)
        start.deallocate()
    }

    borrowing func prefix(_ count: Int) -> SecretBytes {
        SecretBytes(count: count) { $0.update(from: start, count: count) }
    }

    borrowing func withUnsafeBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        body(UnsafeRawBufferPointer(start: start, count: count))
    }

    borrowing func withStart<Result>(_ body: (UnsafePointer<UInt8>) -> Result) -> Result {
        body(start)
    }
}
