"""Stands in for Rekognition where its time is what counts: analyzer.py MILLISECONDS. Prints its URL; answers every request
with the same face after that time, and checks nothing, so that it takes as little of the machine as can be."""

import asyncio
import json
import sys

EMOTIONS = ["HAPPY", "CALM", "SURPRISED", "CONFUSED", "DISGUSTED", "FEAR", "ANGRY", "SAD"]
FACE = {
    "BoundingBox": {"Left": 0.31, "Top": 0.2, "Width": 0.4, "Height": 0.5},
    "Confidence": 99.9,
    "AgeRange": {"Low": 28, "High": 36},
    "Smile": {"Value": True, "Confidence": 98.1},
    "Emotions": [{"Type": kind, "Confidence": 90.0 if kind == "HAPPY" else 1.0} for kind in EMOTIONS],
}
BODY = json.dumps({"FaceDetails": [FACE], "OrientationCorrection": "ROTATE_0"}).encode()
HEAD = f"HTTP/1.1 200 OK\r\nContent-Type: application/x-amz-json-1.1\r\nContent-Length: {len(BODY)}\r\n\r\n".encode()


class Analyzer(asyncio.Protocol):
    """One connection, on which one request comes after the other."""

    def connection_made(self, transport):
        self.transport, self.head, self.missing = transport, b"", None

    def data_received(self, data):
        if self.missing is None:
            self.head += data
            end = self.head.find(b"\r\n\r\n")
            if end < 0:
                return
            lines = self.head[:end].lower().split(b"\r\n")
            length = next(int(line.partition(b":")[2]) for line in lines if line.startswith(b"content-length:"))
            self.missing = length - (len(self.head) - end - 4)
        else:
            self.missing -= len(data)
        if self.missing <= 0:
            self.head, self.missing = b"", None
            asyncio.get_running_loop().call_later(int(sys.argv[1]) / 1000, self.answer)

    def answer(self):
        if not self.transport.is_closing():
            self.transport.write(HEAD + BODY)


async def main():
    server = await asyncio.get_running_loop().create_server(Analyzer, "127.0.0.1", 0, backlog=64)
    print(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", flush=True)
    await server.serve_forever()


asyncio.run(main())
