public import Foundation

/// JSON that others sent: the body of a request, the response of a service.
///
/// Foundation parses it. But Foundation also accepts text that RFC 8259 does not allow, and if two parsers understand
/// the same text differently, one of them can be deceived: a name that occurs twice, a comma after the last element, a
/// byte order mark, UTF-16 and, when it decodes a type, any nonsense in a member that the type does not have. So the
/// whole text must be JSON to our own parser, too.
public enum StrictJSON {
    /// Parses bytes into a value.
    ///
    /// - Throws: `DecodingError` for anything but one JSON value in UTF-8, nested at most 32 deep, without two members
    ///   of the same name in an object (names are compared as text, however they are escaped) and without a number out
    ///   of the range of `Double`.
    public static func value(of data: Data) throws(DecodingError) -> JSONValue {
        // Ours comes first, because depth does not trouble it.
        guard let text = String(validating: data, as: UTF8.self), let value = JSONValue(text, names: .eachOnce),
            (try? JSONSerialization.jsonObject(with: data, options: .fragmentsAllowed)) != nil
        else { throw refusal("This is not JSON.") }
        return value
    }

    /// Decodes a value of a type; members that the type does not have are ignored.
    ///
    /// - Throws: The same, and `DecodingError` for a value of another shape.
    public static func decode<Value: Decodable>(_ type: Value.Type, from data: Data) throws(DecodingError) -> Value {
        _ = try value(of: data)
        do {
            return try JSONDecoder().decode(type, from: data)
        } catch let error as DecodingError {
            throw error
        } catch {
            throw refusal("\(error)")
        }
    }

    private static func refusal(_ reason: String) -> DecodingError {
        .dataCorrupted(DecodingError.Context(codingPath: [], debugDescription: reason))
    }
}
