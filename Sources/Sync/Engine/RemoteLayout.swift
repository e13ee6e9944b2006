import AWS
import Cryptography
import Foundation
import Messages

/// Where photos are in a remote, and in which form: one layout for any number of devices, without a server of ours. What
/// is under a photo's key never changes.
enum RemoteLayout: Sendable {
    /// Photos as they are, named by their SHA-256.
    case plain

    /// An object as it is sent.
    struct Object {
        var key: String
        var body: Data
        var sha256: Digest
        var contentType: String
    }

    /// The prefix of all photos' keys.
    var photos: String {
        switch self {
        case .plain: "v1/photos/"
        }
    }

    /// A photo's key.
    func key(ofPhoto sha256: Digest) -> String {
        switch self {
        case .plain:
            return "\(photos)\(sha256.hex.prefix(2))/\(sha256.hex)"
        }
    }

    /// How many bytes are sent for a photo of that many.
    func objectSize(ofPhoto count: Int) -> Int {
        switch self {
        case .plain: count
        }
    }

    /// What is sent for a photo.
    ///
    /// - Throws: `.item` if the photo is not the one with that hash. Of a plain one, whoever stores it finds that out.
    func object(of photo: consuming Data, _ sha256: Digest) throws(RemoteError) -> Object {
        Object(key: key(ofPhoto: sha256), body: photo, sha256: sha256, contentType: "image/jpeg")
    }
}
