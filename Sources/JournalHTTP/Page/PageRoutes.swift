import HTTPTypes
import Hummingbird
import NIOCore

/// The pages, and the actions of their forms when there is no script.
struct PageRoutes {
    let server: JournalServer
    let flashMessages = FlashMessages()
    let lastSync = LastSync()

    init(server: JournalServer) {
        self.server = server
    }

    func add(to router: Router<AppRequestContext>) {
        addTimeline(to: router)
        addEntry(to: router)
        addPhotos(to: router)
        addAdding(to: router)
        addSearch(to: router)
        addCalendar(to: router)
        addTrends(to: router)
        addQueue(to: router)
        addTrash(to: router)
        addSettings(to: router)
    }
}

/// How many entries a list shows at once.
let rowsAPage = 50

/// A response with a page and its status.
func page(_ html: HTML, _ status: HTTPResponse.Status = .ok) -> Response {
    Response(
        status: status, headers: [.contentType: "text/html; charset=utf-8"],
        body: ResponseBody(byteBuffer: ByteBuffer(bytes: html.bytes)))
}

/// Redirects the browser to a page after a form has been processed.
func seeOther(_ location: String) -> Response {
    Response(status: .seeOther, headers: [.location: location])
}
