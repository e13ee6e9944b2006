"""A network that is far away: delay.py MILLISECONDS HOST PORT. Prints the URL at which it passes on what it gets to HOST:PORT and
back, half of that time later in each direction."""

import asyncio
import sys

DELAY = int(sys.argv[1]) / 2000


class Half(asyncio.Protocol):
    """One end of a connection; what arrives here leaves at the other end."""

    def __init__(self):
        self.transport, self.other, self.early = None, None, []

    def connection_made(self, transport):
        self.transport = transport
        for send in self.early:
            send()
        self.early = []

    def data_received(self, data):
        self.later(lambda: self.other.write(data))

    def connection_lost(self, _):
        self.later(lambda: self.other.transport.close())

    def write(self, data):
        if self.transport:
            self.transport.write(data)
        else:
            self.early.append(lambda: self.transport.write(data))

    def later(self, action):
        asyncio.get_running_loop().call_later(DELAY, action)


class Front(Half):
    """The end that a program connects to."""

    def connection_made(self, transport):
        super().connection_made(transport)
        self.other = Half()
        self.other.other = self
        loop = asyncio.get_running_loop()
        self.connecting = loop.create_task(loop.create_connection(lambda: self.other, sys.argv[2], int(sys.argv[3])))


async def main():
    server = await asyncio.get_running_loop().create_server(Front, "127.0.0.1", 0)
    print(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", flush=True)
    await server.serve_forever()


asyncio.run(main())
