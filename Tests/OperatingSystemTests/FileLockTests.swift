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

    private func descriptorOfTheLock() throws -> Int32 {
        var lock = stat()
        try #require(stat(path, &lock) == 0)
        let descriptors = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").compactMap { Int32($0) }
        return try #require(
            descriptors.first { descriptor in
                var file = stat()
                return fstat(descriptor, &file) == 0 && (file.st_dev, file.st_ino) == (lock.st_dev, lock.st_ino)
            })
    }
}
