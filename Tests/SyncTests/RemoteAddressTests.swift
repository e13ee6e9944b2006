import Testing

@testable import Sync

@Suite("Remote addresses")
struct RemoteAddressTests {
    @Test(
        "are read as they are written",
        arguments: [
            ("s3://photos", RemoteAddress.s3(bucket: "photos", prefix: ""), "s3://photos"),
            ("s3://my.photos-2/a b/ä/", .s3(bucket: "my.photos-2", prefix: "a b/ä"), "s3://my.photos-2/a b/ä"),
            ("s3://photos///", .s3(bucket: "photos", prefix: ""), "s3://photos"),
            ("folder:/media/usb/", .folder(path: "/media/usb"), "folder:/media/usb"),
            ("folder:/", .folder(path: "/"), "folder:/"),
        ])
    func reading(text: String, address: RemoteAddress, written: String) throws {
        #expect(try RemoteAddress(text) == address)
        #expect(address.description == written)
        #expect(try RemoteAddress(address.description) == address)
    }

    @Test(
        "that are none are refused in a sentence",
        arguments: [
            "", "photos", "s3:photos", "s3://", "s3:///key", "s3://ab", "s3://Photos", "s3://pho_tos", "s3://-photos",
            "s3://pho..tos", "https://photos", "folder:usb", "folder:",
        ])
    func refusing(text: String) {
        let error = #expect(throws: RemoteAddressError.self) { try RemoteAddress(text) }
        #expect(error?.message.hasSuffix(".") == true)
    }
}
