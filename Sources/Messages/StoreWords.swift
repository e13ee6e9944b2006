extension CodedMessage {
    /// What goes wrong with files, first of all with a journal's, and with what is asked of a journal.
    static let storeWords: [String: String] = [
        "file.unwritable": "{path} cannot be written: {detail}.",
        "file.unreadable": "{path} cannot be read: {detail}.",
        "file.unopened": "{path} cannot be opened: {detail}.",
        "file.unlocked": "{path} cannot be locked: {detail}.",
        "file.unwatched": "{path} cannot be watched: {detail}.",
        "file.none": "{path} is not a file.",
        "file.shortened": "{path} became shorter while it was being read.",
        "file.folder": "The folder {path} cannot be created: {detail}.",

        "store.busy": "The journal at {path} is in use by another program. Try again in a moment.",
        "store.locked": "The journal is busy: another program has locked {path}. Try again in a moment.",
        "store.moved":
            "{path} was moved, replaced or deleted while this program had it open; nothing was stored. Start the program "
            + "again.",
        "store.hidden": "{path} cannot be reached: {detail}. Whether there is a journal is not known.",
        "store.dangling":
            "{path} is a link to {target}, which is not there. Connect the disk that it is on, or remove the link.",
        "store.full": "The disk with {path} is full; nothing was stored. Free some space and try again.",
        "store.memory": "There is too little memory for the journal at {path}; nothing was stored.",
        "store.failing": "The disk failed while using {path}: {detail}.",
        "store.folder": "The folder {path} cannot be created: {detail}. Choose another with --home.",
        "store.unopened": "The journal at {path} cannot be opened: {detail}.",
        "store.readonly":
            "{path} is on a read-only disk, so nothing can be stored ({detail}). Make the disk writable (`findmnt -T` shows how it "
            + "is mounted), or choose a journal on another disk with --home.",
        "store.forbidden":
            "This account may not write {path}, so nothing can be stored ({detail}). Use the account that owns it, or choose a "
            + "journal of your own with --home.",
        "store.restart": "{reason} Then restart this program, which can only read the journal now.",
        "store.older":
            "The journal at {path} was written by an earlier version and has to be upgraded before it can be read, for which it "
            + "must be written. {reason}",
        "store.changing": "The journal at {path} was changed while it was being read. Try again.",
        "store.unwritable": "The journal at {path} cannot be written; check that you own the file and its folder.",
        "store.lockless":
            "The journal at {path} cannot be locked. If it is on a network drive, choose a folder on a local disk with "
            + "--home.",
        "store.logless":
            "The file system of {path} does not support write-ahead logs (network drives do not). Choose a folder on a "
            + "local disk with --home.",
        "store.undurable": "SQLite refused to write {path} durably (synchronous=FULL).",
        "store.newer":
            "The journal at {path} was written by a newer version of this program. Update journal to read it.",
        "store.upgraded":
            "The journal at {path} was upgraded by a newer version of this program, so this one ends. Start it again.",
        "store.foreign":
            "{path} is another program's SQLite file. Move it away, or choose another folder with --home.",
        "store.none": "{path} is not a journal. Move it away, or choose another folder with --home.",
        "store.said":
            "The journal at {path} cannot be used; SQLite says: {said}. `journal doctor --check` says what to do.",

        "damage.file": "The journal at {path} is damaged. Keep a copy of its folder and restore a backup.",
        "damage.schema":
            "The journal at {path} has triggers or views that this program did not write, and which do what no journal needs. "
            + "Restore a backup.",
        "damage.entry": "Entry {entry} is damaged and left out. `journal doctor --check` says what to do.",
        "damage.entries":
            "{count} entries are damaged and left out: {entry}. `journal doctor --check` says what to do.",
        "damage.entry.lost": "Entry {id} was not kept.",
        "damage.value":
            "The journal at {path} is damaged: a {part} in it was not written by this program. `journal doctor --check` says "
            + "what to do.",
        "damage.device": "The journal has lost the name of its device. Restore a backup.",
        "damage.photo": "The photo of entry {id} is missing. Restore a backup.",

        "entry.none": "There is no entry {id}.",
        "entry.none.last": "There is no last entry: the journal is empty.",
        "entry.none.ending": "No entry's id ends in “{text}”; `journal list` shows them.",
        "entry.several": "The ids of {count} entries end in “{text}”; use more digits.",
        "entry.name": "“{text}” is not an entry's id: use the 8 or more digits that `journal list` shows, or last.",
        "entry.photo": "Entry {id} has no such photo; `journal show` lists those it has.",
        "entry.face": "There is no face {number}: this entry has {count} of them.",
        "entry.face.none": "There is no face {number}: no face was found in this entry.",
        "entry.revision":
            "Number {number} of this entry's history has no value to restore; `journal show --history` lists those that "
            + "do.",

        "tag.long": "A tag has at most {most} bytes; “{text}…” has {bytes}. Write it as a note.",

        "change.invalid": "Invalid change from another device; nothing was applied.",
        "change.last": "This entry has a change from the end of time, after which no other can be recorded.",
        "import.history": "its history is invalid",
        "import.photo": "the description of its photo is invalid",
        "import.analysis": "its analysis is invalid",
        "import.face": "its picked face is invalid",
        "import.trashed": "the time it was moved to the trash is invalid",

        "backup.inside":
            "{path} is in the journal's own folder and would be lost with it. Choose another place, preferably on another "
            + "disk.",
        "backup.incomplete":
            "The copy of {path} has {found} entries instead of {expected}; no backup was written. `journal doctor --check` "
            + "says what is wrong.",
        "backup.damaged":
            "The journal at {path} is damaged, and its backup would be, too; none was written. Keep a copy of its folder; "
            + "`journal doctor --check` says what is wrong.",
        "backup.exists": "{path} already exists; use --replace to replace it.",
        "backup.foreign": "{path} is not a journal backup, so it was left as it is. Choose another name.",
        "backup.busy": "Another program is writing {path}. Wait for it, or choose another name.",
        "backup.appeared": "{path} was created by another program in the meantime; it was left as it is.",

        "access.damaged":
            "{path} is damaged, so nobody is let in. Remove it and set the password anew with `journal password`.",
    ]
}
