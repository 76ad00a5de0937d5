"""The tables of the sandbox's own database."""

from sqlalchemy import MetaData
from sqlalchemy.orm import DeclarativeBase

from shared.machinery import NAMING


class Base(DeclarativeBase):
    """What the sandbox keeps; apart from the machinery's tables."""

    metadata = MetaData(naming_convention=NAMING)
