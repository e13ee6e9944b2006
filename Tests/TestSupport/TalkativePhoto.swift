public import Foundation

/// A JPEG as an earlier version stored it: with a colour profile, kept as it was, that names the device. The profile is none that
/// any reader would take, which makes no difference to what has to go.
public func talkative(_ jpeg: Data) -> Data {
    let content = Data("ICC_PROFILE\0".utf8) + [1, 1] + Data("mmod SECRETSERIAL".utf8)
    let segment = Data([0xFF, 0xE2, 0, UInt8(content.count + 2)]) + content
    return jpeg.prefix(2) + segment + jpeg.dropFirst(2)
}
