import Journal

extension RenderContext {
    /// The photos of an entry with faces marked on them: a single one in full, several in a strip.
    func photoFigures(_ entry: Entry) -> HTML {
        guard entry.photos.count > 1 else { return entry.photo.map { photoFigure($0, of: entry) } ?? .none }
        let words = strings.entry
        let places = entry.photos.indices.map { index -> HTML in
            """
            <li><a href="entries/\(entry.id.description)#photo-\(index + 1)" \
            aria-label="\(photoNumber(index, of: entry))">\(index + 1)</a></li>
            """
        }
        return """
            <div class="gallery"><div class="strip" role="group" tabindex="0" \
            aria-label="\(words.photos(entry.photos.count))">\(entry.photos.indices.map { figure(at: $0, of: entry) })</div>\
            <ol class="places">\(places)</ol></div>
            """
    }

    /// An entry's only photo, as large as the page allows.
    private func photoFigure(_ photo: Entry.Photo, of entry: Entry) -> HTML {
        let name = strings.entry.photoOf(["day": longDay(entry.moment.day)])
        return "<figure class=\"photo\">\(frame(photo, of: entry, alt: name))</figure>"
    }

    /// One of several photos. All have the same height, so that nothing shifts between them.
    private func figure(at index: Int, of entry: Entry) -> HTML {
        let photo = entry.photos[index]
        let name = photoNumber(index, of: entry)
        return """
            <figure class="photo\(photo.decides(entry) ? " decides" : "")" id="photo-\(index + 1)">\
            <div class="frame">\(frame(photo, of: entry, alt: name, isNumbered: true))</div>\
            <figcaption>\(caption(photo, name, of: entry))</figcaption></figure>
            """
    }

    /// "Photo 2 of 3".
    func photoNumber(_ index: Int, of entry: Entry) -> String {
        strings.entry.photoNumber(["number": String(index + 1), "count": String(entry.photos.count)])
    }

    /// "Photo 2 of 3: happy (93.2 %). This photo counts."
    private func caption(_ photo: Entry.Photo, _ name: String, of entry: Entry) -> HTML {
        let words = strings.entry
        guard let seen = photo.seen else { return "\(name)" }
        let mood = seen.countingFace.map(self.mood) ?? "\(words.nobody)"
        let said = words.photoMood.html(["photo": "\(name)", "mood": mood])
        return photo.decides(entry) ? words.photoCounts.html(["photo": said]) : said
    }

    /// A picture and an overlay with its faces. The overlay uses the photo's own pixels as units and is fitted into the
    /// same space, so that it covers the picture at every size.
    ///
    /// - Parameter isNumbered: whether to number even a single face.
    private func frame(_ photo: Entry.Photo, of entry: Entry, alt: String, isNumbered: Bool = false) -> HTML {
        guard photo.isHere else { return "<p class=\"missing\">\(strings.entry.photoMissing)</p>" }
        let faces = photo.seen?.analysis.faces ?? []
        let boxes = faces.prefix(mostFaces).enumerated().map { index, face -> HTML in
            let number = faces.count > 1 || isNumbered ? index + 1 : nil
            return box(face, number: number, counts: index == photo.seen?.face, in: photo)
        }
        return """
            <img src="\(photo.path(of: entry))" alt="\(alt)" width="\(photo.width)" height="\(photo.height)">\
            <svg viewBox="0 0 \(photo.width) \(photo.height)" aria-hidden="true">\(Array(boxes))</svg>
            """
    }
}

extension Entry.Photo {
    /// The address of its JPEG, which never changes.
    func path(of entry: Entry) -> HTML { "api/v1/entries/\(entry.id.description)/photos/\(sha256)" }

    /// Whether it decides what was seen in an entry.
    func decides(_ entry: Entry) -> Bool {
        entry.countingPhoto.map { entry.photos[$0].sha256 } == sha256
    }
}

private func box(_ face: Face, number: Int?, counts: Bool, in photo: Entry.Photo) -> HTML {
    func across(_ fraction: Double) -> Int { pixels(fraction, of: photo.width) }
    func down(_ fraction: Double) -> Int { pixels(fraction, of: photo.height) }
    let (left, top) = (across(face.box.left), down(face.box.top))
    let radius = max(photo.width, photo.height) / 36
    let badge: HTML =
        number.map { number in
            """
            <circle cx="\(left)" cy="\(top)" r="\(radius)"/><text x="\(left)" y="\(top)" \
            font-size="\(radius * 5 / 4)">\(number)</text>
            """
        } ?? .none
    return """
        <g class="\(counts ? "box counts" : "box")"><rect x="\(left)" y="\(top)" \
        width="\(max(0, across(face.box.width)))" height="\(max(0, down(face.box.height)))" rx="\(radius / 2)"/>\
        \(badge)</g>
        """
}

/// Faces may extend far past the edges. Coordinates further out than the photo's size are out of sight, so they are
/// clamped.
private func pixels(_ fraction: Double, of extent: Int) -> Int {
    Int((min(2, max(-1, fraction)) * Double(extent)).rounded())
}
