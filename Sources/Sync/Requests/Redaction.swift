/// A text of a service's without the secrets that went into the request: some services quote a header they dislike.
func redacted(_ text: String, of secrets: [String]) -> String {
    secrets.reduce(text) { text, secret in
        // A secret this short would be found in innocent words, and is none.
        secret.utf8.count < 8
            ? text : text.replacing(secret, with: "…").replacing(percentEncoded(secret), with: "…")
    }
}

extension HTTPRequest {
    /// What of its headers nobody may see.
    var secrets: [String] {
        let authorization = headers["authorization"] ?? ""
        let signature = authorization.split(separator: "Signature=").last.map(String.init) ?? ""
        return [authorization, signature, headers["x-amz-security-token"] ?? ""]
    }
}
