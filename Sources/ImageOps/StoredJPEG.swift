public import Foundation

/// A JPEG as the journal stores it, or as an earlier version of the program stored it.
public enum StoredJPEG {
    /// The picture bit for bit, with nothing beside it but the headers that belong to it and what says how its colours look:
    /// what is left of a photo that is added today. Nothing is decoded.
    ///
    /// - Returns: the same bytes if there is nothing else in them; nil if what belongs to the picture cannot be told from
    ///   what does not, as in a damaged file.
    public static func bare(_ jpeg: Data) -> Data? {
        bare(jpeg.span)
    }

    private static func bare(_ bytes: Span<UInt8>) -> Data? {
        guard bytes.hasPrefix([0xFF, JPEGMarkers.Code.startOfImage]),
            let structure = try? JPEGStructure(bytes, limits: .standard)
        else { return nil }
        let profile = ICCProfile.assemble(
            structure.profileChunks, of: bytes, isGrey: structure.frame.sampling.count == 1, limits: .standard)
        return JPEGCopy.bare(bytes, scans: structure.scans, profile: profile)
    }

    /// Whether anything that does not belong to the picture comes before its first scan, which is where this program and all
    /// its versions put what they kept.
    ///
    /// - Parameter start: the beginning of a JPEG.
    /// - Returns: nil if the first scan does not begin in it.
    public static func tellsMore(start: Data) -> Bool? {
        var markers = JPEGMarkers()
        while let marker = markers.next(in: start.span) {
            guard marker.code == JPEGMarkers.Code.startOfScan else { continue }
            let head = start.prefix(marker.content.upperBound) + [0xFF, JPEGMarkers.Code.endOfImage]
            return bare(head.span).map { $0 != head } ?? false
        }
        return nil
    }
}
