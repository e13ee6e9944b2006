extension SyncPlan {
    /// What is used and where it was found, in sentences for people; no secret is among them.
    public func explanation() async -> [String] {
        var sentences = ["Photos go to \(address)\(place(of: .s3, if: !isFolder))."]
        sentences.append("Rekognition sees them\(place(of: .rekognition, if: true)).")
        do { sentences.append(try await session.credentialSentence()) } catch { sentences.append(error.message) }
        return sentences
    }

    private var isFolder: Bool {
        if case .folder = address { true } else { false }
    }

    private func place(of service: AWSService, if isAsked: Bool) -> String {
        guard isAsked else { return "" }
        let region = session.region(of: service).map { "region \($0)" } ?? "no region set"
        return " (\(region)\(session.isAmazon(service) ? "" : ", at an endpoint of your own"))"
    }
}
