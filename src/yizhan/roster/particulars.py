"""What a roster says of one person, as it is sealed."""

from pydantic import BaseModel, ConfigDict

from yizhan.people.identity import Identity


class Particulars(BaseModel):
    """One person of a roster; `raw` holds the cells as they were written, by the letters of their columns."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    identity: Identity
    party: str = ""
    guardian: str = ""
    room: str = ""
    needs: tuple[str, ...] = ()
    raw: dict[str, str] = {}
