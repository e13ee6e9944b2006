public import Foundation
import Subprocess
import SystemPackage

/// Other programs, run to their end.
public enum ChildProcess {
    /// How one ended.
    public enum Ending: Equatable, Sendable {
        /// By itself, with this code.
        case exited(Int32)
        /// By a signal.
        case killed(signal: Int32)
    }

    /// What one left.
    public struct Outcome: Sendable {
        /// How it ended.
        public var ending: Ending
        /// What it wrote to its standard output.
        public var output: Data
        /// What it wrote to its standard error.
        public var errors: String
    }

    /// Why there is no outcome.
    public enum Failure: Error, Equatable {
        /// There is no such program, it cannot be run, or it wrote more than is read.
        case cannotRun
        /// It took too long, and was ended.
        case tookTooLong
        /// The task was cancelled, and so was the program.
        case cancelled
    }

    /// Runs a program without a terminal or input. Up to 1 MiB of its output and 64 KiB of its errors are read.
    ///
    /// - Parameters:
    ///   - program: its path, or a name that is looked for in `PATH`.
    ///   - patience: how long it may take; as long as it likes without one.
    public static func run(
        _ program: String, _ arguments: [String], environment: [String: String], patience: Duration? = nil
    ) async throws(Failure) -> Outcome {
        let variables = Dictionary(uniqueKeysWithValues: environment.map { (Environment.Key(stringLiteral: $0), $1) })
        let outcome: Outcome?
        do {
            outcome = try await within(patience) {
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

    /// What `body` gives, or `nil` when that took too long; it is then cancelled, which ends the process it waits for.
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
