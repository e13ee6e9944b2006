extension CodedMessage {
    /// What goes wrong with a journal's remote and with its analyzers.
    static let remoteWords: [String: String] = [
        "remote.none": "This journal has no remote yet. Choose one with `journal remote init s3://bucket/prefix`.",
        "remote.own": "The journal's remote: {problem}",
        "remote.variable": "JOURNAL_REMOTE: {problem}",
        "remote.unknown": "This version does not know the remote “{place}”.",
        "remote.foreign":
            "{file} is not what journal writes there. Is something in between, such as a sign-in page, or was it changed?",
        "remote.empty": "{place} is empty: `journal remote init {place}` first.",
        "remote.lost":
            "{place} is being set up by another device, or lost its repo.json. Nothing was sent; try again later, or "
            + "`journal remote init --anew {place}` if it was emptied.",
        "remote.changed":
            "{place} is not the remote this journal knows. Nothing was sent; `journal remote init --anew {place}` if you "
            + "meant that.",
        "remote.downgraded": "{place} was encrypted and now claims not to be. Nothing was sent.",
        "remote.keyless":
            "{place} is encrypted and this machine has no key: `journal remote init {place}` asks for its passphrase.",
        "remote.pins":
            "What this journal knows of its remotes cannot be read. Nothing was sent; put back a backup, or choose the "
            + "remote with `journal remote init` again.",
        "remote.newer":
            "{place} holds a journal that this version cannot write to. Update journal, or choose another place with "
            + "`journal remote init`.",
        "remote.address": "“{address}” is no remote. Write s3://bucket/prefix or folder:/path.",
        "remote.address.relative": "“{address}” needs an absolute path, for example folder:/media/usb/journal.",
        "remote.address.bucketless": "“{address}” names no bucket. Write s3://bucket/prefix.",
        "remote.address.bucket":
            "“{bucket}” cannot be a bucket. A bucket's name has 3 to 63 of a–z, 0–9, dot and hyphen.",

        "sync.busy": "Another `journal sync` is at work on {folder}; it does the same.",
        "sync.busy.process":
            "Another `journal sync` is at work on {folder} (process {process}, since {since}); it does the same.",
        "watch.impossible":
            "{problem} Raise fs.inotify.max_user_watches or max_user_instances, or run `journal sync` now and then.",

        "folder.gone": "{place} is not there: is it plugged in or mounted?",
        "folder.emptied":
            "{place} is empty or another disk: is the right one mounted? If it was emptied, choose a new folder with "
            + "`journal remote init`.",
        "folder.missing": "{place} has no object “{key}”.",
        "folder.taken": "{place} already has an object “{key}”.",
        "folder.denied": "{place} does not allow this: {detail}.",
        "folder.full": "{place} is full ({detail}). Make room there; the photos wait here.",
        "folder.failing": "{place} failed: {detail}.",
        "folder.name": "“{key}” cannot be the name of a file below {place}.",
        "folder.name.refused": "“{key}” cannot be the name of a file in {place}: {detail}.",
        "folder.large": "“{key}” in {place} has more than {bytes} bytes.",
        "folder.damaged": "The photo is damaged: it is not the one that was stored. Run `journal doctor --check`.",

        "budget.value": "JOURNAL_MAX_ANALYSES_PER_MONTH is “{value}”. Set it to a number from 0.",
        "budget.spent":
            "This month's {cap} analyses are used up (JOURNAL_MAX_ANALYSES_PER_MONTH). The rest waits for next month.",
        "price.value": "JOURNAL_PRICE_PER_ANALYSIS is “{value}”. Write dollars, such as 0.001.",
        "timeout.value": "JOURNAL_TIMEOUT is “{value}”. Set it to seconds, from 0.1 to 3600.",

        "analysis.vain": "{problem} It was shown {count} times, each of which may have to be paid for.",
        "rekognition.region": "JOURNAL_REKOGNITION_REGION is “{region}”. A region looks like eu-central-1.",
        "rekognition.region.none":
            "{problem} Amazon has no Rekognition in {region}, as far as this version knows. Set JOURNAL_REKOGNITION_REGION "
            + "to a region that has it, such as eu-central-1 or us-east-1.",
        "rekognition.profile": "JOURNAL_REKOGNITION_PROFILE: {problem}",
        "rekognition.route": "JOURNAL_ANALYSE_BY is “{value}”. Set it to auto, object or bytes.",
        "rekognition.route.sealed":
            "JOURNAL_ANALYSE_BY is object, but Rekognition cannot read photos that are encrypted in the remote. Set it to bytes "
            + "or auto.",
        "rekognition.unreadable": "Rekognition gave an answer that cannot be read.",
        "rekognition.unreachable":
            "{problem} S3 can be. Is there no Rekognition in this region? JOURNAL_REKOGNITION_REGION names another.",
        "rekognition.picture.large": "The photo is too large to be analysed. Skip it, or add a smaller copy.",
        "rekognition.picture.format":
            "Rekognition cannot read the photo. Skip it, or add it again from another file.",
        "rekognition.picture.small":
            "The photo cannot be analysed, perhaps because it is too small for a face. Skip it, or add a larger copy.",
    ]
}
