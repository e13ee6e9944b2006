import AWS
import Cryptography
import Foundation
import Messages

/// Where photos are in a remote, and in which form: one layout for any number of devices, without a server of ours. What
/// is under a photo's key never changes.
enum RemoteLayout: Sendable {
    /// Photos as they are, named by their SHA-256.
    case plain
    /// Photos that only who has the keys can read or recognise.
    case sealed(RepositoryKeys)

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
        case .sealed: "v2/photos/"
        }
    }

    /// A photo's key.
    func key(ofPhoto sha256: Digest) -> String {
        switch self {
        case .plain:
            return "\(photos)\(sha256.hex.prefix(2))/\(sha256.hex)"
        case .sealed(let keys):
            let name = authenticationCode(of: Data("photo\0".utf8) + sha256.bytes, key: keys.nameKey).hex
            return "\(photos)\(name.prefix(2))/\(name).age"
        }
    }

    /// How many bytes are sent for a photo of that many, if it is encrypted.
    static func sealedSize(ofPhoto count: Int) -> Int { Age.sealedCount(of: padded(count)) }

    /// What is sent for a photo. An encrypted one is made in the memory of the plain one.
    ///
    /// - Throws: `.item` if the photo is not the one with that hash. Of a plain one, whoever stores it finds that out.
    func object(of photo: consuming Data, _ sha256: Digest) throws(RemoteError) -> Object {
        let key = key(ofPhoto: sha256)
        guard case .sealed(let keys) = self else {
            return Object(key: key, body: photo, sha256: sha256, contentType: "image/jpeg")
        }
        let count = photo.count
        var hash = SHA256()
        hash.update(photo)
        guard hash.current() == sha256 else { throw .item(CodedMessage("s3.damaged")) }
        let padding = Data(count: padded(count) - count)
        hash.update(padding)
        // Room for all of it at once, so that it is never in memory twice.
        var plaintext = photo
        plaintext.reserveCapacity(Self.sealedSize(ofPhoto: count))
        plaintext.append(padding)
        let entropy = AgeEntropy.derived(from: keys.sealKey, name: key, sha256OfPlaintext: hash.finish())
        let body = Age.seal(consume plaintext, to: keys.recipient, entropy)
        return Object(
            key: key, body: body, sha256: SHA256.digest(of: body), contentType: "application/octet-stream")
    }
}

/// The size that a photo of `count` bytes is padded to, by the rule of Padmé (https://arxiv.org/abs/1806.03160): all but so
/// many leading bits as the size's exponent needs are zero. So a size tells little of the photo, and at most 12 % are added,
/// about 2 % to photos.
func padded(_ count: Int) -> Int {
    guard count > 1 else { return count }
    let exponent = Int.bitWidth - 1 - count.leadingZeroBitCount
    let bits = Int.bitWidth - exponent.leadingZeroBitCount
    let mask = 1 << max(0, exponent - bits) - 1
    return (count + mask) & ~mask
}
