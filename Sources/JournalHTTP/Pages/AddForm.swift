import Journal

/// The way in: a mood in one tap, a photo, words. It is a plain form; the script adds previews and dropping.
let addForm: HTML = """
    <form class="card add" method="post" action="entries" enctype="multipart/form-data" data-add>
    <fieldset class="felt"><legend>How do you feel?</legend>\(Felt.allCases.map(feltChoice))</fieldset>
    <label class="drop"><span class="hint"><strong>Add a photo</strong> <span class="pointer">choose one, \
    or drop it anywhere</span></span><input type="file" name="photo" accept="image/jpeg,image/png" multiple></label>
    <div class="fields">
    <label class="field"><span>Note</span><textarea name="note" rows="3"></textarea></label>
    <label class="field"><span>Tags</span><input name="tags" autocomplete="off" placeholder="run, friends"></label>
    </div>
    <div class="row">
    <label class="check"><input type="checkbox" name="private" value="1"> <span>Private: never leaves this machine\
    </span></label>
    <button type="submit">Add to journal</button>
    </div>
    <p class="problem" role="alert"></p>
    </form>

    """

private func feltChoice(_ felt: Felt) -> HTML {
    """
    <label class="felt-\(felt.rawValue)"><input type="radio" name="felt" value="\(felt.rawValue)">\
    <span>\(moodFace(felt.valence))\(felt.name)</span></label>
    """
}
