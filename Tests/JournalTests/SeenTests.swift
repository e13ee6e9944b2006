import Journal
import Testing

@Suite struct SeenTests {
    private func face(_ emotions: [Emotion: Double], width: Double = 0.2) -> Face {
        Face(box: .init(left: 0, top: 0, width: width, height: width), confidence: 99, emotions: emotions)
    }

    private func seen(_ faces: [Face], picked: Int? = nil) -> Seen {
        Seen(FaceAnalysis(analyzer: "test", at: Timestamp(milliseconds: 0), faces: faces), pickedFace: picked)
    }

    @Test func saysTheMoodWithItsConfidence() {
        #expect(seen([face([.calm: 30, .angry: 62.34])]).sentence == "You look ANGRY (62.3 %)")
        #expect(seen([face([.fear: 80])]).sentence == "You look AFRAID (80.0 %)")
    }

    @Test func underFiftyPercentItIsUncertain() {
        #expect(seen([face([.happy: 49.9])]).sentence == "Uncertain: you may look HAPPY (49.9 %)")
        #expect(!seen([face([.happy: 50])]).isUncertain)
    }

    @Test func anEmptyPictureShowsNobody() {
        #expect(seen([]).sentence == "Nobody in this picture")
        #expect(seen([]).face == nil)
    }

    @Test func aMoodNobodyCanNameHasNoSentenceOfItsOwn() {
        #expect(seen([face([.unknown: 90])]).sentence == "Your mood is hard to read here")
        #expect(seen([face([:])]).sentence == "Your mood is hard to read here")
    }

    @Test func theLargestFaceCountsUntilAnotherIsPicked() {
        let faces = [face([.sad: 90]), face([.happy: 90], width: 0.5), face([.calm: 90])]
        #expect(seen(faces).face == 1)
        #expect(seen(faces, picked: 2).dominant?.emotion == .calm)
        #expect(seen(faces, picked: 7).face == 1)
    }

    @Test func valenceIsTheMeanWeightedByConfidence() throws {
        let valence = try #require(face([.happy: 75, .sad: 25, .unknown: 50]).valence)
        #expect(abs(valence - (75 * 0.81 - 25 * 0.63) / 100) < 1e-12)
        #expect(face([.unknown: 50]).valence == nil)
    }

    @Test func emotionsAreToldStrongestFirst() {
        let told = face([.sad: 4, .happy: 90, .calm: 4]).emotionsByConfidence.map(\.emotion)
        #expect(told == [.happy, .calm, .sad])
    }

    @Test func feltHasTheSameScale() {
        #expect(Felt.allCases.map(\.valence) == [-1, -0.5, 0, 0.5, 1])
        #expect(Felt("good") == .good && Felt("4") == .good && Felt("GREAT") == .great)
        #expect(Felt("6") == nil && Felt("fine") == nil)
    }
}
