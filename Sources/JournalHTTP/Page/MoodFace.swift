import Journal

/// A drawn face whose mouth shows a valence: turned fully down at −1, fully up at 1, and straight if it is unknown.
///
/// It only accompanies the mood's word, so screen readers skip it. The mood class around it sets its colour.
func moodFace(_ valence: Double?) -> HTML {
    let pleasure = valence ?? 0
    // The corners move opposite to the middle of the mouth, because a curve goes halfway to its control point.
    let corners = Int((208 - 22 * pleasure).rounded())
    let middle = Int((208 + 78 * pleasure).rounded())
    return """
        <svg class="mood-face" viewBox="0 0 320 320" aria-hidden="true"><circle cx="160" cy="160" r="150"/>\
        <path d="M112 122v12M208 122v12M94 \(corners)Q160 \(middle) 226 \(corners)"/></svg>
        """
}
