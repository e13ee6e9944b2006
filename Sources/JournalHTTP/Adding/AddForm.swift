import Journal

extension RenderContext {
    /// The form for new entries: a mood with one tap, photos, words. It works without a script, which adds previews and
    /// drag and drop.
    var addForm: HTML {
        let words = strings.adding
        return """
            <form class="card add" method="post" action="entries" enctype="multipart/form-data" data-add>
            \(feltChoice(words.question))
            <div class="photos"><label class="drop"><span class="hint"><strong>\(words.photo)</strong> <span class="pointer">\
            \(words.chooseOne)</span></span><input type="file" name="photo" accept="image/jpeg,image/png" multiple></label>
            <button type="button" class="quiet camera" hidden>\
            <svg viewBox="0 0 24 24" aria-hidden="true"><path d="M3 8h4l2-3h6l2 3h4v11H3z"/>\
            <circle cx="12" cy="13" r="3.5"/></svg>\(words.takePhoto)</button><ul class="chosen"></ul>
            <fieldset class="together"><legend>\(words.severalPhotos)</legend>
            <label class="check"><input type="radio" name="separate" value="false" checked> <span>\(words.together)</span></label>
            <label class="check"><input type="radio" name="separate" value="true"> <span>\(words.separate)</span></label>
            </fieldset></div>
            <div class="fields">
            <label class="field"><span>\(words.note)</span><textarea name="note" rows="3" dir="auto"></textarea></label>
            <label class="field"><span>\(words.tags)</span><input name="tags" dir="auto" autocomplete="off" \
            placeholder="\(words.tagExamples)"></label>
            </div>
            <div class="row">
            <label class="check"><input type="checkbox" name="private" value="1"> <span>\(words.isPrivate)</span></label>
            <button type="submit">\(words.add)</button>
            </div>
            <progress max="1" value="0" hidden aria-label="\(words.progress)"></progress>
            <p class="problem" role="alert"></p>
            </form>

            """
    }

    /// The five moods, one of which can be chosen with one tap.
    func feltChoice(_ question: String, chosen: Felt? = nil) -> HTML {
        """
        <fieldset class="felt"><legend>\(question)</legend>\(Felt.allCases.map { choice($0, isChosen: $0 == chosen) })\
        </fieldset>
        """
    }

    private func choice(_ felt: Felt, isChosen: Bool) -> HTML {
        """
        <label class="felt-\(felt.rawValue)"><input type="radio" name="felt" value="\(felt.rawValue)"\
        \(isChosen ? " checked" : .none)><span>\(moodFace(felt.valence))\(strings.name(felt))</span></label>
        """
    }
}
