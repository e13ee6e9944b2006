import ArgumentParser
import Foundation
import Synchronization

/// Standard input, output and error as they were handed over: any of them may be closed, full, or a pipe whose reader has
/// gone.
enum StandardStreams {
    /// Opens `/dev/null` where a stream is closed: else the next file to be opened would take its number, and with it what
    /// is printed.
    static func fill() {
        for stream in STDIN_FILENO...STDERR_FILENO where fcntl(stream, F_GETFD) < 0 {
            // The system gives the lowest number that is free, which is this one.
            _ = open("/dev/null", O_RDWR)
        }
    }

    /// Writes to standard error as far as it can be written: that nobody can be told is no reason to leave something
    /// undone.
    static func tell(_ text: String) {
        _ = write(Data(text.utf8), to: STDERR_FILENO)
    }

    /// Writes results to standard output. Once that fails it writes no more, and the command goes on: what it does must not
    /// hang on who reads of it.
    static func print(_ bytes: Data) {
        guard isRead, let reason = write(bytes, to: STDOUT_FILENO) else { return }
        failure.withLock { $0 = reason }
        // Whoever read has seen enough.
        if reason != EPIPE { Terminal.complain("The result cannot be written: \(String(cString: strerror(reason))).") }
    }

    /// Whether what is printed still goes somewhere; where it does not, a list may end.
    static var isRead: Bool { failure.withLock { $0 == nil } }

    /// - Throws: `ExitCode` when results were lost that somebody wanted, which was told then.
    static func checkResults() throws {
        guard let reason = failure.withLock({ $0 }), reason != EPIPE else { return }
        throw ExitCode(ExitStatus.disk.rawValue)
    }

    /// Why results cannot be written any more, as the system's number.
    private static let failure = Mutex<Int32?>(nil)

    /// Writes all of it; returns the system's number for why that was not possible.
    private static func write(_ bytes: Data, to stream: Int32) -> Int32? {
        var rest = bytes[...]
        while !rest.isEmpty {
            let written = rest.withUnsafeBytes { Foundation.write(stream, $0.baseAddress, $0.count) }
            if written >= 0 {
                rest = rest.dropFirst(written)
            } else if errno != EINTR {
                return errno
            }
        }
        return nil
    }
}
