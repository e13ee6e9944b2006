import Hummingbird
import Journal
import Storage

/// The tone of a notice.
enum NoticeTone: String {
    case good, attention
}

/// A message about what just happened, shown once at the top of a page.
func notice(_ tone: NoticeTone, _ content: HTML) -> HTML {
    "<div class=\"card notice \(tone.rawValue)\" role=\"status\">\(content)</div>"
}

extension RenderContext {
    /// Names entries that a page leaves out because they are damaged.
    func damageNotice(_ damaged: [DamagedEntry]) -> HTML {
        damaged.isEmpty ? .none : notice(.attention, "\(strings.remark(DamagedEntry.problem(of: damaged)))")
    }
}

/// The outcomes of forms, each shown on the page that its form leads to. They are stored here, not in the address, so
/// that a link cannot make a page say something made up.
actor FlashMessages {
    /// The most messages that can be waiting to be read.
    private static let most = 64

    private var kept: [(key: String, notice: HTML)] = []

    /// Stores a notice and returns the query of the page that shows it.
    func keep(_ notice: HTML) -> String {
        let key = String(UInt64.random(in: 0...UInt64.max), radix: 36)
        kept.append((key, notice))
        if kept.count > Self.most { kept.removeFirst() }
        return "done=\(key)"
    }

    /// The notice for a page; usually none.
    func notice(on request: Request) -> HTML {
        guard let key = request.uri.queryParameters["done"] else { return .none }
        return kept.first { $0.key == key }?.notice ?? .none
    }
}
