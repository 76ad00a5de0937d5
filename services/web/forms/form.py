"""A form that was filled in: what was typed stands again beside what is wrong with it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from shared.http.client import ApiProblem


@dataclass(frozen=True)
class Form:
    """What stands in the fields of a form, which of them are wrong, and why the whole was refused.

    `faults`: a fault by the name of its field, in words that the template knows or, unknown to it, any;
    `refused`: the name of a reason that concerns no field; `marked`: the words of each faulty field that was shown, by
    where it stands.
    """

    given: Mapping[str, str] = field(default_factory=dict)
    faults: Mapping[str, str] = field(default_factory=dict)
    refused: str | None = None
    marked: dict[str, str] = field(default_factory=dict, compare=False)

    def value(self, name: str) -> str:
        """What was typed there."""
        return self.given.get(name, "")

    def texts(self, name: str, tags: Iterable[str]) -> dict[str, str]:
        """A text in several languages from the fields `title.nb`, `title.ar`; what is empty is left out."""
        found = {tag: self.value(f"{name}.{tag}").strip() for tag in tags}
        return {tag: text for tag, text in found.items() if text}

    def fault(self, name: str, words: str, place: str | None = None) -> str | None:
        """What is wrong with a field that is being shown; a faulty one is then among `marked`."""
        if name in self.faults:
            self.marked[place or name] = words
        return self.faults.get(name)

    @property
    def is_good(self) -> bool:
        return not self.faults and self.refused is None

    @property
    def status(self) -> int:
        """The HTTP status of a page that shows it."""
        return 200 if self.is_good else 422

    def with_faults(self, names: Iterable[str] | Mapping[str, str]) -> "Form":
        """The same with these fields marked."""
        added = names if isinstance(names, Mapping) else dict.fromkeys(names, "wrong")
        return replace(self, faults={**self.faults, **added})

    def refused_as(self, reason: str) -> "Form":
        """The same refused for a reason that concerns no field."""
        return replace(self, refused=reason)

    def refused_by(self, problem: ApiProblem, fields: Mapping[str, str] | None = None) -> "Form":
        """The same as a service refused it: 422 marks fields, 409 and 412 refuse the whole; anything else is raised.

        `fields` says in which field of the form a field of the service's body (`contact.phone`) stands, where its last
        part is not that field's name.
        """
        if problem.status in (409, 412):
            return replace(self, refused="changed" if problem.status == 412 else "conflict")
        if problem.status != 422:
            raise problem
        named = {(fields or {}).get(path, path.rpartition(".")[2]) for path in problem.errors}
        known = named & set(self.given)
        return replace(self.with_faults(known), refused=None if known else "refused")
