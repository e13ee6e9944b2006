import Testing

@testable import JournalHTTP

@Suite struct HTMLTests {
    private func text(_ html: HTML) -> String {
        String(decoding: html.bytes, as: UTF8.self)
    }

    @Test func onlyWhatTheSourceSaysIsMarkup() {
        let note = "<script>alert('1')</script> & \"more\""
        #expect(
            text("<p title=\"\(note)\">\(note)</p>")
                == "<p title=\"&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt; &amp; &quot;more&quot;\">"
                + "&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt; &amp; &quot;more&quot;</p>")
    }

    @Test func piecesAreMarkupAlready() {
        let items: [HTML] = ["a<b", "c"].map { "<li>\($0)</li>" }
        #expect(text("<ul>\(items)</ul>\(HTML.none)\(7)") == "<ul><li>a&lt;b</li><li>c</li></ul>7")
    }
}
