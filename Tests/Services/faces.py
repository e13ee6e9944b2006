"""DetectFaces' answer for an image: every field AWS returns, generated from a digest of the image's bytes."""

import random
import struct

import botocore.session
from botocore.validate import ParamValidator

MODEL = botocore.session.get_session().get_service_model("rekognition").operation_model("DetectFaces")
FACE_DETAIL = MODEL.output_shape.members["FaceDetails"].member
EMOTIONS = [e for e in FACE_DETAIL.members["Emotions"].member.members["Type"].enum if e != "UNKNOWN"]


def single(value):
    """As AWS prints its 32-bit floats: 0.1 comes as 0.10000000149011612."""
    return struct.unpack("f", struct.pack("f", value))[0]


def draw_face(digits, index, count):
    """One face with every attribute, in the image's `index`th column of `count`."""
    chance = random.Random(f"{digits}/{index}")

    def number(low, high):
        return single(chance.uniform(low, high))

    def judged(value):
        return {"Value": value, "Confidence": number(75, 99.99)}

    width = number(0.3, 0.5) / count
    box = {
        "Width": single(width),
        "Height": number(0.4, 0.55),
        "Left": single((index + 0.5) / count - width / 2),
        "Top": number(0.15, 0.25),
    }
    smiling, youngest = chance.random() < 0.5, chance.randrange(18, 60)
    weights = sorted((chance.random() ** 6 for _ in EMOTIONS), reverse=True)
    emotions = chance.sample(EMOTIONS, len(EMOTIONS))
    landmarks = FACE_DETAIL.members["Landmarks"].member.members["Type"].enum
    return {
        "BoundingBox": box,
        "AgeRange": {"Low": youngest, "High": youngest + chance.randrange(6, 12)},
        "Smile": judged(smiling),
        "Eyeglasses": judged(chance.random() < 0.3),
        "Sunglasses": judged(False),
        "Gender": judged(chance.choice(["Female", "Male"])),
        "Beard": judged(chance.random() < 0.2),
        "Mustache": judged(False),
        "EyesOpen": judged(True),
        "MouthOpen": judged(smiling),
        "Emotions": [
            {"Type": kind, "Confidence": single(100 * weight / sum(weights))} for kind, weight in zip(emotions, weights)
        ],
        "Landmarks": [
            {
                "Type": kind,
                "X": single(box["Left"] + number(0.1, 0.9) * box["Width"]),
                "Y": single(box["Top"] + number(0.1, 0.9) * box["Height"]),
            }
            for kind in landmarks
        ],
        "Pose": {"Roll": number(-10, 10), "Yaw": number(-20, 20), "Pitch": number(-15, 15)},
        "Quality": {"Brightness": number(50, 95), "Sharpness": number(40, 99)},
        "Confidence": number(99, 99.999),
        "FaceOccluded": judged(False),
        "EyeDirection": {"Yaw": number(-10, 10), "Pitch": number(-10, 10), "Confidence": number(80, 99.9)},
    }


def describe(faces, digits, attributes):
    """DetectFaces' answer, checked against the service model."""
    wanted = [{}] if faces is None else [{}] * faces if isinstance(faces, int) else faces
    details = []
    for index, face in enumerate(wanted):
        changes = dict(face)
        if isinstance(changes.get("Emotions"), dict):
            changes["Emotions"] = [
                {"Type": kind, "Confidence": single(confidence)} for kind, confidence in changes["Emotions"].items()
            ]
        details.append(draw_face(digits, index, len(wanted)) | changes)
    usual = {"BoundingBox", "Confidence", "Pose", "Quality", "Landmarks"}
    if "ALL" not in attributes:
        chosen = usual | {
            field
            for field in FACE_DETAIL.members
            for name in attributes
            if field.lower() == name.replace("_", "").lower()
        }
        details = [{key: value for key, value in face.items() if key in chosen} for face in details]
    answer = {"FaceDetails": details}
    report = ParamValidator().validate(answer, MODEL.output_shape)
    if report.has_errors():
        raise ValueError(f"the scenario is not what DetectFaces answers: {report.generate_report()}")
    return answer
