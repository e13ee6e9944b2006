import Foundation
import Hummingbird
import NIOCore

/// The API's description of itself: `/api/v1/openapi.json`, and the JSON Schema of everything that the API and the
/// command line output.
enum Documents {
    static func add(to api: API) {
        api.on(.get, "openapi.json") { _, _ in response(openAPI) }
        api.on(.get, "schema.json", type: "application/schema+json") { _, _ in
            response(Data(PackageResources.journal_schema_json), type: "application/schema+json")
        }
    }

    /// The description of the API. The schema's shapes are inserted into it, so that they are written only once.
    static let openAPI: Data = {
        guard var document = object(PackageResources.openapi_json),
            let schema = object(PackageResources.journal_schema_json),
            var components = document["components"] as? [String: Any], let shapes = schema["$defs"]
        else { preconditionFailure("The API's own documents are no JSON.") }
        components["schemas"] = shapes
        document["components"] = components
        let options: JSONSerialization.WritingOptions = [.sortedKeys, .withoutEscapingSlashes]
        guard let merged = try? JSONSerialization.data(withJSONObject: document, options: options) else {
            preconditionFailure("The API's own documents are no JSON.")
        }
        return Data(
            String(decoding: merged, as: UTF8.self).replacing("\"#/$defs/", with: "\"#/components/schemas/").utf8)
    }()

    private static func object(_ bytes: [UInt8]) -> [String: Any]? {
        (try? JSONSerialization.jsonObject(with: Data(bytes))) as? [String: Any]
    }

    private static func response(_ document: Data, type: String = "application/json") -> Response {
        Response(
            status: .ok, headers: [.contentType: type, .cacheControl: "private, no-cache"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: document)))
    }
}
