import Cryptography
import Foundation
import Testing

@Suite struct PasswordHashTests {
    /// The example of RFC 7914, section 12. We store only the first half of its output.
    @Test func theKeyIsThatOfTheStandard() throws {
        let key: [UInt8] = [
            0x70, 0x23, 0xbd, 0xcb, 0x3a, 0xfd, 0x73, 0x48, 0x46, 0x1c, 0x06, 0xcd, 0x81, 0xfd, 0x38, 0xeb,
            0xfd, 0xa8, 0xfb, 0xba, 0x90, 0x4f, 0x8e, 0x3e, 0xa9, 0xb5, 0x43, 0xf6, 0x54, 0x5d, 0xa1, 0xf2,
        ]
        let json = """
            {"n":16384,"r":8,"p":1,"salt":"\(Data("SodiumChloride".utf8).base64EncodedString())",\
            "key":"\(Data(key).base64EncodedString())"}
            """
        let hash = try JSONDecoder().decode(PasswordHash.self, from: Data(json.utf8))
        #expect(hash.matches("pleaseletmein") && !hash.matches("pleaseletmeout") && !hash.matches(""))
    }

    @Test func eachPasswordHasASaltOfItsOwn() throws {
        let hash = PasswordHash("caf\u{E9} au lait")
        #expect(hash.matches("cafe\u{301} au lait") && !hash.matches("cafe au lait"))
        let again = try JSONEncoder().encode(PasswordHash("caf\u{E9} au lait"))
        #expect(try JSONEncoder().encode(hash) != again)
    }

    @Test func secretsAreComparedWhole() {
        #expect(isEqual(Data([1, 2]), Data([1, 2])) && !isEqual(Data([1, 2]), Data([1, 3])))
        #expect(!isEqual(Data([1]), Data([1, 2])) && isEqual(Data(), Data()))
        #expect(randomBytes(32).count == 32 && randomBytes(32) != randomBytes(32))
    }
}
