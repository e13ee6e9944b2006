import Foundation
import Journal

extension RenderContext {
    /// All emotions of a face as bars, and a table of its attributes.
    func faceDetails(_ face: Face) -> HTML {
        """
        <section class="card"><h2>\(strings.entry.everyEmotion)</h2>
        <table class="bars"><thead class="hidden"><tr><th scope="col">\(strings.entry.emotion)</th>\
        <th scope="col">\(strings.entry.bar)</th><th scope="col">\(strings.entry.confidence)</th></tr></thead><tbody>\(face.emotionsByConfidence.map(bar))</tbody></table></section>
        <section class="card"><h2>\(strings.entry.whatElse)</h2>
        <table class="attributes"><thead><tr><th scope="col">\(strings.entry.attribute)</th>\
        <th scope="col">\(strings.entry.value)</th><th scope="col" class="number">\(strings.entry.confidence)</th></tr></thead><tbody>\(age(face))\(attributes(face))</tbody></table>\
        </section>
        """
    }

    private func bar(_ emotion: Emotion, _ confidence: Double) -> HTML {
        """
        <tr><th scope="row">\(strings.name(emotion))</th><td><svg class="bar \(emotion.rawValue)" viewBox="0 0 100 8" \
        preserveAspectRatio="none" aria-hidden="true"><rect class="track" width="100" height="8"/>\
        <rect width="\(String(format: "%.1f", min(100, max(0, confidence))))" height="8"/></svg></td>\
        <td class="number">\(percentage(confidence))</td></tr>
        """
    }

    private func age(_ face: Face) -> HTML {
        guard let range = face.ageRange else { return .none }
        return """
            <tr><th scope="row">\(strings.entry.ageRange)</th><td>\(range.lowerBound)–\(range.upperBound)</td>\
            <td class="number">–</td></tr>
            """
    }

    private func attributes(_ face: Face) -> [HTML] {
        FaceAttribute.allCases.compactMap { attribute in
            face.attributes[attribute].map { finding in
                """
                <tr><th scope="row">\(strings.name(attribute))</th><td>\(strings.word(finding.value))</td>\
                <td class="number">\(percentage(finding.confidence))</td></tr>
                """
            }
        }
    }
}
