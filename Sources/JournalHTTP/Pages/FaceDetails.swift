import Foundation
import Journal

/// Every emotion of a face as a bar, and the table of its attributes.
func faceDetails(_ face: Face) -> HTML {
    """
    <section class="card"><h2>Every emotion</h2>
    <table class="bars"><thead class="hidden"><tr><th scope="col">Emotion</th><th scope="col">Bar</th>\
    <th scope="col">Confidence</th></tr></thead><tbody>\(face.emotionsByConfidence.map(bar))</tbody></table></section>
    <section class="card"><h2>What else was seen</h2>
    <table class="attributes"><thead><tr><th scope="col">Attribute</th><th scope="col">Value</th>\
    <th scope="col" class="number">Confidence</th></tr></thead><tbody>\(age(face))\(attributes(face))</tbody></table>\
    </section>
    """
}

private func bar(_ emotion: Emotion, _ confidence: Double) -> HTML {
    """
    <tr><th scope="row">\(emotion.rawValue)</th><td><svg class="bar \(emotion.rawValue)" viewBox="0 0 100 8" \
    preserveAspectRatio="none" aria-hidden="true"><rect class="track" width="100" height="8"/>\
    <rect width="\(String(format: "%.1f", min(100, max(0, confidence))))" height="8"/></svg></td>\
    <td class="number">\(percentage(confidence))</td></tr>
    """
}

private func age(_ face: Face) -> HTML {
    guard let range = face.ageRange else { return .none }
    return """
        <tr><th scope="row">AgeRange</th><td>\(range.lowerBound)–\(range.upperBound)</td>\
        <td class="number">–</td></tr>
        """
}

private func attributes(_ face: Face) -> [HTML] {
    FaceAttribute.allCases.compactMap { attribute in
        face.attributes[attribute].map { finding in
            """
            <tr><th scope="row">\(attribute.title)</th><td>\(finding.value.word)</td>\
            <td class="number">\(percentage(finding.confidence))</td></tr>
            """
        }
    }
}
