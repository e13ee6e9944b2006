import Foundation
import ImageOps

/// A photo, drawn on a terminal.
struct TerminalPicture {
    /// What is written to the terminal, including the end of its last line: no text, only pixels.
    let sequences: String

    /// The largest size at which a photo is shown, in columns and lines.
    private static let columns = 40
    private static let lines = 30

    /// Draws a photo.
    ///
    /// - Parameters:
    ///   - jpeg: the stored display image.
    ///   - width: the number of columns available.
    /// - Throws: `PictureError` if it is not a JPEG.
    init(_ jpeg: Data, _ pictures: TerminalQuery.Pictures, width: Int, _ colours: Style.Colours) throws {
        let columns = min(Self.columns, width)
        switch pictures {
        case .kitty: sequences = Self.kitty(try Bitmap(jpeg: jpeg, edge: 480), columns: columns)
        case .iTerm2:
            sequences =
                "\u{1B}]1337;File=inline=1;size=\(jpeg.count);width=\(columns);height=\(Self.lines / 2);"
                + "preserveAspectRatio=1:\(jpeg.base64EncodedString())\u{7}\n"
        case .halfBlocks:
            let edge = min(columns, 2 * Self.lines)
            sequences = edge > 1 ? Self.halfBlocks(try Bitmap(jpeg: jpeg, edge: edge), colours) : ""
        }
    }

    /// Source: the kitty terminal's documentation, "Terminal graphics protocol": 24-bit pixels in base64, in pieces of
    /// at most 4096 characters, where all but the last say that more will follow.
    private static func kitty(_ bitmap: Bitmap, columns: Int) -> String {
        let encoded = Data(bitmap.rgb).base64EncodedString().utf8
        var text = ""
        var rest = encoded[...]
        var control = "a=T,f=24,s=\(bitmap.width),v=\(bitmap.height),c=\(columns),"
        repeat {
            let piece = rest.prefix(4096)
            rest = rest.dropFirst(4096)
            text += "\u{1B}_G\(control)q=2,m=\(rest.isEmpty ? 0 : 1);\(Substring(piece))\u{1B}\\"
            control = ""
        } while !rest.isEmpty
        return text + "\n"
    }

    /// Two rows of pixels per line: the upper one in the foreground colour of "▀", the lower one in its background.
    private static func halfBlocks(_ bitmap: Bitmap, _ colours: Style.Colours) -> String {
        var text = ""
        for y in stride(from: 0, to: bitmap.height, by: 2) {
            for x in 0..<bitmap.width {
                text += "\u{1B}[38;\(colour(bitmap, x, y, colours))"
                text += y + 1 < bitmap.height ? ";48;\(colour(bitmap, x, y + 1, colours))m▀" : "m▀"
            }
            text += "\u{1B}[0m\n"
        }
        return text
    }

    private static func colour(_ bitmap: Bitmap, _ x: Int, _ y: Int, _ colours: Style.Colours) -> String {
        let place = 3 * (y * bitmap.width + x)
        let rgb = bitmap.rgb[place..<place + 3].map(Int.init)
        if colours == .full { return "2;\(rgb[0]);\(rgb[1]);\(rgb[2])" }
        // The nearest colour in the 6 × 6 × 6 cube, whose levels are 0, 95, 135, 175, 215 and 255.
        let steps = rgb.map { $0 < 48 ? 0 : $0 < 115 ? 1 : ($0 - 35) / 40 }
        return "5;\(16 + 36 * steps[0] + 6 * steps[1] + steps[2])"
    }
}
