import Foundation
import OperatingSystem
import TestSupport
import Testing

struct FileLockTests {
    let folder: TemporaryFolder
    let path: String

    init() throws {
        folder = try TemporaryFolder()
        path = folder.path + "/lock"
    }

    @Test func aLockIsGivenBackThoughAChildThatIsBeingStartedHasACopyOfIt() throws {
        let copy: Int32
        do {
            let holder = try #require(try FileLock(path: path).tryToHold())
            copy = dup(try descriptorOfTheLock())
            #expect(try FileLock(path: path).tryToHold() == nil)
            withExtendedLifetime(holder) {}
        }
        defer { close(copy) }
        #expect(try FileLock(path: path).tryToHold() != nil)
    }

    @Test(.timeLimit(.minutes(1))) func whoeverWaitsForALockThatIsReplacedGetsTheOneThatOthersSee() async throws {
        var first = try FileLock(path: path).tryToHold()
        #expect(first != nil)
        let path = path
        let waiting = Task.detached { try FileLock(path: path).hold(waitingAtMost: .seconds(50)) }
        while try descriptorsOfTheLock().count < 2 { await Task.yield() }
        try FileManager.default.moveItem(atPath: path, toPath: path + ".old")
        try Data().write(to: URL(filePath: path))
        first = nil
        let second = try #require(try await waiting.value)
        #expect(try FileLock(path: path).tryToHold() == nil)
        withExtendedLifetime(second) {}
    }

    private func descriptorOfTheLock() throws -> Int32 {
        try #require(try descriptorsOfTheLock().first)
    }

    private func descriptorsOfTheLock() throws -> [Int32] {
        var lock = stat()
        try #require(stat(path, &lock) == 0)
        let descriptors = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").compactMap { Int32($0) }
        return descriptors.filter { descriptor in
            var file = stat()
            return fstat(descriptor, &file) == 0 && (file.st_dev, file.st_ino) == (lock.st_dev, lock.st_ino)
        }
    }
}
