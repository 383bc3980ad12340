"""Asking a model: the only room that knows openai, httpx2 and tenacity."""

from segreport.llm.connecting import Complete, Message, Messages, Reply, connect
from segreport.llm.previewing import Sent, preview
from segreport.llm.reading import parse_reply

__all__ = [
    "Complete",
    "Message",
    "Messages",
    "Reply",
    "Sent",
    "connect",
    "parse_reply",
    "preview",
]
