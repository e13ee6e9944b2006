import HTTPTypes
import Hummingbird
import Journal
import NIOCore
import Storage
import Synchronization

/// Takes down what an answer rests on while it is made, from those who know.
final class AnswerNotes: Sendable {
    private let state = Mutex<(access: FileVersion?, journal: (commits: Int, day: LocalDay)?)>((nil, nil))

    /// It is for this machine's own user, whom a record of this version lets in.
    func noteOwner(_ access: FileVersion) {
        state.withLock { $0.access = access }
    }

    /// It says nothing but what is in the journal.
    func noteJournal(commits: Int, day: LocalDay) {
        state.withLock { $0.journal = (commits, day) }
    }

    /// What the answer rests on, if that is known and no more.
    var basis: AnswerBasis? {
        state.withLock { state in
            guard let access = state.access, let journal = state.journal else { return nil }
            return AnswerBasis(access: access, commits: journal.commits, day: journal.day)
        }
    }
}

/// Keeps answers with all that the others add to them.
struct AnswerKeeping: RouterMiddleware {
    let server: JournalServer

    func handle(
        _ request: Request, context: VisitContext, next: (Request, VisitContext) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        guard response.status == .ok, let basis = context.notes.basis, let length = response.body.contentLength,
            server.repeated.mayKeep(request.head, bodyLength: length),
            let question = server.connections.question(on: context.channel)
        else { return response }
        let body = try await collected(response.body)
        response.body = ResponseBody(byteBuffer: body)
        server.repeated.keep(response.head, body, to: question, request.head, restingOn: basis)
        return response
    }

    private func collected(_ body: ResponseBody) async throws -> ByteBuffer {
        let collector = Collector()
        try await body.write(collector)
        return collector.bytes
    }

    /// Used by one task at a time.
    private final class Collector: ResponseBodyWriter {
        private(set) var bytes = ByteBuffer()

        func write(_ buffer: ByteBuffer) {
            // The first is shared with who keeps it, too; most bodies have no other.
            if bytes.readableBytes == 0 { bytes = buffer } else { bytes.writeImmutableBuffer(buffer) }
        }

        func finish(_ trailingHeaders: HTTPFields?) {}
    }
}
