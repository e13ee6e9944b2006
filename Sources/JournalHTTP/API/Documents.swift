import Foundation
import Hummingbird
import NIOCore

/// What the API says of itself: `/api/v1/openapi.json`, and the JSON Schema of every shape it and the command line write.
enum Documents {
    static func add(to api: API) {
        api.on(.get, "openapi.json") { _, _ in response(openAPI) }
        api.on(.get, "schema.json", type: "application/schema+json") { _, _ in
            response(Data(PackageResources.journal_schema_json), type: "application/schema+json")
        }
    }

    /// The description of the API, with the shapes of the schema put into it: they are written once.
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
