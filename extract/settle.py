"""Settle one entry of `nianbao review`: a label by a row of labels.csv, a value by a row of decisions.csv."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from extract.codebook import SCHEMA
from extract.decide import decisions
from extract.errors import DecisionError
from extract.review import Doubt, Open, accept


@dataclass(frozen=True, slots=True)
class Answer:
    """What a person says: the code or the value, who says it, and why."""

    meaning: str | None = None
    author: str | None = None
    reason: str | None = None


def settle(name: str, labels: Sequence[Open], doubts: Sequence[Doubt], answer: Answer, archive: Path) -> str:
    """Write down an answer to the entry of that id; what was written, in a sentence. DecisionError if it cannot be."""
    for label in labels:
        if label.id == name:
            return _label(label, answer)
    for doubt in doubts:
        if doubt.id == name:
            return _value(doubt, answer, archive)
    raise DecisionError(f"{name}: there is no such entry; `nianbao review` lists them with their ids")


def _label(label: Open, answer: Answer) -> str:
    if not answer.meaning:
        raise DecisionError(f"{label.id}: say with --as which code `{label.label}` stands for")
    entry = accept(SCHEMA, label, answer.meaning)
    return f"{SCHEMA / 'labels.csv'}: `{entry.label}` is {entry.code} in form {entry.form}; now run `nianbao recode`"


def _value(doubt: Doubt, answer: Answer, archive: Path) -> str:
    if not answer.author or not answer.reason:
        raise DecisionError(f"{doubt.id}: a decision needs --by and --reason")
    try:
        decision = decisions.Decision(
            report=doubt.report, kind="value", subject=doubt.fact, value=answer.meaning or doubt.value,
            author=answer.author, date=date.today().isoformat(), reason=answer.reason,
        )  # fmt: skip
    except ValueError as error:
        raise DecisionError(f"{doubt.id}: {error}") from None
    file = decisions.path(archive)
    decisions.add(file, decision)
    return f"{file}: {doubt.fact} is {decision.value}; now run `nianbao recode`"
