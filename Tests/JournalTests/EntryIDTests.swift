import Journal
import Testing

@Suite struct EntryIDTests {
    @Test func isAUUIDOfVersionSeven() {
        let id = EntryID(at: Timestamp(milliseconds: 0x0199_ABCD_EF01))
        let text = id.description
        #expect(text.hasPrefix("0199abcd-ef01-7"))
        #expect("89ab".contains(text[text.index(text.startIndex, offsetBy: 19)]))
        #expect(text.wholeMatch(of: /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/) != nil)
    }

    @Test func readsEveryFormItIsWrittenIn() {
        for _ in 0..<1000 {
            let id = EntryID(at: Timestamp(milliseconds: .random(in: 0...(1 << 48) - 1)))
            #expect(EntryID(id.description) == id)
            #expect(EntryID(id.hexDigits.uppercased()) == id)
            #expect(EntryID(bytes: id.bytes) == id)
        }
    }

    @Test func noTwoOfOneMomentAreTheSame() {
        let ids = (0..<1000).map { _ in EntryID(at: Timestamp(milliseconds: 0)).bytes.suffix(10).map(\.self) }
        #expect(Set(ids).count == 1000)
        #expect(Set(ids.map { $0[9] }).count > 200, "the last byte is as random as the others")
    }

    @Test func laterIDsSortBehindEarlierOnes() {
        let ids = (0..<100).map { EntryID(at: Timestamp(milliseconds: $0)) }
        #expect(ids == ids.sorted())
        #expect(ids.map(\.description) == ids.map(\.description).sorted())
    }

    @Test(arguments: ["", "0199", "0199abcd-ef01-7000-8000-00000000000g", "+199abcdef017000800000000000000f"])
    func refusesWhatIsNoID(text: String) {
        #expect(EntryID(text) == nil)
    }
}
