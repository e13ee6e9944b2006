import Foundation
import TestSupport
import Testing

/// A system call that fails once in every thread that makes it often enough, as on a dying disk.
struct SystemCallFault: Sendable, CustomTestStringConvertible {
    var call: String
    var error: String
    /// How many calls later the next one fails, on average, if not all are tried.
    var step: Int

    init(_ call: String, _ error: String, every step: Int) {
        (self.call, self.error, self.step) = (call, error, step)
    }

    var testDescription: String { "\(call) \(error)" }

    /// Goes through the numbers of the calls to fail, until there is no such call any more. Returns how many failed.
    func eachNumber(_ attempt: (_ number: Int, _ comment: Comment) async throws -> Bool) async throws -> Int {
        var random = SeededGenerator(seed: Torture.seed)
        var number = 1
        var delivered = 0
        while try await attempt(number, "\(call) \(number) failed with \(error), seed \(Torture.seed)") {
            delivered += 1
            number += Torture.isFull ? 1 : Int.random(in: 1..<2 * step, using: &random)
        }
        return delivered
    }
}

extension Program {
    /// Runs the program while the `number`th such call of every thread fails; `nil` if no thread makes that many.
    func run(
        _ arguments: [String], while fault: SystemCallFault, fails number: Int
    ) async throws -> Result? {
        let trace = folder + "/trace"
        // A library that cannot find its system files may do anything. Only the disk with the journal is meant to fail,
        // and the file in which Swift finds the arguments.
        let names = ["", "/journal.sqlite", "/journal.sqlite-wal", "/journal.sqlite-shm", "/lock", "/sync.lock"]
        let paths =
            fault.call == "openat"
            ? names.map { home + $0 } + arguments.filter { $0.hasPrefix("/") } + ["/proc/self/maps"] : []
        let result = try await run(
            "/usr/bin/strace",
            ["-f", "--quiet=all", "-o", trace] + paths.flatMap { ["-P", $0] } + [
                "-e", "trace=\(fault.call)", "-e", "inject=\(fault.call):error=\(fault.error):when=\(number)",
                Program.path,
            ] + arguments)
        return try String(contentsOfFile: trace, encoding: .utf8).contains("INJECTED") ? result : nil
    }
}

extension Program.Result {
    /// The loader could not read the program or a library, so the program never started.
    var neverStarted: Bool { errors.contains("error while loading shared libraries") }
}
