import Foundation
import Journal
import TestSupport
import Testing

@testable import Exchange

/// How many files a zip archive has is known before its directory is read, whatever it says.
@Suite struct ZipDirectoryTests {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func number(_ value: Int, _ bytes: Int) -> Data {
        Data((0..<bytes).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) })
    }

    /// An archive of empty files.
    private func zip(_ count: Int, saying said: Int, before: Data = Data(), comment: Int = 0, isLong: Bool = false)
        -> Data
    {
        var members = before, directory = Data()
        for place in 0..<count {
            let name = Data("\(place)".utf8)
            let fields = Data(count: 2) + number(20, 2) + Data(count: 20) + number(name.count, 2)
            directory += Data("PK\u{1}\u{2}".utf8) + number(20, 2) + fields.dropFirst(2) + Data(count: 12)
            directory += number(members.count - before.count, 4) + name
            members +=
                Data("PK\u{3}\u{4}".utf8) + number(20, 2) + Data(count: 20) + number(name.count, 2) + Data(count: 2)
                + name
        }
        let start = members.count
        var end = Data()
        if isLong {
            end += Data("PK\u{6}\u{6}".utf8) + number(44, 8) + Data(count: 12) + number(said, 8) + number(said, 8)
            end += number(directory.count, 8) + number(start, 8)
            end += Data("PK\u{6}\u{7}".utf8) + Data(count: 4) + number(start + directory.count, 8) + number(1, 4)
        }
        let isHidden = isLong ? 0xFFFF_FFFF : nil
        end += Data("PK\u{5}\u{6}".utf8) + Data(count: 4) + number(said, 2) + number(said, 2)
        end += number(isHidden ?? directory.count, 4) + number(isHidden ?? start - before.count, 4)
        return members + directory + end + number(comment, 2) + Data(count: comment)
    }

    private func most(_ archive: Data, limit: Int = 100_000) throws -> Int {
        let path = folder.path + "/archive.zip"
        try archive.write(to: URL(filePath: path))
        return ZipDirectory.mostEntries(of: try #require(FileHandle(forReadingAtPath: path)), limit: limit)
    }

    @Test func itsEntriesAreCountedAndNotBelieved() throws {
        for said in [500, 1, 0, 60_000] { #expect(try most(zip(500, saying: said)) == 500) }
        #expect(try most(zip(500, saying: 1, comment: 65_535)) == 500)
        #expect(try most(zip(500, saying: 1, isLong: true)) == 500)
        #expect(try most(zip(500, saying: 1, before: Data("PK".utf8) + Data(count: 9_000))) == 500)
        #expect(try most(zip(500, saying: 1), limit: 100) > 100)
        // Over the pieces in which it is read.
        #expect(try most(zip(40_000, saying: 1)) == 40_000)
    }

    @Test func whatIsNoArchiveHasNone() throws {
        #expect(try most(Data()) == 0)
        #expect(try most(Data("PK\u{5}\u{6}".utf8)) == 0)
        #expect(try most(Data("text PK\u{5}\u{6}".utf8) + Data(count: 90)) == 0)
    }

    @Test func oneOfMoreFilesThanADiaryHasIsRefused() throws {
        let path = folder.path + "/archive.zip"
        try zip(200_001, saying: 1).write(to: URL(filePath: path))
        let error = #expect(throws: ExchangeError.self) { try ImportSource.open(ImportPlace(path), zone: .utc) }
        #expect(error?.message == "archive.zip contains more than 200000 files; nothing was imported.")
    }
}
