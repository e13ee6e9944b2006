import Foundation
import Subprocess
import SystemPackage
import Testing

/// An encrypted remote in a real S3, also behind stores that know no conditional requests.
@Suite(.enabled(if: Services.areThere, "needs the services that scripts/test starts"))
struct RemoteInitServiceTests {
    /// Runs `body` with the address of an S3 that speaks a dialect.
    private func speaking(
        _ dialect: String, _ services: Services, _ body: @Sendable (String) async throws -> Void
    ) async throws {
        let script = repository("Tests/Services/dialects.py")
        let arguments = ["-B", script, try #require(services.s3["AWS_ENDPOINT_URL_S3"]), dialect]
        _ = try await Subprocess.run(
            .path(FilePath(try Services.python())), arguments: Arguments(arguments), input: .inputWriter,
            output: .sequence, error: .currentStandardError
        ) { execution in
            var lines = execution.standardOutput.strings().makeAsyncIterator()
            let line = try #require(try await lines.next())
            let url = try #require(try JSONDecoder().decode([String: String].self, from: Data(line.utf8))["url"])
            let result: Swift.Result<Void, any Error>
            do { result = .success(try await body(url)) } catch { result = .failure(error) }
            try await execution.standardInputWriter.finish()
            while try await lines.next() != nil {}
            try result.get()
        }
    }

    @Test("two devices at once make one repository, and the other is told", arguments: ["nothing", "condition-501"])
    func twoAtOnce(dialect: String) async throws {
        let services = try await Services()
        let remote = try services.remote("sealed")
        try await speaking(dialect, services) { url in
            var programs: [Program] = []
            for name in ["one", "two"] {
                var program = try Program()
                program.environment.merge(services.environment) { $1 }
                program.environment["AWS_ENDPOINT_URL_S3"] = url
                try "the passphrase of \(name)\n".write(
                    toFile: program.folder + "/passphrase", atomically: true, encoding: .utf8)
                programs.append(program)
            }
            defer { for program in programs { program.cleanUp() } }
            let arguments = [
                "remote", "init", remote, "--passphrase-file", "passphrase", "--recovery-file", "code", "--json",
            ]
            let (one, two) = (programs[0], programs[1])
            async let first = one.run(Program.path, arguments)
            async let second = two.run(Program.path, arguments)
            let results = try await [first, second]
            let winners = try results.filter { try $0.json.first?["created"] as? Bool == true }
            try #require(winners.count == 1, "\(results)")
            let lost = try #require(results.first { $0.code != 0 })
            #expect(lost.code == 75 || lost.code == 78, "\(lost)")
            #expect(lost.errors.contains(remote), "\(lost.errors)")
            let winner = results[0].code == 0 ? 0 : 1
            let keys = try await services.objects(remote, programs[winner]).compactMap { $0["key"] as? String }
            #expect(keys.count == 3, "\(keys)")

            // The other takes it, with the passphrase of the one who made it.
            let loser = programs[1 - winner]
            let given = try await loser.run(
                Program.path,
                ["remote", "init", remote, "--passphrase-file", programs[winner].folder + "/passphrase", "--json"])
            #expect(try given.code == 0 && given.json.first?["created"] as? Bool == false, "\(given.errors)")
            let key = try String(contentsOfFile: programs[winner].home + "/repository.key", encoding: .utf8)
            let taken = try String(contentsOfFile: loser.home + "/repository.key", encoding: .utf8)
            #expect(taken.hasSuffix(key))
        }
    }
}
