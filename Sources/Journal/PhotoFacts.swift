/// What devices tell each other of a photo.
public struct PhotoFacts: Equatable, Codable, Sendable {
    /// SHA-256 of the stored JPEG, 64 lower-case hexadecimal digits.
    public var sha256: String
    /// SHA-256 of the file it came from.
    public var original: String
    /// Width in pixels.
    public var width: Int
    /// Height in pixels.
    public var height: Int
    /// Size of the stored JPEG in bytes.
    public var bytes: Int
    /// What was wrong with the file, a clause each; `nil` where older versions did not say.
    public var warnings: [String]?

    /// A description of a stored JPEG.
    public init(sha256: String, original: String, width: Int, height: Int, bytes: Int, warnings: [String]?) {
        self.sha256 = sha256
        self.original = original
        self.width = width
        self.height = height
        self.bytes = bytes
        self.warnings = warnings
    }
}
