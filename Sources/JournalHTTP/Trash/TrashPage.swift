import Journal
import Storage
import Sync

extension RenderContext {
    /// Removed entries, with buttons to restore or destroy them.
    ///
    /// - Parameter part: the entries on this page, the most recently trashed first.
    func trashPage(_ part: TimelinePage, notice: HTML) -> HTML {
        trashLayout(
            """
            \(notice)\(damageNotice(part.damaged))
            <h1>\(strings.name(Destination.trash))</h1>
            <div data-live="trash">\(part.entries.isEmpty ? emptyTrash : rows(part))</div>
            """)
    }

    private var emptyTrash: HTML {
        "<div class=\"empty\"><p class=\"lead\">\(strings.trash.empty)</p><p>\(strings.trash.emptyMore)</p></div>"
    }

    private func rows(_ part: TimelinePage) -> HTML {
        let words = strings.trash
        let rows = zip(part.entries, EntryCards(part.entries, in: self, withDay: true).list()).map { entry, card in
            HTML(
                """
                \(card)<li class="row choices">\(restoreForm(entry.id, from: "trash"))\
                <a class="button quiet" href="entries/\(entry.id.description)/purge">\(words.delete)</a></li>
                """)
        }
        return """
            <div class="row"><p class="small">\(words.lead)</p>\
            <a class="button quiet" href="trash/empty">\(words.emptyAll)</a></div>
            <ul class="cards trash">\(rows)</ul>
            \(older(part.next.map { "?before=\($0)" }, words.more, from: "trash"))
            """
    }

    /// The form that restores an entry from the trash.
    ///
    /// - Parameter page: the page it leads to: the trash, or the entry.
    func restoreForm(_ id: EntryID, from page: String = "entry", _ text: String? = nil) -> HTML {
        """
        <form method="post" action="entries/\(id.description)/restore?from=\(page)">\
        <button class="quiet" type="submit">\(text ?? strings.trash.restore)</button></form>
        """
    }

    /// Asks before entries are destroyed.
    ///
    /// - Parameters:
    ///   - question: the question.
    ///   - action: where the confirmation is sent.
    ///   - before: only entries trashed up to this time are destroyed, in milliseconds since 1970.
    ///   - password: the field for the password, if it must be given again.
    func purgePage(
        _ question: String, action: String, before: Timestamp?, entries: [Entry], password: HTML
    ) -> HTML {
        let words = strings.trash
        let limit = before.map { HTML("<input type=\"hidden\" name=\"before\" value=\"\(Int($0.milliseconds))\">") }
        return trashLayout(
            """
            <section class="purge"><h1>\(question)</h1><p>\(words.consequences)</p>
            <ul class="cards">\(EntryCards(entries, in: self, withDay: true).list())</ul>
            <form class="row" method="post" action="\(action)">\(limit ?? .none)\(password)\
            <a class="button quiet" href="trash">\(words.keep)</a><button type="submit">\(words.delete)</button></form>
            </section>
            """)
    }

    /// What could not be destroyed, as a notice.
    func purgeNotice(_ report: PurgeReport, backups: [String]) -> HTML {
        let words = strings.trash
        func list(_ names: Set<String>) -> HTML { HTML(joining: names.sorted().map(HTML.init(isolating:)), by: ", ") }
        var sentences: [HTML] = [
            "\(report.photos > 0 ? words.photosDestroyed(report.photos) : words.destroyed(report.entries))"
        ]
        let sentTo = Set(report.sentTo.map { RemotePlace(stored: $0).description })
        if !sentTo.isEmpty {
            sentences.append(
                words.sentTo.html(["places": list(sentTo)]))
        }
        if !report.shownTo.isEmpty { sentences.append(words.shownTo.html(["analyzers": list(report.shownTo)])) }
        sentences += backups.map { words.backup.html(["path": HTML(isolating: $0)]) } + ["\(words.backups)"]
        return notice(.good, HTML(joining: sentences, by: " "))
    }

    private func trashLayout(_ content: HTML) -> HTML {
        layout(
            title: "\(strings.name(Destination.trash)) · journal", current: .trash, styles: [.entries], content)
    }
}
