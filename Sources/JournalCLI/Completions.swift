import ArgumentParser
import Foundation
import Journal
import Storage

/// What shells offer while a person types: from the journal itself, of which nothing is changed.
enum Completions {
    /// The ids of the newest entries, as `list` shows them; where the shell shows remarks, with when they were and their
    /// notes.
    static let entries = CompletionKind.custom { words, _, _ async in
        await offer(words) { store in try await named(store.timeline(limit: most).entries, store) }
    }

    /// The ids of entries in the trash.
    static let trashed = CompletionKind.custom { words, _, _ async in
        await offer(words) { store in try await named(Array(store.trash().prefix(most)), store) }
    }

    /// The tags there are, the most frequent first.
    static let tags = CompletionKind.custom { words, _, _ async in
        await offer(words) { store in
            try await store.tags().map { Offer($0.tag, Quantity.of($0.entries, "entry", "entries")) }
        }
    }

    /// Moods by name.
    static let moods = CompletionKind.list(Felt.allCases.map(\.name))

    /// How many entries are offered at most: more are no choice.
    private static let most = 50

    /// Something to choose.
    private struct Offer {
        let word, remark: String

        init(_ word: String, _ remark: String) {
            self.word = word
            self.remark = remark
        }
    }

    private static func named(_ entries: [Entry], _ store: Store) async throws -> [Offer] {
        let ids = try await store.shortIDs(of: entries.map(\.id))
        return entries.map { entry in
            let remark = [EntryText.when(entry.moment), entry.felt?.name, entry.note].compactMap { $0 }
            return Offer(ids[entry.id] ?? "", Terminal.visibleLine(remark.joined(separator: " ")).cut(to: 50))
        }
    }

    /// What the shell is given: nothing where there is no journal, or one that cannot be read just now.
    private static func offer(_ words: [String], _ offers: (Store) async throws -> [Offer]) async -> [String] {
        let context = Context(CommonOptions(homeNamedIn: words))
        guard context.folder.holdsJournal, let found = try? await context.withStore(Store.Options(), offers) else {
            return []
        }
        let shell = CompletionShell.requesting
        return found.filter { Terminal.visibleLine($0.word) == $0.word }.compactMap { offer in
            switch shell {
            case .zsh?: "\(offer.word.replacing(":", with: "\\:")):\(offer.remark)"
            case .fish?: "\(offer.word)\t\(offer.remark)"
            default: escaped(escaped(offer.word))
            }
        }
    }

    /// A word as bash has to see it typed. Twice so for `compgen`, which expands what it is given as the shell does, commands
    /// in it too, before it offers it.
    private static func escaped(_ word: String) -> String {
        word.replacing(/[^\p{L}\p{N}_@%+=:,.\/-]/) { "\\\($0.output)" }
    }
}

extension CommonOptions {
    /// The options of a line that is being typed.
    fileprivate init(homeNamedIn words: [String]) {
        self.init()
        json = false
        quiet = true
        if let place = words.firstIndex(of: "--home"), place + 1 < words.count {
            home = words[place + 1]
        } else if let word = words.last(where: { $0.hasPrefix("--home=") }) {
            home = String(word.dropFirst(7))
        } else {
            home = nil
        }
    }
}
