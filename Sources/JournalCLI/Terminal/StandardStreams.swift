import ArgumentParser
import Foundation
import Synchronization

/// Standard input, output and error as inherited: any of them may be closed, full, or a pipe whose reader has gone.
enum StandardStreams {
    /// Opens `/dev/null` for each closed stream: otherwise the next file opened would get its descriptor, and whatever is
    /// printed would end up in that file.
    static func fill() {
        for stream in STDIN_FILENO...STDERR_FILENO where fcntl(stream, F_GETFD) < 0 {
            // The system assigns the lowest free descriptor, which is this one.
            _ = open("/dev/null", O_RDWR)
        }
    }

    /// Writes to standard error and ignores failures: the work goes on even if no one can read the message.
    static func tell(_ text: TerminalText) {
        _ = write(Data(text.shown.utf8), to: STDERR_FILENO)
    }

    /// Writes results to standard output. Once that fails it writes no more, and the command goes on: its work must not
    /// depend on a reader.
    static func print(_ text: TerminalText) {
        printUnseen(Data(text.shown.utf8))
    }

    /// Writes results for programs unchanged, unless standard output is a terminal.
    ///
    /// - Parameter shown: what a terminal gets instead.
    static func print(_ bytes: Data, onTerminal shown: () -> TerminalText) {
        if isatty(STDOUT_FILENO) != 0 { print(shown()) } else { printUnseen(bytes) }
    }

    /// Draws a picture.
    static func draw(_ picture: TerminalPicture) {
        printUnseen(Data(picture.sequences.utf8))
    }

    private static func printUnseen(_ bytes: Data) {
        guard isRead, let reason = write(bytes, to: STDOUT_FILENO) else { return }
        failure.withLock { $0 = reason }
        // A reader that closed the pipe has seen enough.
        if reason != EPIPE { Terminal.complain("The result cannot be written: \(String(cString: strerror(reason))).") }
    }

    /// Whether output still goes somewhere; if not, a list can stop.
    static var isRead: Bool { failure.withLock { $0 == nil } }

    /// - Throws: `ExitCode` if results were lost that a reader was waiting for; that was reported when it happened.
    static func checkResults() throws {
        guard let reason = failure.withLock({ $0 }), reason != EPIPE else { return }
        throw ExitCode(ExitStatus.disk.rawValue)
    }

    /// The `errno` with which writing results failed.
    private static let failure = Mutex<Int32?>(nil)

    /// Writes all of it; returns `errno` if that fails.
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

/// Would print anything to a terminal as it is; ``Terminal`` prints.
@available(*, unavailable, message: "use Terminal.print, which a terminal cannot be made to obey")
func print(_ items: Any..., separator: String = " ", terminator: String = "\n") {}
