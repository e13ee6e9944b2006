import Journal

/// One entry: its photo with the faces marked, felt beside seen, the words, every emotion and the attribute table.
func entryPage(_ entry: Entry, notice: HTML) -> HTML {
    layout(
        title: "\(longDay(entry.moment.day)) · journal", styles: [.entry],
        """
        \(notice)
        <article class="single\(entry.photo == nil ? "" : " with-photo")">
        \(entry.photo.map { photoFigure($0, of: entry) } ?? .none)
        <div class="story">
        <header><h1>\(dayTime(entry.moment.day))</h1>
        <p class="when">\(clockTime(entry.moment)) · \(entry.moment.zone.description)\
        \(entry.isPrivate ? " · private: never leaves this machine" : "")</p></header>
        \(sides(entry))
        \(entry.note.map { HTML("<p class=\"words\">\($0)</p>") } ?? .none)
        \(tags(entry))
        \(entry.warnings.map { HTML("<p class=\"small\">About this photo: \($0).</p>") })
        \(entry.seen?.countingFace.map(faceDetails) ?? .none)
        <p class="id">Entry \(entry.id.description)</p>
        </div>
        </article>
        """)
}

/// Felt beside seen; a side that could never be there, such as the face in an entry without photo, is left out.
private func sides(_ entry: Entry) -> HTML {
    guard entry.photo != nil else {
        return entry.felt == nil ? .none : "<div class=\"sides\">\(feltSide(entry.felt))</div>"
    }
    return "<div class=\"sides\">\(feltSide(entry.felt))\(seenSide(entry))</div>"
}

private func feltSide(_ felt: Felt?) -> HTML {
    guard let felt else {
        return "<section class=\"side\"><h2>You said</h2><p class=\"big unset\">nothing about it</p></section>"
    }
    return """
        <section class="side felt-\(felt.rawValue)"><h2>You said</h2>\(moodFace(felt.valence))\
        <p class="big">You felt \(felt.name)</p></section>
        """
}

private func seenSide(_ entry: Entry) -> HTML {
    guard let seen = entry.seen else { return unseenSide(entry) }
    let emotion = seen.dominant?.emotion
    let colour = seen.isUncertain ? .unknown : emotion ?? .unknown
    return """
        <section class="side seen \(colour.rawValue)"><h2>Your face said</h2>\
        \(seen.face == nil ? .none : moodFace(emotion?.valence))<p class="big">\(seen.sentence)</p>\(faceList(seen))</section>
        """
}

/// Which face says what, where there are several; their numbers stand on the photo.
private func faceList(_ seen: Seen) -> HTML {
    let faces = seen.analysis.faces
    guard faces.count > 1 else { return .none }
    let counting = seen.face.map { "face \($0 + 1)" } ?? "none"
    let lines = faces.enumerated().map { index, face in
        HTML("<li>\(mood(face))\(index == seen.face ? " – this one counts" : "")</li>")
    }
    return "<p class=\"small\">\(faces.count) faces found; \(counting) counts.</p><ol class=\"small\">\(lines)</ol>"
}

private func mood(_ face: Face) -> String {
    face.dominantEmotion.map { "\($0.emotion.rawValue) (\(percent($0.confidence)))" } ?? "no mood"
}

private func unseenSide(_ entry: Entry) -> HTML {
    switch entry.status {
    case .queued:
        """
        <section class="side"><h2>Your face said</h2><p class="big unset">not known yet</p>\
        \(syncForm(entry.reason.map { "Waits for a sync. \($0)" } ?? "Waits for a sync.", from: .entry(entry.id)))</section>
        """
    case .failed:
        """
        <section class="side failed"><h2>Your face said</h2><p class="big unset">set aside</p>\
        <p>\(entry.reason ?? "No reason was given.")</p>\(retryForm(entry.id))</section>
        """
    default:
        """
        <section class="side"><h2>Your face said</h2><p class="big unset">not asked</p>\
        <p>\(entry.isPrivate ? "A private photo is never analysed." : "This photo is not to be analysed.")</p></section>
        """
    }
}

private func tags(_ entry: Entry) -> HTML {
    guard !entry.tags.isEmpty else { return .none }
    return "<ul class=\"tags\" aria-label=\"Tags\">\(entry.tags.map { HTML("<li>\($0)</li>") })</ul>"
}
