extension CodedMessage {
    /// What is odd about a picture that was taken all the same, and why one is refused, as clauses.
    static let pictureWords: [String: String] = [
        "picture.cut": "the file ends early; {percent} % of the picture is there",
        "picture.cut.detail": "the file ends early; the whole picture is there, but not its finest detail",
        "picture.damaged": "the file is damaged; {percent} % of the picture is there",
        "picture.damaged.detail": "the file is damaged; the whole picture is there, but not its finest detail",
        "picture.damaged.somewhere": "the file is damaged; parts of the picture may look wrong",

        "picture.empty": "the file is empty",
        "picture.none": "this is not a picture; journal takes JPEG and PNG photos",
        "picture.memory": "there was not enough memory to read this picture",
        "picture.unread": "the photo cannot be read: {detail}",
        "picture.large":
            "this picture has {width} × {height} pixels, more than the {megapixels} megapixels journal takes; make it "
            + "smaller first",
        "picture.short": "the file ends early, with only {percent} % of its picture; copy it again from its source",
        "picture.short.start": "the file ends before its picture starts; copy it again from its source",

        "picture.broken": "this picture is damaged ({reason}); copy it again from its source",
        "picture.broken.frames": "it has two frame headers",
        "picture.broken.frame.short": "its frame header is too short",
        "picture.broken.headers": "it has two headers",
        "picture.broken.headers.contradictory": "its headers contradict each other",
        "picture.broken.header.late": "its picture starts before its header",
        "picture.broken.size": "its header gives no size",
        "picture.broken.sampling": "its sampling factors are out of range",
        "picture.broken.lost": "only {percent} % of it is there",
        "picture.broken.decoder": "{said}",

        "picture.complex": "this is not an ordinary photo ({reason}); save it again as a plain JPEG",
        "picture.complex.segments": "more than {most} segments",
        "picture.complex.chunks": "more than {most} chunks other than the picture",
        "picture.complex.metadata": "more than {mebibytes} MiB of metadata",
        "picture.complex.memory": "{mebibytes} MiB needed to put its passes together",
        "picture.complex.passes": "more than {most} passes over {pixels} pixels",
        "picture.complex.passes.unannounced": "more passes than its markers announce",

        "picture.rare":
            "this is a JPEG of a rare kind ({kind}) that journal cannot read; save it again as a plain JPEG",
        "picture.rare.lossless": "lossless",
        "picture.rare.hierarchical": "hierarchical",
        "picture.rare.bits": "{bits} bits per sample",
        "picture.rare.channels": "{channels} colour channels",

        "picture.unsupported": "this is {format}, but journal takes JPEG and PNG photos; {advice}",
        "picture.format.jpeg": "a JPEG picture",
        "picture.format.png": "a PNG picture",
        "picture.format.gif": "a GIF picture",
        "picture.format.webp": "a WebP picture",
        "picture.format.tiff": "a TIFF or camera raw picture",
        "picture.format.bmp": "a BMP picture",
        "picture.format.heic": "a HEIC picture",
        "picture.format.avif": "an AVIF picture",
        "picture.format.jpegxl": "a JPEG XL picture",
        "picture.format.jpeg2000": "a JPEG 2000 picture",
        "picture.format.raw": "a camera's raw picture",
        "picture.format.photoshop": "a Photoshop picture",
        "picture.format.icon": "an icon",
        "picture.format.vector": "a drawing or a document",
        "picture.format.film": "a film",
        "picture.advice": "convert it with `convert in.{extension} out.jpg`",
        "picture.advice.heic":
            "convert it with `heif-convert in.heic out.jpg && exiftool -n -Orientation=1 out.jpg`, or set the phone's "
            + "camera to “Most Compatible”",
        "picture.advice.avif":
            "convert it with `heif-convert in.avif out.jpg && exiftool -n -Orientation=1 out.jpg`",
        "picture.advice.raw": "export it as JPEG from the program in which you develop such pictures",
        "picture.advice.vector": "export it as JPEG from the program that shows it",
        "picture.advice.first": "convert it with `convert 'in.{extension}[0]' out.jpg`",
        "picture.advice.jpegxl": "convert it with `djxl in.jxl out.jpg`",
        "picture.advice.tiff": "export it as JPEG, or convert a TIFF with `convert in.tif out.jpg`",
        "picture.advice.film": "take a still from it with `ffmpeg -i in.mp4 -frames:v 1 out.jpg`",
    ]
}
