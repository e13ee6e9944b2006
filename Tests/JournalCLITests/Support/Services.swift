import Foundation
import Testing

#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

/// The S3 server and the stand-in for Rekognition that `scripts/test` started.
struct Services: Sendable {
    /// The address and keys of S3, as `NAME=value`.
    let s3: [String: String]
    /// A stand-in for Rekognition that no other test uses.
    let rekognition: URL

    /// Whether this run has them. Without them, the tests that need them are skipped; in CI they fail.
    static let areThere = environment["JOURNAL_TEST_S3"] != nil || environment["CI"] == "true"

    private static let environment = ProcessInfo.processInfo.environment

    init() async throws {
        let file = try #require(Services.environment["JOURNAL_TEST_S3"], "Run scripts/test.")
        let lines = try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n")
        s3 = Dictionary(
            uniqueKeysWithValues: lines.map { line in
                let halves = line.split(separator: "=", maxSplits: 1).map(String.init)
                return (halves[0], halves.count == 2 ? halves[1] : "")
            })
        let shared = try #require(Services.environment["JOURNAL_TEST_REKOGNITION"].flatMap(URL.init(string:)))
        let answer = try await http("POST", shared.appending(path: "control"))
        rekognition = try #require(try JSONDecoder().decode([String: URL].self, from: answer.body)["url"])
    }

    /// The environment in which `journal` finds both.
    var environment: [String: String] {
        s3.merging(["AWS_ENDPOINT_URL_REKOGNITION": rekognition.absoluteString]) { $1 }
    }

    /// A remote that no other test uses.
    func remote(_ name: String) throws -> String {
        "s3://\(try #require(s3["S3_BUCKET"]))/\(name)-\(UInt32.random(in: 0...UInt32.max))"
    }

    /// Sets what Rekognition answers.
    func scenario(_ json: String) async throws {
        _ = try await http(
            "PUT", rekognition.appending(path: "control"), body: Data(json.utf8), type: "application/json")
    }

    /// All calls of DetectFaces so far, whatever the answer. With `held`, waits until that many are held back.
    func calls(held: Int? = nil) async throws -> [[String: Any]] {
        var url = rekognition.appending(path: "control")
        if let held { url.append(queryItems: [URLQueryItem(name: "held", value: String(held))]) }
        let object = try JSONSerialization.jsonObject(with: try await http("GET", url).body)
        return try #require((object as? [String: Any])?["calls"] as? [[String: Any]])
    }

    /// The Python that `scripts/test` set up.
    static func python() throws -> String {
        try #require(environment["JOURNAL_TEST_PYTHON"], "Run scripts/test.")
    }

    /// The contents of a remote, as boto3 sees them.
    func objects(_ remote: String, _ program: Program) async throws -> [[String: Any]] {
        try await bucket([prefix(of: remote)], program).json
    }

    /// Stores an object under a key in a remote.
    func put(_ content: String, _ key: String, in remote: String, _ program: Program) async throws {
        _ = try await bucket(["--put", "\(prefix(of: remote))/\(key)"], program, input: content)
    }

    private func prefix(of remote: String) -> String {
        remote.replacing("s3://\(s3["S3_BUCKET"] ?? "")/", with: "")
    }

    private func bucket(_ arguments: [String], _ program: Program, input: String = "") async throws -> Program.Result {
        let python = try Services.python()
        var program = program
        program.environment.merge(s3.merging(["AWS_DEFAULT_REGION": s3["AWS_REGION"] ?? ""]) { $1 }) { $1 }
        let result = try await program.run(python, [repository("Tests/Services/bucket.py")] + arguments, input: input)
        try #require(result.code == 0, "\(result.errors)")
        return result
    }
}

/// A server's response.
struct Answer: Sendable {
    var status: Int
    var headers: [String: String]
    var body: Data

    /// The body as text.
    var text: String { String(decoding: body, as: UTF8.self) }
}

/// One request, without following redirects.
func http(
    _ method: String, _ url: URL, headers: [String: String] = [:], body: Data? = nil, type: String? = nil
) async throws -> Answer {
    var request = URLRequest(url: url)
    request.httpMethod = method
    request.httpBody = body
    for (name, value) in headers { request.setValue(value, forHTTPHeaderField: name) }
    if let type { request.setValue(type, forHTTPHeaderField: "Content-Type") }
    let (content, response) = try await URLSession.shared.data(for: request, delegate: NoRedirects())
    let answer = try #require(response as? HTTPURLResponse)
    let fields = answer.allHeaderFields.map { ("\($0.key)".lowercased(), "\($0.value)") }
    return Answer(
        status: answer.statusCode, headers: Dictionary(fields, uniquingKeysWith: { $1 }), body: content)
}

private final class NoRedirects: NSObject, URLSessionTaskDelegate {
    func urlSession(
        _ session: URLSession, task: URLSessionTask, willPerformHTTPRedirection response: HTTPURLResponse,
        newRequest request: URLRequest, completionHandler: @escaping (URLRequest?) -> Void
    ) {
        completionHandler(nil)
    }
}
