r"""An SMTP server for tests: Debian's aiosmtpd, which can be told to misbehave.

    /usr/bin/python3 smtp_server.py FOLDER

Listens on 127.0.0.1, at a port of the kernel's choice. Standard input is a socket, over which it says `listening PORT`
and then takes one order a line, answering each with `done`; it ends when the other end of the socket is closed:

    answer STEP CODE TEXT   this answer at that step, instead of the usual one; \n in it begins a line
    hang STEP               no answer at that step
    close STEP              the connection ends at that step, without an answer
    behave                  forget all of that

STEP is GREETING, HELLO (EHLO and HELO), EHLO (alone), MAIL, RCPT, DATA, MESSAGE (when all of it has come) or QUIT. An
order with ` only ADDRESS` behind STEP holds for conversations in which that recipient was named: from RCPT on.

A message that was taken is FOLDER/NUMBER.eml, as it came without the dots that SMTP adds, and
FOLDER/NUMBER.envelope: the sender, then each recipient, a line each.
"""

import asyncio
import os
import socket
import sys

from aiosmtpd.smtp import SMTP


class Orders:
    def __init__(self):
        self.by_step = {}

    def take(self, line):
        word, *rest = line.split(" ")
        if word == "behave":
            self.by_step = {}
            return
        step, *rest = rest
        only = None
        if rest[:1] == ["only"]:
            only, rest = rest[1], rest[2:]
        self.by_step[step] = (only, word, " ".join(rest))

    def at(self, step, recipients):
        only, word, text = self.by_step.get(step, (None, None, None))
        return (word, text) if only is None or only in recipients else (None, None)


class Mailbox:
    """Keeps what was taken."""

    def __init__(self, folder):
        self.folder = folder
        self.count = 0

    async def handle_DATA(self, server, session, envelope):
        if await server.misbehaves("MESSAGE", envelope.rcpt_tos):
            return server.said
        self.count += 1
        self.write("envelope", "".join(f"{line}\n" for line in [envelope.mail_from, *envelope.rcpt_tos]).encode())
        self.write("eml", envelope.original_content)
        return "250 taken"

    def write(self, ending, content):
        path = f"{self.folder}/{self.count:06}.{ending}"
        with open(path + ".new", "wb") as file:
            file.write(content)
        os.rename(path + ".new", path)


class Server(SMTP):
    def __init__(self, mailbox, orders):
        super().__init__(mailbox, hostname="smtp.example.com")
        self.orders = orders

    async def misbehaves(self, step, recipients=()):
        """Whether this step ends with `said`. Does not return when it ends otherwise."""
        word, text = self.orders.at(step, recipients)
        if word == "hang":
            await asyncio.get_running_loop().create_future()
        if word == "close":
            self.transport.close()
            raise asyncio.CancelledError
        self.said = (text or "").replace("\\n", "\r\n")
        return word == "answer"

    async def step(self, step, usual, argument, recipients=()):
        if await self.misbehaves(step, recipients):
            await self.push(self.said)
        else:
            await usual(argument)

    async def _handle_client(self):
        if await self.misbehaves("GREETING"):
            await self.push(self.said)
            await self._reader.read()
            return
        await super()._handle_client()

    async def smtp_EHLO(self, hostname):
        step = "EHLO" if "EHLO" in self.orders.by_step else "HELLO"
        await self.step(step, super().smtp_EHLO, hostname)

    async def smtp_HELO(self, hostname):
        await self.step("HELLO", super().smtp_HELO, hostname)

    async def smtp_MAIL(self, arg):
        await self.step("MAIL", super().smtp_MAIL, arg)

    async def smtp_RCPT(self, arg):
        await self.step("RCPT", super().smtp_RCPT, arg, [arg.partition("<")[2].rpartition(">")[0]])

    async def smtp_DATA(self, arg):
        await self.step("DATA", super().smtp_DATA, arg, self.envelope.rcpt_tos)

    async def smtp_QUIT(self, arg):
        await self.step("QUIT", super().smtp_QUIT, arg)


async def serve(folder):
    orders = Orders()
    mailbox = Mailbox(folder)
    server = await asyncio.get_running_loop().create_server(lambda: Server(mailbox, orders), "127.0.0.1", 0)
    reader, writer = await asyncio.open_connection(sock=socket.socket(fileno=os.dup(0)), limit=1 << 20)
    writer.write(f"listening {server.sockets[0].getsockname()[1]}\n".encode())
    while line := await reader.readline():
        orders.take(line.decode().rstrip("\n"))
        writer.write(b"done\n")


asyncio.new_event_loop().run_until_complete(serve(sys.argv[1]))
os._exit(0)
