"""A request that a public instance does not answer: why, in both languages, and when to come again."""

from typing import Any


class Refused(Exception):
    """No page of ours: whoever is refused is told in one line, which costs next to nothing."""

    def __init__(self, status: int, zh: str, en: str, **headers: str):
        super().__init__(en)
        self.status = status
        self.text = f"{zh}\n{en}\n"
        self.headers = headers

    async def answer(self, send: Any) -> None:
        """Say so. The connection ends: what is left of the request is not read."""
        body = self.text.encode()
        told = {"content-type": "text/plain; charset=utf-8", "content-length": str(len(body)), "connection": "close"}
        told |= {name.replace("_", "-"): value for name, value in self.headers.items()}
        raw = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in told.items()]
        await send({"type": "http.response.start", "status": self.status, "headers": raw})
        await send({"type": "http.response.body", "body": body})


def again(status: int, zh: str, en: str, seconds: int = 5) -> Refused:
    """A refusal that passes."""
    return Refused(status, zh, en, retry_after=str(seconds))
