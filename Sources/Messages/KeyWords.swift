extension CodedMessage {
    /// What goes wrong with the keys, passphrases and recovery codes of a remote that is encrypted.
    static let keyWords: [String: String] = [
        "keyfile.unreadable": "The key file {path} cannot be read: {detail}.",
        "keyfile.unwritable": "The key file {path} cannot be written: {detail}. Nothing was sent.",
        "keyfile.damaged":
            "The key file {path} is damaged where it holds the key of {id}. Put back a copy of it, or move it away.",
        "keyfile.other":
            "The key file {path} holds another key of the same remote, which is not replaced. Move it away if it is wrong.",
        "keyfile.busy": "Another process is changing the key file {path}. Try again.",

        "passphrase.short":
            "A passphrase of your own needs at least {fewest} characters, and this one has {count}; six unrelated words make "
            + "a good one.",
        "passphrase.long": "A passphrase can have at most {most} bytes, and this one has {count}.",
        "passphrase.odd": "A passphrase is one line of text without control characters.",

        "key.wrong": "That is neither the passphrase nor the recovery code of {place}; nothing was changed.",
        "key.mistyped":
            "That is neither the passphrase of {place} nor a recovery code: its last characters do not match the others, so "
            + "it has a typing mistake. Nothing was changed.",
        "key.damaged":
            "The key object {key} in {place} is damaged, and what was entered opens no other. Nothing was changed.",
        "key.objects.none":
            "{place} has lost its key objects, so that no passphrase opens it; its key is on the machines that sync with it, in "
            + "repository.key.",
        "key.object.missing":
            "{place} does not list the key object {key} that was just stored there. Nothing was deleted.",
        "key.foreign": "The key object {key} is not for {place}, whose id is another. Nothing was changed.",
        "recovery.none":
            "That is no recovery code of {place}: it has eight groups of four letters and digits. Nothing was changed.",
        "key.plain": "{place} is not encrypted, so it has no passphrase and no recovery code.",
        "key.check":
            "{place} is not what this key was made for: its repo.json was changed, or the key is another one's. Nothing was "
            + "changed.",

        "setup.plain":
            "{place} is there already and not encrypted. `journal remote encrypt {place}` encrypts it, `journal remote init "
            + "--plain {place}` takes it as it is.",
        "setup.other":
            "{place} is being set up by another device, or lost its repo.json. Wait, then run this again, or choose "
            + "another place.",
        "setup.late":
            "Another device has just set up {place}. Run this again: it will ask for the passphrase chosen there.",
        "setup.unreadable": "{place} does not give back the repo.json that was just stored there. Run this again.",
    ]
}
