import Journal
import Storage
import TestSupport

extension TemporaryFolder {
    var journal: JournalFolder { JournalFolder(path + "/journal") }
}

func selfie() throws -> PhotoSource { try photo(0) }

/// A photo that is different for each number.
func photo(_ number: Int) throws -> PhotoSource { .bytes(try examplePhoto(number)) }

func newID(_ milliseconds: Int64 = noon.time.milliseconds) -> EntryID {
    EntryID(at: Timestamp(milliseconds: milliseconds))
}

extension Moment {
    /// The time this many seconds later.
    func later(seconds: Int64) -> Timestamp {
        Timestamp(milliseconds: time.milliseconds + seconds * 1000)
    }
}
