import Foundation
import Messages
import TestSupport
import Testing

@testable import ImageOps

@Suite("All pictures of a process share one budget of memory")
struct PictureMemoryTests {
    /// An interlaced PNG of zeros, which takes four bytes a pixel until its end is read, but hardly any in the file.
    private func interlaced(side: Int) throws -> Data {
        var png = TestPNG(Pixels(width: side, height: side, filledWith: [0, 0, 0]), .rgb)
        png.isInterlaced = true
        return try png.png()
    }

    @Test("a picture that takes more than its share is refused before anything is decoded")
    func costly() throws {
        var header = try interlaced(side: 64)
        header.replaceSubrange(16..<24, with: [0, 0, 0x3D, 0xB8, 0, 0, 0x3D, 0xB8])
        let error = #expect(throws: PictureError.self) { try Picture(photo: header) }
        guard case .tooComplex(let reason) = error else { throw try #require(error) }
        #expect(reason.english == "952 MiB needed to put its passes together")
        var progressive = TestPhoto(.scene(64, 40))
        progressive.isProgressive = true
        var jpeg = try progressive.jpeg()
        let size = try #require(jpeg.range(of: Data([0xFF, 0xC2]))).upperBound + 3
        jpeg.replaceSubrange(size..<size + 4, with: [0x3D, 0xB8, 0x3D, 0xB8])
        #expect(throws: PictureError.self) { try Picture(photo: jpeg) }
    }

    @Test("what a picture in memory will take is known before it is decoded")
    func known() throws {
        #expect(try PictureMemory.held(decoding: interlaced(side: 300), limits: .standard) == 4 * 300 * 300)
        var photo = TestPhoto(.scene(160, 80))
        #expect(try PictureMemory.held(decoding: photo.jpeg(), limits: .standard) == 0)
        photo.isProgressive = true
        #expect(try PictureMemory.held(decoding: photo.jpeg(), limits: .standard) == 160 * 80 * 2 * 3 / 2)
        #expect(throws: PictureError.self) { try PictureMemory(reading: 64 << 20, decoding: 320 << 20) }
    }

    @Test("whoever finds it used up waits for others, in the order of arrival")
    func waiting() async throws {
        let budget = PictureMemory.Budget(bytes: 100)
        let held = Held()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<40 {
                let wanted = 10 + 30 * (number % 4)
                group.addTask {
                    await withCheckedContinuation { continuation in
                        DispatchQueue.global().async {
                            budget.take(wanted)
                            held.add(wanted)
                            held.add(-wanted)
                            budget.give(wanted)
                            continuation.resume()
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(held.most <= 100 && held.now == 0)
    }

    private final class Held: @unchecked Sendable {
        private let lock = NSLock()
        private(set) var now = 0
        private(set) var most = 0

        func add(_ bytes: Int) {
            lock.withLock {
                now += bytes
                most = max(most, now)
            }
        }
    }

    @Test("eight at once stay within it")
    func resident() async {
        // In its own process, because its peak memory is measured.
        await #expect(processExitsWith: .success) {
            let png = try PictureMemoryTests().interlaced(side: 4500)
            let path = NSTemporaryDirectory() + "memory-\(UUID().uuidString).png"
            defer { try? FileManager.default.removeItem(atPath: path) }
            try png.write(to: URL(filePath: path))
            await withTaskGroup(of: Bool.self) { group in
                for _ in 0..<8 {
                    group.addTask {
                        await withCheckedContinuation { continuation in
                            DispatchQueue.global().async {
                                continuation.resume(returning: (try? PictureMemoryTests.read(path)) != nil)
                            }
                        }
                    }
                }
                for await isRead in group { precondition(isRead) }
            }
            let peak = try peakMemory() >> 20
            // Without the budget, the pixels alone would take 618 MiB.
            try #require(peak < 512, "\(peak) MB")
        }
    }

    private static func read(_ path: String) throws -> Picture {
        let file = try FileHandle(forReadingFrom: URL(filePath: path))
        let memory = try PictureMemory(wholeFile: file.fileDescriptor, limits: .standard)
        let bytes = try file.readToEnd() ?? Data()
        return try Picture(photo: bytes, memory: memory)
    }
}
