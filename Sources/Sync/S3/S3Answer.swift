import Foundation

extension AWSCall {
    /// S3's error: a small XML document, or nothing but the status, as after `HEAD`.
    func s3Problem(in response: HTTPResponse) -> ServiceProblem {
        let error = MarkupElement.root(of: response.body).flatMap { $0.name == "Error" ? $0 : nil }
        return ServiceProblem(
            status: response.status, code: error?["Code"]?.text, message: error?["Message"]?.text)
    }
}

/// A page of ListObjectsV2.
struct S3Listing: Equatable {
    var objects: [ObjectInfo]
    var commonPrefixes: [String]
    var isTruncated: Bool

    /// `nil` when the bytes are no such listing.
    init?(_ data: Data) {
        guard let root = MarkupElement.root(of: data), root.name == "ListBucketResult" else { return nil }
        let isEncoded = root["EncodingType"]?.text == "url"
        var objects: [ObjectInfo] = []
        for entry in root.children where entry.name == "Contents" {
            guard let written = entry["Key"]?.text, let bytes = entry["Size"].flatMap({ Int($0.text) }) else {
                return nil
            }
            guard let key = isEncoded ? decoded(written) : written else { return nil }
            objects.append(ObjectInfo(key: key, bytes: bytes, md5: entry["ETag"].flatMap { md5(inETag: $0.text) }))
        }
        self.objects = objects
        commonPrefixes = []
        for entry in root.children where entry.name == "CommonPrefixes" {
            guard let written = entry["Prefix"]?.text, let prefix = isEncoded ? decoded(written) : written else {
                return nil
            }
            commonPrefixes.append(prefix)
        }
        isTruncated = root["IsTruncated"]?.text == "true"
    }
}

/// In listings, S3 writes a space as `+`, as HTML forms do.
private func decoded(_ text: String) -> String? {
    text.replacing("+", with: " ").removingPercentEncoding
}

/// The MD5 that an ETag is for objects that were sent in one piece; `nil` for other ETags, which have a hyphen. Where the
/// bucket encrypts with a key of its own an ETag looks like an MD5 and is none.
func md5(inETag tag: String) -> String? {
    let text = tag.filter { $0 != "\"" }.lowercased()
    return text.utf8.count == 32 && text.allSatisfy(\.isHexDigit) ? text : nil
}
