import Cryptography
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// The style, the script and the icon: part of the program, named by their content so that browsers keep them for good.
struct Assets {
    static let style = Asset("style", "css", "text/css; charset=utf-8", PackageResources.style_css)
    static let script = Asset("journal", "js", "text/javascript; charset=utf-8", PackageResources.journal_js)
    static let icon = Asset("icon", "svg", "image/svg+xml", PackageResources.icon_svg)

    /// Where they are; the page on which somebody signs in needs them, too.
    static let paths = Set([style, script, icon].map { "/\($0.path)" })

    static func add(to router: Router<VisitContext>) {
        for asset in [style, script, icon] {
            router.get(RouterPath(asset.path)) { _, _ in asset.response }
        }
    }

    struct Asset: Sendable {
        /// From the journal's root.
        let path: String
        private let type: String
        private let bytes: [UInt8]

        init(_ name: String, _ suffix: String, _ type: String, _ bytes: [UInt8]) {
            path = "assets/\(name)-\(SHA256.digest(of: bytes).hex.prefix(16)).\(suffix)"
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
}
