import Foundation

/// A page of ListObjectsV2.
struct S3Listing: Equatable {
    var objects: [ObjectInfo]
    var commonPrefixes: [String]
    var isTruncated: Bool

    /// `nil` if the bytes are not such a listing.
    init?(_ data: Data) {
        guard let root = XMLElement.root(of: data), root.name == "ListBucketResult" else { return nil }
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

/// S3 writes a space in a listing as `+`, as HTML forms do.
private func decoded(_ text: String) -> String? {
    text.replacing("+", with: " ").removingPercentEncoding
}

/// The MD5 in the ETag of an object that was sent in one piece; `nil` for other ETags, which have a hyphen. In a bucket
/// that encrypts with its own key, an ETag looks like an MD5 but is not one.
func md5(inETag tag: String) -> String? {
    let text = tag.filter { $0 != "\"" }.lowercased()
    return text.utf8.count == 32 && text.allSatisfy(\.isHexDigit) ? text : nil
}

/// An object in a listing.
public struct ObjectInfo: Equatable, Sendable {
    /// The key, relative to the store's prefix.
    public var key: String
    /// The size in bytes.
    public var bytes: Int
    /// The content's MD5, 32 hexadecimal digits, if the store has one.
    public var md5: String?

    /// A key, its size, and its MD5 if known.
    public init(key: String, bytes: Int, md5: String? = nil) {
        self.key = key
        self.bytes = bytes
        self.md5 = md5
    }
}

/// A page of a listing.
public struct ObjectPage: Equatable, Sendable {
    /// The objects in the order of their keys.
    public var objects: [ObjectInfo]
    /// With a delimiter: the prefixes that keys share, in order.
    public var commonPrefixes: [String]
    /// Whether this is the last page.
    public var isLast: Bool

    /// A page with these objects.
    public init(objects: [ObjectInfo], commonPrefixes: [String] = [], isLast: Bool) {
        self.objects = objects
        self.commonPrefixes = commonPrefixes
        self.isLast = isLast
    }
    /// The key or common prefix after which the next page starts.
    public var last: String? {
        [objects.last?.key, commonPrefixes.last].compactMap { $0 }.max { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }
}
