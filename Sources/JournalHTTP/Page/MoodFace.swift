import Journal

/// A drawn face whose mouth follows a valence: −1 turns it all down, 1 all up, and it is straight when nobody knows.
///
/// It only accompanies the mood's word, so screen readers skip it. Its colour is the mood class's around it.
func moodFace(_ valence: Double?) -> HTML {
    let pleasure = valence ?? 0
    // The corners move against the middle of the mouth, which a curve reaches halfway to its control point.
    let corners = Int((208 - 22 * pleasure).rounded())
    let middle = Int((208 + 78 * pleasure).rounded())
    return """
        <svg class="mood-face" viewBox="0 0 320 320" aria-hidden="true"><circle cx="160" cy="160" r="150"/>\
        <path d="M112 122v12M208 122v12M94 \(corners)Q160 \(middle) 226 \(corners)"/></svg>
        """
}
