import Foundation
import Journal
import Messages
import Testing

@Suite struct CodedMessageTests {
    private func read(_ json: String) throws -> CodedMessage {
        try JSONDecoder().decode([CodedMessage].self, from: Data("[\(json)]".utf8))[0]
    }

    @Test func isWrittenAsACodeWithItsArguments() throws {
        let message = CodedMessage("picture.cut", ["percent": .number(62)])
        let json = String(decoding: try jsonLine(message), as: UTF8.self)
        #expect(json == #"{"code":"picture.cut","percent":62}"#)
        #expect(try read(json) == message)
    }

    @Test func aSentenceOfAnEarlierVersionStaysThatSentence() throws {
        let message = try read("\"the file ends early\"")
        #expect(message.text == "the file ends early" && message.english == "the file ends early")
        #expect(
            String(decoding: try jsonLine(message), as: UTF8.self) == #"{"code":"text","text":"the file ends early"}"#)
    }

    @Test func whatOnlyANewerVersionSaysIsKeptAndNamed() throws {
        let message = try read(#"{"code":"picture.dreamt","by":"ada","where":{"x":1}}"#)
        #expect(message == CodedMessage("picture.dreamt", ["by": .text("ada")]))
        #expect(message.english == "a newer version of journal remarks on it: picture.dreamt")
    }

    @Test func mayTellOfAnotherMessage() throws {
        let problem = CodedMessage("remote.address.relative", ["address": .text("folder:{problem}")])
        let message = CodedMessage("remote.variable", ["problem": .message(problem)])
        let json = String(decoding: try jsonLine(message), as: UTF8.self)
        #expect(
            json
                == #"{"code":"remote.variable","#
                + #""problem":{"address":"folder:{problem}","code":"remote.address.relative"}}"#)
        #expect(try read(json) == message)
        #expect(
            message.english == "JOURNAL_REMOTE: “folder:{problem}” needs an absolute path, for example "
                + "folder:/media/usb/journal.")
    }

    @Test(arguments: ["{}", "7", #"{"code":7}"#, "null"]) func nothingElseIsAMessage(json: String) {
        #expect(throws: DecodingError.self) { try read(json) }
    }

    @Test(arguments: [
        (CodedMessage("picture.cut", ["percent": .number(83)]), "the file ends early; 83 % of the picture is there"),
        (
            CodedMessage("picture.damaged", ["percent": .number(60)]),
            "the file is damaged; 60 % of the picture is there"
        ),
        (
            CodedMessage("picture.cut.detail"),
            "the file ends early; the whole picture is there, but not its finest detail"
        ),
        (
            CodedMessage("picture.damaged.detail"),
            "the file is damaged; the whole picture is there, but not its finest detail"
        ),
        (CodedMessage("picture.damaged.somewhere"), "the file is damaged; parts of the picture may look wrong"),
    ]) func isSaidInEnglish(message: CodedMessage, clause: String) {
        #expect(message.english == clause)
    }

    @Test func photosOfEarlierVersionsKeepTheirSentences() throws {
        let written =
            #"{"bytes":3,"height":2,"original":"b","sha256":"a","warnings":["the file ends early"],"width":1}"#
        let photo = try JSONDecoder().decode(PhotoFacts.self, from: Data(written.utf8))
        #expect(photo.remarks == [CodedMessage(text: "the file ends early")])
        let json = String(decoding: try jsonLine(photo), as: UTF8.self)
        #expect(json.contains("\"remarks\"") && !json.contains("\"warnings\""))
    }
}
