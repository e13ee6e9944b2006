import Journal

extension RenderContext {
    /// An entry: its photos with the faces marked, felt beside seen, the words, every emotion and the attribute table,
    /// and forms to change whatever is the author's.
    func entryPage(_ entry: Entry, notice: HTML) -> HTML {
        let words = strings.entry
        let isTrashed = entry.trashedAt != nil
        // Under the heading of another day, a time alone would be that of a day before.
        let isOfAnotherDate = entry.moment.day != entry.moment.local.day
        return layout(
            title: "\(longDay(entry.moment.day)) · journal", styles: [.bars, .entry],
            scripts: [.inPlace, .faces] + (entry.photos.count > 1 ? [.strip] : []),
            """
            \(notice)\(isTrashed ? inTrash(entry) : .none)
            <article class="single\(entry.photo == nil ? "" : " with-photo")" data-live="entry">
            \(photoFigures(entry))
            <div class="story">
            <header><h1>\(dayTime(entry.moment.day))</h1>
            <p class="when">\(isOfAnotherDate ? momentTime(entry.moment) : clockTime(entry.moment)) · \(entry.moment.zone.description)\
            \(entry.isPrivate ? " · \(entry.seen == nil ? words.neverLeaves : words.leavesNoMore)" : "")</p></header>
            \(sides(entry))
            \(entry.note.map { HTML("<p class=\"words\" dir=\"auto\">\($0)</p>") } ?? .none)
            \(tags(entry))
            \(isTrashed ? .none : editForm(entry))
            \(isTrashed ? .none : photosForm(entry))
            \(remarks(entry))
            \(entry.seen?.countingFace.map(faceDetails) ?? .none)
            <div class="row"><a href="entries/\(entry.id.description)/history">\(words.history)</a>\
            \(isTrashed ? .none : trashForm(entry))</div>
            <p class="id">\(words.id(["id": entry.id.description]))</p>
            </div>
            </article>
            """)
    }

    private func inTrash(_ entry: Entry) -> HTML {
        let since = entry.trashedAt.map { momentTime(Moment($0, in: entry.moment.zone)) } ?? .none
        return notice(
            .attention,
            """
            \(strings.trash.since.html(["time": since])) \(restoreForm(entry.id)) \
            <a href="entries/\(entry.id.description)/purge">\(strings.trash.delete)</a>
            """)
    }

    private func trashForm(_ entry: Entry) -> HTML {
        """
        <form method="post" action="entries/\(entry.id.description)/trash">\
        <button class="quiet" type="submit">\(strings.entry.remove)</button></form>
        """
    }

    /// Felt beside seen. An entry without a photo shows no place for what its face said.
    private func sides(_ entry: Entry) -> HTML {
        "<div class=\"sides\">\(feltSide(entry))\(entry.photo == nil ? .none : seenSide(entry))</div>"
    }

    private func feltSide(_ entry: Entry) -> HTML {
        let words = strings.entry
        let said: HTML =
            entry.felt.map { felt in
                """
                \(moodFace(felt.valence))<p class="big">\(words.youFelt(["mood": strings.name(felt)]))</p>
                """
            } ?? "<p class=\"big unset\">\(words.howDidYouFeel)</p>"
        return """
            <section class="side\(entry.felt.map { " felt-\($0.rawValue)" } ?? "")"><h2>\(words.said)</h2>\(said)\
            \(entry.trashedAt == nil ? feltForm(entry) : .none)</section>
            """
    }

    /// Sets another mood with one tap.
    private func feltForm(_ entry: Entry) -> HTML {
        let buttons = Felt.allCases.map { felt -> HTML in
            """
            <button class="felt-\(felt.rawValue)" name="felt" value="\(felt.rawValue)" title="\(strings.name(felt))" \
            aria-label="\(strings.name(felt))" aria-pressed="\(felt == entry.felt ? "true" : "false")">\
            \(moodFace(felt.valence))</button>
            """
        }
        let takeBack: HTML = "<button class=\"link\" name=\"felt\" value=\"\">\(strings.entry.takeBack)</button>"
        return """
            <form class="pick" method="post" action="entries/\(entry.id.description)/edit" data-in-place>\(buttons)\
            \(entry.felt == nil ? .none : takeBack)</form>
            """
    }

    private func seenSide(_ entry: Entry) -> HTML {
        guard let seen = entry.seen else { return unseenSide(entry) }
        let emotion = seen.dominant?.emotion
        let colour = seen.isUncertain ? .unknown : emotion ?? .unknown
        return """
            <section class="side seen \(colour.rawValue)"><h2>\(strings.entry.faceSaid)</h2>\
            \(seen.face == nil ? .none : moodFace(emotion?.valence))<p class="big">\(sentence(seen))</p>\
            \(faceForms(entry))\(entry.felt == nil ? "<p class=\"small\">\(strings.entry.wordGoesFirst)</p>" : .none)\
            </section>
            """
    }

    /// "You look ANGRY (62.3 %)".
    private func sentence(_ seen: Seen) -> HTML {
        let words = strings.entry
        guard !seen.analysis.faces.isEmpty else { return "\(words.nobody)" }
        guard let dominant = seen.dominant, let adjective = strings.adjective(dominant.emotion) else {
            return "\(words.hardToRead)"
        }
        return (seen.isUncertain ? words.youMayLook : words.youLook).html([
            "mood": "\(adjective.uppercased())", "confidence": percentage(dominant.confidence),
        ])
    }

    /// Remarks about the photos.
    private func remarks(_ entry: Entry) -> HTML {
        let words = strings.entry
        let sentences = entry.photos.enumerated().flatMap { index, photo in
            photo.remarks.map { message in
                let remark = strings.remark(message)
                return entry.photos.count == 1
                    ? words.aboutPhoto(["remark": remark])
                    : words.aboutPhotoNumber(["number": String(index + 1), "remark": remark])
            }
        }
        return "\(sentences.map { HTML("<p class=\"small\">\($0)</p>") })"
    }

    /// Asks which face is the author's if there is a choice, among the faces of a photo and among photos with faces.
    private func faceForms(_ entry: Entry) -> HTML {
        let isChoice = entry.photos.count > 1 || (entry.seen?.analysis.faces.count ?? 0) > 1
        guard isChoice else { return .none }
        return "\(entry.photos.indices.map { faceForm(at: $0, of: entry) })"
    }

    /// The faces of a photo as numbered buttons. The numbers are also on the photo, where they can be clicked, too.
    private func faceForm(at place: Int, of entry: Entry) -> HTML {
        let words = strings.entry
        let photo = entry.photos[place]
        guard let seen = photo.seen, !seen.analysis.faces.isEmpty else { return .none }
        let faces = seen.analysis.faces
        let isOne = entry.photos.count == 1
        let buttons = faces.prefix(mostFaces).enumerated().map { index, face -> HTML in
            let number = String(index + 1)
            let name =
                isOne
                ? words.face(["number": number]) : words.faceInPhoto(["face": number, "photo": String(place + 1)])
            return """
                <li><button class="choice" name="face" value="\(index)" title="\(name)" \
                aria-pressed="\(index == seen.face ? "true" : "false")"><b>\(index + 1)</b> <span>\(mood(face))</span>\
                </button></li>
                """
        }
        let found = words.facesFound(faces.count)
        let inPhoto = faces.count == 1 ? words.faceOfPhoto : words.facesInPhoto
        let question = isOne ? found : inPhoto(["photo": String(place + 1), "faces": found])
        let name: HTML = isOne ? .none : "<input type=\"hidden\" name=\"facePhoto\" value=\"\(photo.sha256)\">"
        return """
            <form class="faces" method="post" action="entries/\(entry.id.description)/edit" data-in-place>\
            <p>\(question)</p>\(name)<ul>\(buttons)</ul></form>
            """
    }

    /// "happy (93.2 %)".
    func mood(_ face: Face) -> HTML {
        guard let dominant = face.dominantEmotion else { return "\(strings.entry.noMood)" }
        return strings.entry.mood.html([
            "mood": "\(strings.name(dominant.emotion))", "confidence": percentage(dominant.confidence),
        ])
    }

    private func unseenSide(_ entry: Entry) -> HTML {
        let words = strings.entry
        switch entry.status {
        case .queued:
            return unseen(
                words.notKnown,
                syncForm(
                    entry.reason.map { words.waitsBecause(["reason": strings.remark($0)]) } ?? words.waits,
                    from: .entry(entry.id)))
        case .failed:
            return unseen(
                words.failed,
                "<p>\(entry.reason.map { strings.remark($0) } ?? words.noReason)</p>\(pushForms(entry.id, canSkip: true))",
                " failed")
        case .skipped:
            return unseen(words.notAsked, "<p>\(words.notToBeAnalysed)</p>\(pushForms(entry.id, canSkip: false))")
        default:
            return unseen(
                words.notAsked, "<p>\(entry.isPrivate ? words.privateNeverAnalysed : words.notToBeAnalysed)</p>")
        }
    }

    private func unseen(_ state: String, _ more: HTML, _ style: String = "") -> HTML {
        """
        <section class="side\(style)"><h2>\(strings.entry.faceSaid)</h2><p class="big unset">\(state)</p>\(more)</section>
        """
    }

    private func tags(_ entry: Entry) -> HTML {
        guard !entry.tags.isEmpty else { return .none }
        let links = entry.tags.map { tag in
            HTML("<li><a dir=\"auto\" href=\"./?tag=\(percentEncoded(tag))\">\(tag)</a></li>")
        }
        return "<ul class=\"tags\" aria-label=\"\(strings.entry.tags)\">\(links)</ul>"
    }
}

/// More faces than this are a crowd; a page with a button for each would be slow to load and to read.
let mostFaces = 40
