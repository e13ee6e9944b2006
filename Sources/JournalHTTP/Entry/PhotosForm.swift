import Journal

extension RenderContext {
    /// Forms to remove or destroy the photos of an entry, and to add others.
    func photosForm(_ entry: Entry) -> HTML {
        let words = strings.entry
        let rows = entry.photos.indices.map { row(at: $0, of: entry) }
        return """
            <details class="edit"><summary class="button quiet">\(rows.isEmpty ? words.addPhotos : words.editPhotos)\
            </summary><div class="card fields">\(rows.isEmpty ? .none : HTML("<ol class=\"album\">\(rows)</ol>"))
            <form class="fields" method="post" action="entries/\(entry.id.description)/photos" enctype="multipart/form-data" \
            data-in-place data-busy="\(words.addingPhotos)">
            <label class="field"><span>\(words.choosePhotos)</span><input type="file" name="photo" \
            accept="image/jpeg,image/png" multiple required></label>
            <button type="submit">\(words.addPhotos)</button>
            <p class="problem" role="alert"></p>
            </form></div></details>
            """
    }

    private func row(at index: Int, of entry: Entry) -> HTML {
        let words = strings.entry
        let photo = entry.photos[index]
        let place: HTML = "entries/\(entry.id.description)/photos/\(photo.sha256)"
        let number = ["number": String(index + 1)]
        let picture: HTML =
            photo.isHere
            ? "<img src=\"\(photo.path(of: entry))/thumbnail\" alt=\"\" loading=\"lazy\" width=\"64\" height=\"64\">"
            : "<span class=\"missing\"></span>"
        return """
            <li class="row">\(picture)<span>\(photoNumber(index, of: entry))</span>\
            <form method="post" action="\(place)/remove" data-in-place><button class="quiet" \
            aria-label="\(words.removePhotoNumber(number))">\(words.removePhoto)</button></form>\
            <a href="\(place)/purge" aria-label="\(words.deletePhotoNumber(number))">\
            \(strings.trash.delete)</a></li>

            """
    }

    /// Asks for confirmation before a photo is destroyed.
    ///
    /// - Parameter password: the field for the password, if it must be given again.
    func photoPurgePage(_ photo: Entry.Photo, of entry: Entry, password: HTML) -> HTML {
        let words = strings.trash
        let name = strings.entry.photoOf(["day": longDay(entry.moment.day)])
        let picture: HTML =
            photo.isHere
            ? "<img class=\"picture\" src=\"\(photo.path(of: entry))/thumbnail\" alt=\"\(name)\" width=\"128\" height=\"128\">"
            : "<p>\(strings.entry.photoMissing)</p>"
        return layout(
            title: "\(words.deletePhoto) · journal", styles: [.entries],
            """
            <section class="purge"><h1>\(words.deletePhoto)</h1><p>\(words.photoConsequences)</p>\(picture)
            <form class="row" method="post" action="entries/\(entry.id.description)/photos/\(photo.sha256)/purge">\
            \(password)\
            <a class="button quiet" href="entries/\(entry.id.description)">\(words.keep)</a>\
            <button type="submit">\(words.delete)</button></form>
            </section>
            """)
    }
}
