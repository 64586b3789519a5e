"""A mail server for tests: it takes everything on loopback, writes down what it took, and misbehaves when told to.

    smtp_sink.py FOLDER [--tls starttls|implicit] [--login NAME:PASSWORD]

It prints its port as a line of JSON and ends when its standard input ends. How it behaves is written in FOLDER/mode and read
anew for each command; what arrived lies in FOLDER as 0001.json and so on, read by Python's own mail library.
"""

import argparse
import asyncio
import email
import email.policy
import json
import pathlib
import ssl
import sys

import trustme
from aiosmtpd.smtp import SMTP, AuthResult, syntax


class Folder:
    def __init__(self, path):
        self.path = pathlib.Path(path)
        self.count = 0

    def mode(self):
        try:
            return (self.path / "mode").read_text().strip()
        except FileNotFoundError:
            return "ok"

    def keep(self, envelope):
        self.count += 1
        record = {"from": envelope.mail_from, "to": envelope.rcpt_tos, **read(envelope.content)}
        unfinished = self.path / "unfinished"
        unfinished.write_text(json.dumps(record), encoding="utf-8")
        unfinished.rename(self.path / f"{self.count:04}.json")


def read(content):
    message = email.message_from_bytes(content, policy=email.policy.default)
    text = message.get_body(preferencelist=("plain",))
    attachments = [
        {
            "name": part.get_filename(),
            "media_type": part.get_content_type(),
            "hex": part.get_payload(decode=True).hex(),
        }
        for part in message.iter_attachments()
    ]
    return {
        "subject": str(message["subject"]),
        "sender": str(message["from"]),
        "message_id": str(message["message-id"]),
        "headers": [name for name in message.keys()],
        "text": text.get_content() if text else "",
        "attachments": attachments,
    }


class Handler:
    def __init__(self, folder):
        self.folder = folder

    async def handle_RCPT(self, server, session, envelope, address, options):
        mode = self.folder.mode()
        if mode == "later":
            return f"450 4.2.0 <{address}>: greylisted, come again"
        if mode == "never":
            return f"550 5.1.1 <{address}>: no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 ok"

    async def handle_DATA(self, server, session, envelope):
        mode = self.folder.mode()
        if mode == "later-at-end":
            return "451 4.3.0 not now"
        if mode == "never-at-end":
            return f"554 5.7.1 {envelope.rcpt_tos[0]} does not want this"
        self.folder.keep(envelope)
        if mode == "accept-then-drop":
            server.transport.abort()
        if mode == "slow":
            # Until whoever waits has lost patience and hung up.
            await asyncio.Event().wait()
        return f"250 2.0.0 queued for {envelope.rcpt_tos[0]}"


class Sink(SMTP):
    @syntax("DATA")
    async def smtp_DATA(self, arg):
        mode = self.event_handler.folder.mode()
        if mode == "drop-before":
            self.transport.abort()
            return
        if mode == "drop-during":
            await self.push("354 go on")
            await self._reader.read(1024)
            self.transport.abort()
            return
        await super().smtp_DATA(arg)


def tls_context(folder):
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(folder.path / "authority.pem"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    return context


def options_of(arguments, folder):
    options = {"hostname": "sink.test"}
    if arguments.tls == "starttls":
        options |= {"tls_context": tls_context(folder), "require_starttls": True}
    if arguments.login:
        name, password = arguments.login.encode().split(b":", 1)

        def check(server, session, envelope, mechanism, data):
            return AuthResult(success=(data.login, data.password) == (name, password), handled=False)

        # Behind TLS from the first byte the library does not know that the way is private.
        options |= {"authenticator": check, "auth_required": True, "auth_require_tls": arguments.tls == "starttls"}
    return options


async def serve(arguments):
    folder = Folder(arguments.folder)
    options = options_of(arguments, folder)
    context = tls_context(folder) if arguments.tls == "implicit" else None
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Sink(Handler(folder), **options), "127.0.0.1", 0, ssl=context)
    print(json.dumps({"port": server.sockets[0].getsockname()[1]}), flush=True)
    await loop.run_in_executor(None, sys.stdin.read)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder")
    parser.add_argument("--tls", choices=["starttls", "implicit"])
    parser.add_argument("--login")
    asyncio.run(serve(parser.parse_args()))


main()
