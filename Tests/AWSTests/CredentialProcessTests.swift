import Foundation
import Messages
import TestSupport
import Testing

@testable import AWS

@Suite("credential_process")
struct CredentialProcessTests {
    private let now = Date(timeIntervalSince1970: 1_700_000_000)

    private func source(_ script: String, in folder: String) throws -> CredentialSource {
        let path = "\(folder)/give keys"
        try Data("#!/bin/sh\necho run >> '\(folder)/runs'\n\(script)\n").write(to: URL(fileURLWithPath: path))
        try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: path)
        return source(command: "'\(path)' one 'two three'")
    }

    private func source(command: String) -> CredentialSource {
        let environment = ["PATH": "/usr/bin:/bin", "WHO": "tester"]
        return CredentialSource { () async throws(RemoteError) in
            try await runCredentialProcess(command, profile: "p", environment: environment)
        }
    }

    private func runs(in folder: String) throws -> Int {
        try String(contentsOfFile: "\(folder)/runs", encoding: .utf8).split(separator: "\n").count
    }

    @Test("returns keys, with the profile's arguments and environment, and runs once for many requests")
    func givesKeys() async throws {
        try await withTemporaryFolder { folder in
            let source = try source(
                #"echo "{\"Version\":1,\"AccessKeyId\":\"$WHO-$2\",\"SecretAccessKey\":\"s\",\"SessionToken\":\"t\"}""#,
                in: folder)
            let found = try await withThrowingTaskGroup(of: Credentials.self) { group in
                for _ in 0..<20 { group.addTask { try await source.credentials(now: { now }) } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            let expected = Credentials(
                accessKeyID: "tester-two three", secretAccessKey: "s", sessionToken: "t",
                source: CodedMessage("source.process", ["profile": .text("p")]))
            #expect(found == Array(repeating: expected, count: 20))
            #expect(try runs(in: folder) == 1)
        }
    }

    @Test("has a time limit", .timeLimit(.minutes(15)))
    func timeLimit() async throws {
        let error = await #expect(throws: RemoteError.self) {
            try await runCredentialProcess(
                "sleep 3600", profile: "p", environment: ["PATH": "/usr/bin:/bin"],
                timeLimit: .milliseconds(50))
        }
        #expect(error?.kind == "transient")
        #expect(error?.message == "The credential_process of the profile “p” took more than 0.05 s.")
    }

    @Test("runs again when the keys are about to expire")
    func renewal() async throws {
        try await withTemporaryFolder { folder in
            let source = try source(
                #"echo '{"Version":1,"AccessKeyId":"a","SecretAccessKey":"s","Expiration":"2023-11-14T22:15:00Z"}'"#,
                in: folder)
            _ = try await source.credentials(now: { now })
            _ = try await source.credentials(now: { now })
            #expect(try runs(in: folder) == 1)
            let late = now.addingTimeInterval(90)
            _ = try await source.credentials(now: { late })
            #expect(try runs(in: folder) == 2)
            let tooLate = now.addingTimeInterval(100)
            let error = await #expect(throws: RemoteError.self) { try await source.credentials(now: { tooLate }) }
            #expect(error?.message.contains("expired") == true)
            #expect(try runs(in: folder) == 3)
        }
    }

    @Test(
        "that fails or prints something else is refused, without repeating what it printed",
        arguments: [
            ("echo top-secret; echo broken 1>&2; exit 3", "broken"), ("echo top-secret", "version 1"),
            (#"echo '{"Version":2,"AccessKeyId":"a","SecretAccessKey":"top-secret"}'"#, "version 1"),
            (#"echo '{"Version":1,"SecretAccessKey":"top-secret"}'"#, "version 1"),
            (
                #"echo '{"Version":1,"AccessKeyId":"a","AccessKeyId":"b","SecretAccessKey":"top-secret"}'"#, "version 1"
            ),
        ])
    func failing(script: String, said: String) async throws {
        try await withTemporaryFolder { folder in
            let source = try source(script, in: folder)
            let error = await #expect(throws: RemoteError.self) { try await source.credentials(now: { now }) }
            #expect(error?.kind == "refused")
            #expect(error?.message.contains(said) == true)
            #expect(error?.message.contains("top-secret") == false)
        }
    }

    @Test("that does not exist is refused by name")
    func missing() async throws {
        let source = source(command: "/no/such/tool x")
        let error = await #expect(throws: RemoteError.self) { try await source.credentials(now: { now }) }
        #expect(error?.kind == "refused")
        #expect(error?.message == "The credential_process of the profile “p” cannot be run (“/no/such/tool”).")
    }
}
