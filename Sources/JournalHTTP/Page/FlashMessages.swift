import Hummingbird
import Journal

/// How a notice is meant.
enum NoticeTone: String {
    case good, attention
}

/// What just happened, told once at the top of a page.
func notice(_ tone: NoticeTone, _ content: HTML) -> HTML {
    "<div class=\"card notice \(tone.rawValue)\" role=\"status\">\(content)</div>"
}

/// What a form came to, to be told on the page it leads to. It is kept here, not in the address it leads to: what a page
/// says can then not be made up by whoever writes a link.
actor FlashMessages {
    /// More than these at once nobody is still on the way to read.
    private static let most = 64

    private var kept: [(key: String, notice: HTML)] = []

    /// Keeps a notice; returns the query of the page that tells it.
    func keep(_ notice: HTML) -> String {
        let key = String(UInt64.random(in: 0...UInt64.max), radix: 36)
        kept.append((key, notice))
        if kept.count > Self.most { kept.removeFirst() }
        return "done=\(key)"
    }

    /// The notice that a page tells; nothing on most visits.
    func notice(on request: Request) -> HTML {
        guard let key = request.uri.queryParameters["done"] else { return .none }
        return kept.first { $0.key == key }?.notice ?? .none
    }
}
