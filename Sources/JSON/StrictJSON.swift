public import Foundation

/// JSON that somebody else sent: the body of a request, the answer of a service.
///
/// Foundation reads it. But Foundation also takes what RFC 8259 does not allow, and where two readers make different things
/// of one text, one of them can be deceived: a name that is there twice, a comma behind the last element, a byte order
/// mark, UTF-16, and when it decodes a type, any nonsense in a member that the type does not have. So all of a text has to
/// be JSON to our own reader as well.
public enum StrictJSON {
    /// The value that some bytes hold.
    ///
    /// - Throws: `DecodingError` for anything but one value of JSON in UTF-8, nested 32 deep at most, without two members of
    ///   one name in an object (names are compared as text, whatever escapes spell them) and without a number that no
    ///   `Double` comes near.
    public static func value(of data: Data) throws(DecodingError) -> JSONValue {
        // Ours comes first: it is not troubled by depth.
        guard let text = String(validating: data, as: UTF8.self), let value = JSONValue(text, names: .eachOnce),
            (try? JSONSerialization.jsonObject(with: data, options: .fragmentsAllowed)) != nil
        else { throw refusal("This is not JSON.") }
        return value
    }

    /// A value of a type; members that the type does not know are passed over.
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
