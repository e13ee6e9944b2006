internal import Foundation

/// The form parser: whatever the bytes, the parts are the same however the body is cut into pieces, and never contain
/// more than the body. The first byte sets the size of the pieces.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzMultipart(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let input = Array(UnsafeBufferPointer(start: bytes, count: count))
    let body = input.dropFirst()
    let whole = readForm(body, pieces: max(1, body.count))
    precondition(whole == readForm(body, pieces: Int(input.first ?? 0) % 97 + 1), "it depends on the pieces")
    _ = MultipartParser(contentType: "multipart/form-data;" + String(decoding: body, as: UTF8.self))
    return 0
}

private struct Part: Equatable {
    var name: String
    var filename: String?
    var content = Data()
    var isComplete = false
}

/// The parts of a body that arrives in pieces; `nil` if it is malformed or incomplete.
private func readForm(_ body: ArraySlice<UInt8>, pieces: Int) -> [Part]? {
    guard var parser = MultipartParser(contentType: "multipart/form-data; boundary=x") else {
        preconditionFailure("the boundary is good")
    }
    var parts: [Part] = []
    for start in stride(from: body.startIndex, to: body.endIndex, by: pieces) {
        guard let events = try? parser.read(body[start..<min(body.endIndex, start + pieces)]) else { return nil }
        for event in events {
            switch event {
            case .part(let name, let filename): parts.append(Part(name: name, filename: filename))
            case .content(let bytes): parts[parts.count - 1].content += bytes
            case .end: parts[parts.count - 1].isComplete = true
            }
        }
    }
    precondition(parts.reduce(0) { $0 + $1.content.count } <= body.count)
    return parser.isComplete ? parts : nil
}
