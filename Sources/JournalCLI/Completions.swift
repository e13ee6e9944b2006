import ArgumentParser
import Foundation
import Journal
import Storage

/// Completions that shells offer while a person types, read from the journal, which is not changed.
enum Completions {
    /// The ids of the newest entries, as `list` shows them; with date and note if the shell shows descriptions.
    static let entries = CompletionKind.custom { words, _, _ async in
        await offer(words) { store in try await named(store.timeline(limit: most).entries, store) }
    }

    /// The ids of entries in the trash.
    static let trashed = CompletionKind.custom { words, _, _ async in
        await offer(words) { store in try await named(Array(store.trash().value.prefix(most)), store) }
    }

    /// All tags, the most frequent first.
    static let tags = CompletionKind.custom { words, _, _ async in
        await offer(words) { store in
            try await store.tags().map { Offer($0.tag, Quantity.of($0.entries, "entry", "entries")) }
        }
    }

    /// Moods by name.
    static let moods = CompletionKind.list(Felt.allCases.map(\.name))

    /// The most entries to offer; no one can choose among more.
    private static let most = 50

    /// A completion.
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

    /// The completions for the shell; none without a journal, or if it cannot be read just now.
    private static func offer(_ words: [String], _ offers: (Store) async throws -> [Offer]) async -> [String] {
        let context = Context(CommonOptions(homeNamedIn: words))
        guard (try? context.folder.holdsJournal()) == true,
            let found = try? await context.withStore(Store.Options(), offers)
        else {
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

    /// A word escaped for bash. Applied twice, because `compgen` expands its words like the shell, even commands in them, before
    /// it offers them. It reads scalars: a command may be hidden in a character of several.
    private static func escaped(_ word: String) -> String {
        word.replacing(/[^\p{L}\p{N}_@%+=:,.\/-]/.matchingSemantics(.unicodeScalar)) { "\\\($0.output)" }
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
