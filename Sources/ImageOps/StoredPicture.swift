public import Foundation

extension Picture {
    /// What is wrong with a JPEG that was stored, as a clause for people; `nil` when all of it decodes. Blocks for the
    /// decoding: not for the cooperative pool.
    public static func flaw(inStored jpeg: Data) -> String? {
        do {
            return try DecodedPhoto(jpeg: jpeg.span, limits: .standard).warning
        } catch {
            return error.description
        }
    }
}
