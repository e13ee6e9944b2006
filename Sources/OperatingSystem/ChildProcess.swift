public import Foundation
import Subprocess
import SystemPackage

/// Runs other programs and waits for them to end.
public enum ChildProcess {
    /// How a program ended.
    public enum Ending: Equatable, Sendable {
        /// It exited, with this code.
        case exited(Int32)
        /// A signal ended it.
        case killed(signal: Int32)
    }

    /// What a program that ran to its end produced.
    public struct Outcome: Sendable {
        /// How it ended.
        public var ending: Ending
        /// Its standard output.
        public var output: Data
        /// Its standard error.
        public var errors: String
    }

    /// Why there is no outcome.
    public enum Failure: Error, Equatable {
        /// The program does not exist, cannot be run, or wrote more than the limit.
        case cannotRun
        /// It ran longer than allowed and was ended.
        case tookTooLong
        /// The task was cancelled, and the program was ended.
        case cancelled
    }

    /// Runs a program without a terminal and without input. Reads up to 1 MiB of its output and 64 KiB of its errors.
    ///
    /// - Parameters:
    ///   - program: its path, or a name to look up in `PATH`.
    ///   - timeLimit: how long it may run; `nil` for no limit.
    public static func run(
        _ program: String, _ arguments: [String], environment: [String: String], timeLimit: Duration? = nil
    ) async throws(Failure) -> Outcome {
        let variables = Dictionary(uniqueKeysWithValues: environment.map { (Environment.Key(stringLiteral: $0), $1) })
        let outcome: Outcome?
        do {
            outcome = try await within(timeLimit) {
                let result = try await Subprocess.run(
                    executable(program), arguments: Arguments(arguments), environment: .custom(variables),
                    output: .data(limit: 1 << 20), error: .string(limit: 1 << 16))
                return Outcome(
                    ending: Ending(result.terminationStatus), output: result.standardOutput,
                    errors: result.standardError)
            }
        } catch is CancellationError {
            throw .cancelled
        } catch {
            throw .cannotRun
        }
        guard let outcome else { throw .tookTooLong }
        return outcome
    }

    /// Runs a program with this process's own terminal and environment.
    public static func runOnTerminal(_ program: String, _ arguments: [String]) async throws(Failure) -> Ending {
        do {
            let result = try await Subprocess.run(
                executable(program), arguments: Arguments(arguments), input: .currentStandardInput,
                output: .currentStandardOutput, error: .currentStandardError)
            return Ending(result.terminationStatus)
        } catch is CancellationError {
            throw .cancelled
        } catch {
            throw .cannotRun
        }
    }

    private static func executable(_ program: String) -> Executable {
        program.contains("/") ? .path(FilePath(program)) : .name(program)
    }

    /// Returns what `body` returns, or `nil` if that takes too long; `body` is then cancelled, which ends the process
    /// it is waiting for.
    private static func within<Value: Sendable>(
        _ time: Duration?, _ body: @escaping @Sendable () async throws -> Value
    ) async throws -> Value? {
        guard let time else { return try await body() }
        return try await withThrowingTaskGroup(of: Value?.self) { group in
            group.addTask(operation: body)
            group.addTask {
                try await Task.sleep(for: time)
                return nil
            }
            defer { group.cancelAll() }
            return try await group.next() ?? nil
        }
    }
}

extension ChildProcess.Ending {
    fileprivate init(_ status: TerminationStatus) {
        switch status {
        case .exited(let code): self = .exited(code)
        case .signaled(let signal): self = .killed(signal: signal)
        }
    }
}
