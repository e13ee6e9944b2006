public import AWS
import Foundation
import Messages

/// What a person types to open a remote, in the one form in which it counts.
public struct Passphrase: Equatable, Sendable {
    /// The text in NFC: an é is the same however the keyboard composed it.
    public let text: String

    /// How many characters one's own has at least.
    public static let fewestCharacters = 16
    private static let mostBytes = 1000

    /// A passphrase that somebody has chosen.
    ///
    /// - Throws: `.refused` if it is shorter than ``fewestCharacters``, longer than 1000 bytes, or not one line of text.
    public init(chosen typed: String) throws(RemoteError) {
        text = TypedSecret(typed).text
        guard text.count >= Self.fewestCharacters else {
            throw .refused(
                CodedMessage(
                    "passphrase.short", ["fewest": .number(Self.fewestCharacters), "count": .number(text.count)]))
        }
        guard text.utf8.count <= Self.mostBytes else {
            throw .refused(
                CodedMessage("passphrase.long", ["most": .number(Self.mostBytes), "count": .number(text.utf8.count)]))
        }
        guard text.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control }) else {
            throw .refused(CodedMessage("passphrase.odd"))
        }
    }

    /// Six words of a list of 1024, at random: 60 bits, and each guess costs a second.
    public static func proposed() -> Passphrase {
        Passphrase(words: (0..<6).map { _ in passphraseWords[Int.random(in: passphraseWords.indices)] })
    }

    private init(words: [String]) {
        text = words.joined(separator: " ")
    }
}

/// What a person typed to open a remote that exists: its passphrase or its recovery code.
public struct TypedSecret: Sendable {
    /// What opens a key object.
    let text: String
    /// Whether it is the written form of a recovery code.
    let isRecoveryCode: Bool
    /// Whether it looks like one, but is none.
    let isMistyped: Bool

    /// Reads what was typed. Spaces at its ends do not count, because nobody sees them; of a recovery code, its written form
    /// counts.
    public init(_ typed: String) {
        let code = RecoveryCode(typed)
        text = code?.text ?? typed.trimmingCharacters(in: .whitespaces).precomposedStringWithCanonicalMapping
        isRecoveryCode = code != nil
        isMistyped = code == nil && RecoveryCode.resembles(typed)
    }
}
