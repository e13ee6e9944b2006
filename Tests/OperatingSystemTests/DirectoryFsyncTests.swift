import Foundation
import OperatingSystem
import Testing

@Suite struct DirectoryFsyncTests {
    @Test func aFileSystemThatHasNothingToDoForAFolderIsNoFailure() {
        let folder = open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        defer { close(folder) }
        #expect(fsync(folder) != 0 && errno == EINVAL)
        #expect(fsyncDirectory(folder))
        #expect(!fsyncDirectory(-1) && errno == EBADF)
    }
}
