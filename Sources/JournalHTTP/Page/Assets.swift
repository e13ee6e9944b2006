import Cryptography
import Foundation
import HTTPTypes
import Hummingbird
import Journal
import NIOCore

/// The styles, scripts and icon. They are part of the program, and named by a hash so that browsers can cache them
/// forever.
///
/// A page lists what it needs besides the common ones, including the modules that those import, so that all are fetched
/// at once. A module imports another by its plain name, `./page.js`.
enum Assets {
    static let icon = Asset("icon.svg", "image/svg+xml", PackageResources.icon_svg)

    /// All assets; add new ones here.
    private static let all = [icon] + Style.all.map(\.asset) + Script.all.map(\.asset)

    /// Their paths, which the sign-in page needs, too.
    static let paths = Set(all.map { "/\($0.path)" })

    static func add(to router: Router<AppRequestContext>) {
        for asset in all {
            router.get(RouterPath(asset.path)) { _, _ in asset.response }
        }
    }
}

/// A file that is part of the program.
struct Asset: Sendable {
    /// Its file name in the source, such as "page.js".
    let name: String
    /// Its path from the journal's root, with a hash of its content.
    let path: String
    private let type: String
    private let bytes: [UInt8]

    init(_ name: String, _ type: String, _ bytes: [UInt8]) {
        let parts = name.split(separator: ".")
        self.name = name
        path = "assets/\(parts[0])-\(SHA256.digest(of: bytes).hex.prefix(16)).\(parts[1])"
        self.type = type
        self.bytes = bytes
    }

    var response: Response {
        Response(
            status: .ok,
            headers: [.contentType: type, .cacheControl: "private, max-age=31536000, immutable"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }
}

/// A style sheet.
struct Style: Sendable {
    /// For every page.
    static let common = Style("style", PackageResources.style_css)
    static let adding = Style("adding", PackageResources.adding_css)
    static let entries = Style("entries", PackageResources.entries_css)
    static let entry = Style("entry", PackageResources.entry_css)
    static let search = Style("search", PackageResources.search_css)
    static let queue = Style("queue", PackageResources.queue_css)
    static let bars = Style("bars", PackageResources.bars_css)
    static let calendar = Style("calendar", PackageResources.calendar_css)
    static let trends = Style("trends", PackageResources.trends_css)
    static let settings = Style("settings", PackageResources.settings_css)

    static let all = [common, adding, entries, entry, search, queue, bars, calendar, trends, settings]

    let asset: Asset

    private init(_ name: String, _ bytes: [UInt8]) {
        let source = Self.minified(String(decoding: bytes, as: UTF8.self))
        asset = Asset("\(name).css", "text/css; charset=utf-8", Array(source.utf8))
    }

    /// Removes comments, indentation and spaces beside punctuation. Our styles contain no strings that include any of
    /// these.
    private static func minified(_ source: String) -> String {
        let parts = source.components(separatedBy: "/*")
        let rest = parts.dropFirst().map { $0.components(separatedBy: "*/").dropFirst().joined(separator: "*/") }
        let lines = (parts.prefix(1) + rest).joined().split(separator: "\n").map { $0.drop { $0 == " " } }
        let blanks = [(" {", "{"), ("{ ", "{"), (": ", ":"), ("; ", ";"), (", ", ","), (" }", "}"), (";}", "}")]
        return blanks.reduce(lines.joined(separator: "\n") + "\n") { $0.replacing($1.0, with: $1.1) }
    }
}

/// A script module, with the sentences it uses.
struct Script: Sendable {
    static let page = Script("page", PackageResources.page_js)
    static let locale = Script("locale", PackageResources.locale_js, importing: [page])
    static let sending = Script("sending", PackageResources.sending_js, importing: [page], { $0.adding.sending })
    static let dropping = Script("dropping", PackageResources.dropping_js, importing: [page, sending])
    static let live = Script("live", PackageResources.live_js, importing: [page])
    static let keyboard = Script("keyboard", PackageResources.keyboard_js, importing: [page], { $0.keyboard.words })

    /// Fetched when someone wants to take a photo; its words come with the form's.
    static let camera = Script("camera", PackageResources.camera_js, importing: [page, sending])
    static let adding = Script(
        "adding", PackageResources.adding_js, importing: [page, sending, camera], { $0.adding.words })
    static let scrolling = Script("scrolling", PackageResources.scrolling_js, importing: [page])
    static let inPlace = Script("inplace", PackageResources.inplace_js, importing: [page, sending])
    static let faces = Script("faces", PackageResources.faces_js, importing: [page])
    static let strip = Script("strip", PackageResources.strip_js, importing: [page])

    /// For every page. They run in this order: ``live`` saves the page as it was sent, before the others change it.
    static let common = [page, live, locale, sending, dropping, keyboard]
    static let all = common + [adding, camera, scrolling, inPlace, faces, strip]

    let asset: Asset
    private let sentences: @Sendable (Strings) -> [String: String]

    private init(
        _ name: String, _ bytes: [UInt8], importing modules: [Script] = [],
        _ sentences: @escaping @Sendable (Strings) -> [String: String] = { _ in [:] }
    ) {
        var source = Self.withoutComments(String(decoding: bytes, as: UTF8.self))
        for module in modules {
            let hashed = module.asset.path.split(separator: "/")[1]
            source = source.replacing("'./\(module.asset.name)'", with: "'./\(hashed)'")
        }
        asset = Asset("\(name).js", "text/javascript; charset=utf-8", Array(source.utf8))
        self.sentences = sentences
    }

    /// Its sentences by name, as the members of a JSON object.
    func words(_ strings: Strings) -> HTML {
        HTML(members: sentences(strings))
    }

    /// Removes comments. In our modules, each comment is on lines of its own.
    private static func withoutComments(_ source: String) -> String {
        source.split(separator: "\n").map { $0.drop { $0 == " " } }
            .filter { line in !["//", "/*", "*"].contains { line.hasPrefix($0) } }
            .joined(separator: "\n") + "\n"
    }
}
