extension CodedMessage {
    /// What is odd about a picture that was taken all the same, as clauses. Why one is refused says `PictureError`.
    static let pictureWords: [String: String] = [
        "picture.cut": "the file ends early; {percent} % of the picture is there",
        "picture.cut.detail": "the file ends early; the whole picture is there, but not its finest detail",
        "picture.damaged": "the file is damaged; {percent} % of the picture is there",
        "picture.damaged.detail": "the file is damaged; the whole picture is there, but not its finest detail",
        "picture.damaged.somewhere": "the file is damaged; parts of the picture may look wrong",
    ]
}
