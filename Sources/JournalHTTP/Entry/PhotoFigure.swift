import Journal

extension RenderContext {
    /// A photo with the faces that were found marked on it; where there are several, each with its number.
    func photoFigure(_ photo: Entry.Photo, of entry: Entry) -> HTML {
        let faces = entry.seen?.analysis.faces ?? []
        let boxes = faces.prefix(mostFaces).enumerated().map { index, face in
            box(face, number: faces.count > 1 ? index + 1 : nil, counts: index == entry.seen?.face, in: photo)
        }
        // The overlay measures in the photo's own pixels and is as large as the image, so that it fits at every size.
        return """
            <figure class="photo"><img src="api/v1/entries/\(entry.id.description)/photo" \
            alt="\(strings.entry.photoOf(["day": longDay(entry.moment.day)]))" width="\(photo.width)" height="\(photo.height)">\
            <svg viewBox="0 0 \(photo.width) \(photo.height)" aria-hidden="true">\(Array(boxes))</svg></figure>
            """
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

/// Boxes may reach far past the edges; what is further out than the photo is large is out of sight anyway.
private func pixels(_ fraction: Double, of extent: Int) -> Int {
    Int((min(2, max(-1, fraction)) * Double(extent)).rounded())
}
