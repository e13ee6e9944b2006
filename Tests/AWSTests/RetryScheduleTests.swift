import Messages
import TestSupport
import Testing

@testable import AWS

@Suite("Retries")
struct RetryScheduleTests {
    @Test("a request is tried as often as allowed, with random shares of waits that double")
    func doubling() {
        var budget = RetryBudget()
        var schedule = RetrySchedule(maxAttempts: 9)
        let waits = (0..<9).map { _ in schedule.next(after: .transient, budget: &budget, random: 0.5) }
        let seconds: [Double] = [0.5, 1, 2, 4, 8, 10, 10, 10]
        #expect(waits == seconds.map { .retry(after: .seconds($0)) } + [.stop])
    }

    @Test("success and permanent failures end at once", arguments: [AttemptOutcome.success, .final])
    func ends(outcome: AttemptOutcome) {
        var budget = RetryBudget()
        var schedule = RetrySchedule(maxAttempts: 3)
        #expect(schedule.next(after: outcome, budget: &budget, random: 0) == .stop)
    }

    @Test("a wrong clock is corrected once, without a wait")
    func clock() {
        var budget = RetryBudget()
        var schedule = RetrySchedule(maxAttempts: 1)
        #expect(schedule.next(after: .skewed, budget: &budget, random: 0.9) == .retry(after: .zero))
        #expect(schedule.next(after: .skewed, budget: &budget, random: 0.9) == .stop)
        #expect(budget == RetryBudget())
    }

    @Test("when everything fails, the shared budget ends the retries; successes refill it")
    func budget() {
        var budget = RetryBudget()
        var retries = 0
        for _ in 0..<200 {
            var schedule = RetrySchedule(maxAttempts: 3)
            while schedule.next(after: .throttled, budget: &budget, random: 0) != .stop { retries += 1 }
        }
        #expect(retries == RetryBudget.capacity / RetryBudget.cost)
        #expect(budget.available == 0)

        var lone = RetrySchedule(maxAttempts: 3)
        for _ in 0..<RetryBudget.cost {
            var first = RetrySchedule(maxAttempts: 3)
            _ = first.next(after: .success, budget: &budget, random: 0)
        }
        #expect(lone.next(after: .transient, budget: &budget, random: 0) == .retry(after: .zero))
        _ = lone.next(after: .success, budget: &budget, random: 0)
        #expect(budget.available == RetryBudget.cost)
    }
}

@Suite("AWS's errors")
struct ServiceProblemTests {
    @Test(
        "is sorted by what a caller does about it",
        arguments: [
            (503, "SlowDown", "throttled"), (400, "ThrottlingException", "throttled"),
            (400, "ProvisionedThroughputExceededException", "throttled"), (429, nil, "throttled"),
            (500, "InternalError", "transient"), (502, nil, "transient"), (400, "RequestTimeout", "transient"),
            (403, "SignatureDoesNotMatch", "refused"), (403, nil, "refused"), (404, "NoSuchBucket", "refused"),
            (400, "UnrecognizedClientException", "refused"), (400, "ExpiredToken", "refused"),
            (403, "RequestTimeTooSkewed", "refused"), (301, "PermanentRedirect", "refused"),
            (404, "NoSuchKey", "notFound"), (400, "InvalidS3ObjectException", "notFound"),
            (412, "PreconditionFailed", "precondition"), (400, "InvalidImageFormatException", "item"),
            (400, "ImageTooLargeException", "item"), (400, "KeyTooLongError", "item"),
        ] as [(Int, String?, String)])
    func sorting(status: Int, code: String?, expected: String) {
        let problem = ServiceProblem(status: status, code: code, message: "m")
        let error = problem.error(from: CodedMessage("service.sts"), source: CodedMessage("source.environment"))
        #expect(error.kind == expected, "\(error)")
        #expect(error.message.contains(code ?? "m"))
    }

    @Test("a signature refused for its time means a wrong clock")
    func skew() {
        let said = "Signature expired: 20260101T000000Z is now earlier than 20260101T001000Z"
        #expect(ServiceProblem(status: 400, code: "InvalidSignatureException", message: said).outcome == .skewed)
        #expect(ServiceProblem(status: 400, code: "InvalidSignatureException", message: "x").outcome == .final)
    }
}

extension RemoteError {
    /// The case without its sentence.
    var kind: String {
        String(describing: Mirror(reflecting: self).children.first?.label ?? "cancelled")
    }
}
