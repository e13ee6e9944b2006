import Foundation
import Messages

extension HTTPResponse {
    /// What is wrong if something else than S3's own regions sends us elsewhere; `nil` if it does not.
    ///
    /// S3 names an error or a region when a bucket is elsewhere. A store's front that only speaks TLS sends requests from
    /// `http` to `https`, and what stands in front of a network sends them to a page of its own.
    ///
    /// - Parameters:
    ///   - request: what this responds to.
    ///   - problem: what the response says in the service's own words.
    ///   - service: the service, for use at the beginning of a sentence.
    func redirection(
        of request: HTTPRequest, _ problem: ServiceProblem, from service: CodedMessage
    ) -> RemoteError? {
        guard [301, 302, 303, 307, 308].contains(status), problem.code == nil, problem.region == nil else { return nil }
        guard let location = headers["location"],
            let target = URLComponents(string: location, encodingInvalidCharacters: true)
        else { return nil }
        let host = target.host?.lowercased()
        if request.endpoint.scheme == "http", target.scheme?.lowercased() == "https", host == request.endpoint.bareHost
        {
            return .refused(
                CodedMessage(
                    "service.https", ["service": .message(service), "endpoint": .text(request.endpoint.authority)]))
        }
        // Without what follows the path, which may hold a token.
        let place = host.map { "\(target.scheme.map { "\($0)://" } ?? "//")\($0)" } ?? target.path
        return .transient(
            CodedMessage("service.redirected", ["service": .message(service), "place": .text(place)]))
    }
}

extension ServiceEndpoint {
    /// The host in lower case, without the brackets of an IPv6 address.
    fileprivate var bareHost: String { host.lowercased().filter { $0 != "[" && $0 != "]" } }
}
