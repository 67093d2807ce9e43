"""A mail server on loopback for the tests, made of aiosmtpd.

Arguments: a folder for the mails that it takes, a certificate and its key (PEM), `tls` or `starttls`, and how it
behaves: a list of words, one for each recipient in turn; the last one stays.

  take      takes the mail
  greylist  451 to the recipient: come back later
  refuse    550 to the recipient
  drop      takes the whole mail and hangs up without an answer
  hangup    hangs up at the recipient
  echo      550 to the recipient, with what it was told at the login, as it is and in base64

Prints its port and goes on until its standard input ends. Who does not log in as somebody/canary-mail is refused.
"""

import asyncio
import base64
import ssl
import sys
from pathlib import Path

from aiosmtpd.smtp import SMTP, AuthResult

folder, certificate, key, encryption = sys.argv[1:5]
behaviour = sys.argv[5:]
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(certificate, key)


def log_in(server, session, envelope, mechanism, data):
    known = (data.login, data.password) == (b"somebody", b"canary-mail")
    return AuthResult(success=known, handled=False)


class Handler:
    def __init__(self):
        self.recipients = 0
        self.mails = 0
        self.now = behaviour[0]

    async def handle_RCPT(self, server, session, envelope, address, options):
        self.now = behaviour[min(self.recipients, len(behaviour) - 1)]
        self.recipients += 1
        if self.now == "greylist":
            return "451 4.7.1 Greylisted, come back later"
        if self.now == "refuse":
            return "550 5.1.1 No such mailbox"
        if self.now == "echo":
            told = base64.b64encode(b"\0somebody\0canary-mail").decode()
            return f"550 heard canary-mail and {told}"
        if self.now == "hangup":
            server.transport.abort()
            return "421 gone"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.mails += 1
        (Path(folder) / f"{self.mails}.eml").write_bytes(envelope.content)
        if self.now == "drop":
            server.transport.abort()
        return "250 taken"


def session():
    starttls = {"tls_context": context, "require_starttls": True} if encryption == "starttls" else {}
    return SMTP(
        handler,
        authenticator=log_in,
        auth_required=True,
        auth_require_tls=encryption == "starttls",
        **starttls,
    )


async def serve():
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        session, "127.0.0.1", 0, ssl=context if encryption == "tls" else None
    )
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)


handler = Handler()
asyncio.run(serve())
