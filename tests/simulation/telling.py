"""How the story of a seed is told."""

from tests.simulation.play import Played


def told(played: Played) -> str:
    """What happened, what it broke, and how to play it again."""
    broken = [f"BROKEN  {violation}" for violation in played.violations]
    again = f"Again: make simulate FROM={played.seed} SEEDS=1"
    return "\n".join([f"\nSeed {played.seed} ({played.way}):", *played.story, *broken, again])
