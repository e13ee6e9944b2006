import Foundation
import Journal
import Storage
import Synchronization

/// What is imported, opened and recognised: its documents' entries, one after the other, with their photos.
///
/// An archive has its own order, so entries with one photo come in the order of their photos. Those with several come last, a
/// few at a time: the archive is gone through again for each few, so that no more photos than theirs are held in memory. Only
/// an archive with more text than diaries have is gone through in several parts.
struct Diary: Sendable {
    /// Where the photos of the entries are.
    enum Photos: Sendable {
        case archive(Archive)
        /// Outside an archive, where each can be opened when it is needed.
        case files(PhotoFinder)
    }

    /// The most entries there can be; `nil` if unknown.
    private(set) var count: Int?
    /// The moods that have other names here, each with how often it occurs.
    private(set) var foreignMoods: [(name: String, count: Int)] = []
    /// What is not imported, in sentences; complete once the last entry has been read.
    var remarks: [String] {
        let attachments = legend.attachments
        return fixedRemarks + (attachments == 0 ? [] : ["Left out videos, audio and documents: \(attachments)."])
    }

    /// What is remembered while entries are read.
    private let legend: Legend
    private let photos: Photos
    private let fixedRemarks: [String]
    private var sources: ArraySlice<any EntrySource>
    /// Problems of whole documents, which come first.
    private var problems: ArraySlice<WrittenEntry>
    /// Entries that wait for their photos.
    private var waiting = Waiting([])
    /// Entries with several photos, which have yet to wait for them.
    private var albums: ArraySlice<WrittenEntry> = []
    /// Entries that wait for no photo, and in the end those whose photos were not found.
    private var ready: ArraySlice<Incoming> = []
    private var members: MemberReader?

    /// Recognised documents.
    ///
    /// - Parameters:
    ///   - problems: what could not be recognised.
    ///   - remarks: what is not imported, in sentences.
    init(
        _ documents: [KnownDocument], problems: [WrittenEntry] = [], photos: Photos, remarks: [String] = [],
        name: String,
        zone: Zone
    ) {
        let legend = Legend()
        self.legend = legend
        self.photos = photos
        self.problems = problems[...]
        fixedRemarks = remarks
        sources = documents.map { $0.entries(name: name, zone: zone, legend) }[...]
        count = documents.reduce(problems.count) { sum, document in
            sum.flatMap { sum in document.count.map { sum + $0 } }
        }
        for (name, count) in documents.flatMap(\.foreignMoods) {
            if let known = foreignMoods.firstIndex(where: { Daylio.moodKey($0.name) == Daylio.moodKey(name) }) {
                foreignMoods[known].count += count
            } else {
                foreignMoods.append((name, count))
            }
        }
    }

    /// Sets what its moods mean.
    mutating func translate(_ moods: [String: Felt]) {
        legend.add(moods)
        foreignMoods.removeAll { legend.felt(Daylio.moodKey($0.name)) != nil }
    }

    /// The next entry; `nil` after the last. Blocks: not for the cooperative pool.
    ///
    /// - Throws: ``ExchangeError`` if nothing more can be read.
    mutating func next() throws -> Incoming? {
        if let problem = problems.popFirst() { return Incoming(problem) { _ in throw LostPhoto(reason: "") } }
        switch photos {
        case .files(let find): return try written().map { Incoming($0, find) }
        case .archive(let archive):
            while ready.isEmpty {
                if waiting.isEmpty, albums.isEmpty, try !readSome() { return nil }
                if waiting.isEmpty, !albums.isEmpty {
                    waiting = Waiting(albums.takeFirst(photos: 12))
                    members = nil
                }
                if !waiting.isEmpty { try takePhoto(archive) }
            }
            return ready.popFirst()
        }
    }

    /// The next entry of any document.
    private mutating func written() throws -> WrittenEntry? {
        while !sources.isEmpty {
            if let entry = try sources[sources.startIndex].next() { return entry }
            sources.removeFirst()
        }
        return nil
    }

    /// Reads entries of an archive until they take 64 MB, which is more text than diaries have; `false` after the last.
    private mutating func readSome() throws -> Bool {
        var weight = 0
        var single: [WrittenEntry] = []
        while weight < 64 << 20, let entry = try written() {
            weight += entry.weight
            switch entry.photos.count {
            case 0: ready.append(Incoming(entry) { _ in throw LostPhoto(reason: "it is missing") })
            case 1: single.append(entry)
            default: albums.append(entry)
            }
        }
        waiting = Waiting(single)
        members = nil
        return weight > 0
    }

    /// Reads the archive up to a photo that an entry waits for; at its end, no entry waits any more.
    private mutating func takePhoto(_ archive: Archive) throws {
        if members == nil { members = try archive.members() }
        while let member = try members?.next() {
            guard
                let name = [member.path, DayOne.photoName(member.path)].lazy.compactMap({ $0 }).first(
                    where: waiting.needs)
            else { continue }
            ready += waiting.take(try photo(member, of: archive), named: name)
            return
        }
        ready += waiting.giveUp()
    }

    private func photo(_ member: MemberReader.Member, of archive: Archive) throws -> ArchivedPhoto {
        do {
            // Only so many are held at once; the others are unpacked again when they are needed.
            guard waiting.weight >= 96 << 20 else {
                return try members?.content(limit: PhotoFolder.limit).map { .bytes($0) } ?? .tooLarge
            }
            var size = 0
            while size <= PhotoFolder.limit, let piece = try members?.piece() { size += piece.count }
            return size <= PhotoFolder.limit ? .later(archive, member.place, size: size) : .tooLarge
        } catch let damage as MemberReader.Damage {
            return .damaged(damage.reason)
        }
    }
}

/// What entries tell about each other: the meaning of moods, and how much was left out.
final class Legend: Sendable {
    private let moods = Mutex<[String: Felt]>([:])
    private let count = Mutex(0)

    /// How many attachments were left out.
    var attachments: Int { count.withLock { $0 } }

    /// Notes that so many attachments are left out.
    func leaveOut(_ attachments: Int) {
        count.withLock { $0 += attachments }
    }

    /// Sets what moods mean.
    func add(_ meanings: [String: Felt]) {
        moods.withLock { moods in for (name, felt) in meanings { moods[Daylio.moodKey(name)] = felt } }
    }

    /// What a mood means, by its key.
    func felt(_ key: String) -> Felt? {
        moods.withLock { $0[key] }
    }
}

extension Incoming {
    /// An entry whose photos can be found.
    init(_ entry: WrittenEntry, weight: Int = 0, _ find: @escaping PhotoFinder) {
        // Reading a text takes several times its size.
        self.init(name: entry.name, weight: entry.weight * 4 + weight) { try entry.read(find) }
    }
}

/// What came of a photo in an archive.
private enum ArchivedPhoto: Sendable {
    case bytes(Data)
    case later(Archive, Int, size: Int)
    case tooLarge
    case damaged(String)
}

/// Entries that wait for photos.
private struct Waiting: Sendable {
    private var entries: [(entry: WrittenEntry, photos: [String: ArchivedPhoto])]
    /// The places of the entries that wait for a photo, by its name.
    private var places: [String: [Int]] = [:]
    /// The memory that the photos take that have come, in bytes.
    private(set) var weight = 0

    init(_ entries: [WrittenEntry]) {
        self.entries = entries.map { ($0, [:]) }
        for (place, entry) in entries.enumerated() {
            for photo in entry.photos { places[photo, default: []].append(place) }
        }
    }

    var isEmpty: Bool { places.isEmpty }

    func needs(_ name: String) -> Bool { places[name] != nil }

    /// Returns the entries that wait for no other photo now.
    mutating func take(_ photo: ArchivedPhoto, named name: String) -> [Incoming] {
        let waiting = places.removeValue(forKey: name) ?? []
        if case .bytes(let bytes) = photo { weight += bytes.count * waiting.count }
        return waiting.compactMap { place in
            entries[place].photos[name] = photo
            return entries[place].photos.count == entries[place].entry.photos.count ? release(place) : nil
        }
    }

    /// The entries whose photos do not come, in their order.
    mutating func giveUp() -> [Incoming] {
        let left = Set(places.values.flatMap(\.self)).sorted()
        places = [:]
        return left.map { release($0) }
    }

    /// Hands an entry out, and with it the memory that its photos take.
    private mutating func release(_ place: Int) -> Incoming {
        let (entry, photos) = entries[place]
        entries[place].photos = [:]
        var size = 0
        for case .bytes(let bytes) in photos.values { size += bytes.count }
        weight -= size
        return Incoming(entry, weight: size) { name in
            switch photos[name] {
            case .bytes(let bytes): return .bytes(bytes)
            case .later(let archive, let place, let size):
                return .stream(size: size) { take in
                    let reader = try archive.reader(at: place)
                    while let piece = try reader.piece() { piece.withUnsafeBytes(take) }
                }
            case .tooLarge:
                throw LostPhoto(reason: "its photo \(name) is larger than \(PhotoFolder.limit >> 20) MB")
            case .damaged(let reason):
                throw LostPhoto(reason: "its photo \(name) is damaged in the archive (\(reason))")
            case nil: throw LostPhoto(reason: "its photo \(name) is not in the archive")
            }
        }
    }
}

extension ArraySlice<WrittenEntry> {
    /// Takes off the first entries, at least one, that have no more photos together.
    fileprivate mutating func takeFirst(photos limit: Int) -> [WrittenEntry] {
        var taken: [WrittenEntry] = []
        var count = 0
        while let entry = first, taken.isEmpty || count + entry.photos.count <= limit {
            count += entry.photos.count
            taken.append(removeFirst())
        }
        return taken
    }
}
