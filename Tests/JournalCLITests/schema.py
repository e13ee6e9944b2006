"""Validates lines "SHAPE JSON" on standard input against the published schema: schema.py SCHEMA.

Also rejects fields that the schema does not know, because it documents everything that is printed.
"""

import json
import sys

import jsonschema

with open(sys.argv[1], encoding="utf-8") as file:
    schema = json.load(file)
jsonschema.Draft202012Validator.check_schema(schema)


def seal(part):
    """Lets objects have no other properties than those that are named."""
    if isinstance(part, list):
        return [seal(inner) for inner in part]
    if not isinstance(part, dict):
        return part
    if "allOf" in part:
        return {**part, "unevaluatedProperties": False}
    sealed = {key: seal(inner) for key, inner in part.items()}
    if isinstance(part.get("properties"), dict) and "additionalProperties" not in part:
        sealed["unevaluatedProperties"] = False
    return sealed


# The parts of a shape that is put together must stay open to each other.
shapes = schema["$defs"]
parts = {inner["$ref"].rsplit("/", 1)[1] for shape in shapes.values() for inner in shape.get("allOf", []) if "$ref" in inner}
sealed = {name: shape if name in parts else seal(shape) for name, shape in shapes.items()}
found = set()
for line in sys.stdin:
    name, text = line.split(" ", 1)
    if name not in sealed:
        sys.exit(f"{sys.argv[1]} has no shape “{name}” below $defs; describe it there.")
    found.add(name)
    target = {"$schema": schema["$schema"], "$defs": sealed, "$ref": f"#/$defs/{name}"}
    if name in parts:
        target["unevaluatedProperties"] = False
    validator = jsonschema.Draft202012Validator(target, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER)
    for error in validator.iter_errors(json.loads(text)):
        print(f"{name} at {error.json_path}: {error.message[:200]}")
