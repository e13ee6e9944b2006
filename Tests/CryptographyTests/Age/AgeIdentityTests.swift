import Cryptography
import Foundation
import Testing

@Suite("age's keys") struct AgeIdentityTests {
    private static let secret = "AGE-SECRET-KEY-1QYPQXPQ9QCRSSZG2PVXQ6RS0ZQG3YYC5Z5TPWXQERGD3C8G7RUSQGPQYEE"
    private static let recipient = "age1q73he0q5yzfu3d64msd3p6rvksnrwjk3d2598mgtmlqt9wrdr37q2vrn72"

    @Test("an identity and its recipient are written as age-keygen writes them")
    func texts() throws {
        let identity = try #require(AgeIdentity(Self.secret))
        #expect(identity.secret == Data(1...32) && identity == AgeIdentity(secret: Data(1...32)))
        #expect(identity.text == Self.secret && identity.recipient.text == Self.recipient)
        #expect(AgeRecipient(Self.recipient) == identity.recipient)
        // As part of a file's line, too.
        #expect(AgeIdentity("\(Self.secret)\n".dropLast()) == identity)
        let new = AgeIdentity()
        #expect(AgeIdentity(new.text) == new && AgeIdentity() != new)
        #expect(AgeRecipient(new.recipient.text) == new.recipient)
    }

    @Test("no character can be another, missing or doubled")
    func characters() {
        for (text, reads) in [
            (Self.secret, { AgeIdentity($0) != nil }), (Self.recipient, { AgeRecipient($0) != nil }),
        ] as [(String, (String) -> Bool)] {
            let characters = Array(text)
            #expect(reads(text))
            for place in characters.indices {
                for other in "qpzry9QPZRY9b1-?\u{E9}\0" where other != characters[place] {
                    var changed = characters
                    changed[place] = other
                    #expect(!reads(String(changed)), "\(String(changed))")
                }
                #expect(!reads(String(characters[..<place] + characters[(place + 1)...])))
                #expect(!reads(String(characters[...place] + characters[place...])))
            }
            #expect(!reads("") && !reads(" " + text) && !reads(text + "\n") && !reads(text + text))
            #expect(!reads(text.uppercased() == text ? text.lowercased() : text.uppercased()))
        }
    }

    @Test(
        "a right checksum is not enough",
        arguments: [
            // Ones in the bits that are left over.
            "AGE-SECRET-KEY-1QYPQXPQ9QCRSSZG2PVXQ6RS0ZQG3YYC5Z5TPWXQERGD3C8G7RUSP4H53YT",
            // 33 and 31 bytes.
            "AGE-SECRET-KEY-1QYPQXPQ9QCRSSZG2PVXQ6RS0ZQG3YYC5Z5TPWXQERGD3C8G7RUSQQL5Q4XU",
            "AGE-SECRET-KEY-1QYPQXPQ9QCRSSZG2PVXQ6RS0ZQG3YYC5Z5TPWXQERGD3C8G7RUDK7K5Q",
            "AGE-SECRET-KEX-1QYPQXPQ9QCRSSZG2PVXQ6RS0ZQG3YYC5Z5TPWXQERGD3C8G7RUSQFA7ADJ", recipient,
        ])
    func otherTexts(text: String) {
        #expect(AgeIdentity(text) == nil)
    }

    @Test(
        "nothing can be sealed to a public key that nobody has the secret of",
        arguments: [
            "age1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq5cu47z",
            "age1qyqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqj7vrya",
            "age1ur4h5lpmgxu2u9jku0a0r87ydtdqnr0tnsetrlvxvgz3vh6fhqqqzyt4v9",
            "age1q73he0q5yzfu3d64msd3p6rvksnrwjk3d2598mgtmlqt9wrdr37g5c8lqh",  // ones in the bits that are left over
            secret,
        ])
    func otherRecipients(text: String) {
        #expect(AgeRecipient(text) == nil)
    }
}
