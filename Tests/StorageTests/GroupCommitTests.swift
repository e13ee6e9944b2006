import GRDB
import TestSupport
import Testing

@testable import Storage

@Suite struct GroupCommitTests {
    private struct Refusal: Error {}

    @Test func writesThatComeTogetherHappenEachByItself() async throws {
        let folder = try TemporaryFolder()
        let store = try await Store.open(folder.journal)
        try await store.write { db in try db.execute(sql: "CREATE TABLE thing (number INTEGER PRIMARY KEY)") }
        let results = await withTaskGroup(of: (Int, Bool).self) { group in
            for number in 1...60 {
                group.addTask {
                    let result: Void? = try? await store.write { db in
                        try db.execute(sql: "INSERT INTO thing VALUES (?)", arguments: [number])
                        if number % 3 == 0 { throw Refusal() }
                    }
                    return (number, result != nil)
                }
            }
            return await group.reduce(into: [Int: Bool]()) { $0[$1.0] = $1.1 }
        }
        for number in 1...60 { #expect(results[number] == (number % 3 != 0)) }
        let stored = try await store.read { db in try Int.fetchSet(db, sql: "SELECT number FROM thing") }
        #expect(stored == Set((1...60).filter { $0 % 3 != 0 }))
        try await store.close()
    }
}
