import Foundation
import Sync

/// This program once more, as a child of this process. Without a task, for what must use none.
enum OwnProgram {
    /// How a child ended.
    enum Ending {
        case exited(Int32)
        case killed(signal: Int32)
    }

    /// What a child left.
    struct Outcome {
        /// What it wrote to standard output.
        var output: Data
        var ending: Ending
    }

    /// The system's reason for not starting a process.
    struct SystemError: Error {
        var number: Int32
    }

    /// Runs it to its end. It shares standard error. Its standard input is a pipe that nothing comes through: it is closed
    /// when the bell is rung or this process dies, and the child then has to end itself.
    static func run(_ arguments: [String], endedBy bell: Bell) throws(SystemError) -> Outcome {
        let (input, output) = (try Pipe(), try Pipe())
        let child = try start(arguments, input: input.readEnd, output: output.writeEnd)
        input.closeReadEnd()
        output.closeWriteEnd()
        var sources = [output.readEnd, bell.ear].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        var written = Data()
        while true {
            guard poll(&sources, nfds_t(sources.count), -1) > 0 else { continue }
            if sources[1].revents != 0 {
                input.closeWriteEnd()
                // poll leaves out what has a negative number.
                sources[1].fd = -1
            }
            guard sources[0].revents != 0 else { continue }
            var buffer = [UInt8](repeating: 0, count: 4096)
            let count = read(output.readEnd, &buffer, buffer.count)
            if count > 0 { written.append(contentsOf: buffer[..<count]) }
            if count == 0 || (count < 0 && errno != EINTR) { break }
        }
        return Outcome(output: written, ending: waitForEnd(of: child))
    }

    private static func start(_ arguments: [String], input: Int32, output: Int32) throws(SystemError) -> pid_t {
        #if os(Linux)
        // Also where the file has been replaced by a newer one meanwhile.
        let path = "/proc/self/exe"
        var actions = posix_spawn_file_actions_t()
        #else
        let path = Bundle.main.executablePath ?? CommandLine.arguments[0]
        var actions: posix_spawn_file_actions_t?
        #endif
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO)
        posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
        let words: [UnsafeMutablePointer<CChar>?] = (["journal"] + arguments).map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        var child: pid_t = 0
        let problem = posix_spawn(&child, path, &actions, nil, words, environ)
        guard problem == 0 else { throw SystemError(number: problem) }
        return child
    }

    private static func waitForEnd(of child: pid_t) -> Ending {
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0, errno == EINTR {}
        // WIFEXITED, WEXITSTATUS and WTERMSIG, which are macros (wait(2)).
        let signal = status & 0x7F
        return signal == 0 ? .exited((status >> 8) & 0xFF) : .killed(signal: signal)
    }
}

/// Two ends that are closed at an `exec`, and with the value.
private final class Pipe {
    private(set) var readEnd: Int32 = -1
    private(set) var writeEnd: Int32 = -1

    init() throws(OwnProgram.SystemError) {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw OwnProgram.SystemError(number: errno) }
        (readEnd, writeEnd) = (ends[0], ends[1])
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    }

    deinit {
        closeReadEnd()
        closeWriteEnd()
    }

    func closeReadEnd() {
        if readEnd >= 0 { close(readEnd) }
        readEnd = -1
    }

    func closeWriteEnd() {
        if writeEnd >= 0 { close(writeEnd) }
        writeEnd = -1
    }
}
