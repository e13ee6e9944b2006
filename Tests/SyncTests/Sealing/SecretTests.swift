import AWS
import Foundation
import Messages
import TestSupport
import Testing

@testable import Sync

@Suite("A recovery code") struct RecoveryCodeTests {
    private let code = RecoveryCode(secret: Data(0..<16))
    private let text = "000G-40R4-0M30-E209-185G-R38E-1ZAP-B4Z5"

    @Test("is written as Python writes it") func form() {
        #expect(code.text == text)
        #expect(code.groups == text.split(separator: "-").map(String.init))
        #expect(RecoveryCode() != RecoveryCode())
        #expect(RecoveryCode().text.wholeMatch(of: /([0-9A-HJKMNP-TV-Z]{4}-){7}[0-9A-HJKMNP-TV-Z]{4}/) != nil)
    }

    @Test("is read however it was typed") func typed() {
        for typed in [
            text, text.lowercased(), text.replacing("-", with: ""), text.replacing("-", with: " "), " \(text)\t",
            text.replacing("0", with: "O"), text.replacing("0", with: "o"), text.replacing("1", with: "I"),
            text.replacing("1", with: "l"), text.replacing("1", with: "i").replacing("-", with: "--"),
        ] {
            #expect(RecoveryCode(typed) == code, "\(typed)")
            #expect(TypedSecret(typed).text == text && TypedSecret(typed).isRecoveryCode)
        }
        for other in [
            "", text + "0", String(text.dropLast()), "U" + text.dropFirst(), text.replacing("-", with: "_"), "é",
        ] {
            #expect(RecoveryCode(other) == nil && !RecoveryCode.resembles(other), "\(other)")
        }
    }

    @Test("with one wrong or two swapped characters is found out") func mistakes() {
        var typed = Array(text)
        for place in typed.indices where typed[place] != "-" {
            for wrong in "0123456789ABCDEFGHJKMNPQRSTVWXYZ" where wrong != typed[place] {
                typed[place] = wrong
                #expect(RecoveryCode(String(typed)) == nil && RecoveryCode.resembles(String(typed)))
                #expect(TypedSecret(String(typed)).isMistyped)
                typed = Array(text)
            }
            guard place + 1 < typed.count, typed[place] != typed[place + 1], typed[place + 1] != "-" else { continue }
            typed.swapAt(place, place + 1)
            #expect(RecoveryCode(String(typed)) == nil)
            typed = Array(text)
        }
    }

    @Test("is shown to be there by one group of it") func group() {
        #expect(code.matches("40R4", group: 2) && code.matches(" 4or4 ", group: 2) && code.matches("I85g", group: 5))
        #expect(!code.matches("40R4", group: 1) && !code.matches("40R", group: 2) && !code.matches("", group: 2))
    }
}

@Suite("A passphrase") struct PassphraseRuleTests {
    @Test("is proposed as six of 1024 words that cannot be mistaken for each other") func proposals() {
        #expect(passphraseWords.count == 1024 && Set(passphraseWords).count == 1024)
        for word in passphraseWords {
            #expect(word.wholeMatch(of: /[a-z]{3,8}/) != nil, "\(word)")
            #expect(!passphraseWords.contains { $0 != word && $0.hasPrefix(word) }, "\(word)")
        }
        let proposals = (0..<50).map { _ in Passphrase.proposed().text.split(separator: " ").map(String.init) }
        #expect(proposals.allSatisfy { $0.count == 6 && Set(passphraseWords).isSuperset(of: $0) })
        #expect(Set(proposals).count == 50 && Set(proposals.joined()).count > 200)
    }

    @Test("of one's own has sixteen characters, however the keyboard composed them") func own() throws {
        #expect(try Passphrase(chosen: "sixteen letters.").text == "sixteen letters.")
        #expect(try Passphrase(chosen: "  sixteen letters.\t").text == "sixteen letters.")
        let (composed, decomposed) = ("caf\u{E9} sixteen letters", "cafe\u{301} sixteen letters")
        #expect(try Array(Passphrase(chosen: decomposed).text.utf8) == Array(composed.utf8))
        #expect(Array(TypedSecret(decomposed).text.utf8) == Array(composed.utf8))
        #expect(TypedSecret(" six \t").text == "six" && !TypedSecret("six").isMistyped)
        // Fifteen characters of any number of bytes.
        for (typed, code) in [
            ("fifteen letters", "passphrase.short"), (String(repeating: "e\u{301}", count: 15), "passphrase.short"),
            (String(repeating: "a", count: 1001), "passphrase.long"), ("sixteen letters\u{1B}[31m", "passphrase.odd"),
            ("two lines\nof sixteen", "passphrase.odd"), ("               ", "passphrase.short"),
        ] {
            let error = #expect(throws: RemoteError.self) { try Passphrase(chosen: typed) }
            #expect(error?.problem.code == code, "\(typed)")
            #expect(error?.message.contains(typed) == false)
        }
    }
}
