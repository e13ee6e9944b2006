import Foundation
import Subprocess
import TestSupport
import Testing

/// Runs one of the scripts next to this file, which ask botocore, and reads the JSON lines it prints.
///
/// - Parameter countVariable: the environment variable that asks for more cases than usual.
func botocoreCases<Case: Decodable>(
    _ script: String, countVariable: String, usual: Int
) async throws -> (seed: UInt32, cases: [Case]) {
    let python = try #require(Machine.python, "JOURNAL_TEST_PYTHON must name a Python with botocore.")
    let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent().path + "/" + script
    let count = Machine.variables[countVariable].flatMap { Int($0) } ?? usual
    let seed = Machine.variables["JOURNAL_TEST_SEED"].flatMap { UInt32($0) } ?? UInt32.random(in: 0 ... .max)
    let made = try await run(
        .name("env"), arguments: [python, path, String(seed), String(count)], output: .data(limit: 1 << 28),
        error: .string(limit: 1 << 16))
    try #require(made.terminationStatus.isSuccess, "\(made.standardError)")
    let lines = made.standardOutput.split(separator: UInt8(ascii: "\n"))
    try #require(lines.count == count)
    return (seed, try lines.map { try JSONDecoder().decode(Case.self, from: $0) })
}
