"""What is compiled before anybody needs it."""

import subprocess
import sys


def test_what_is_compiled_beforehand_is_all_there_is_to_compile() -> None:
    script = """
from matchmaking.scheduling import hearing, hours, kempe, warming
warming.compile_now()
for function in (hearing.hear, hours.settle, hours.walk, kempe.total_cost, kempe.anneal):
    print(function.__name__, len(function.signatures))
"""

    result = subprocess.run(  # noqa: S603 - ours
        [sys.executable, "-c", script], check=True, capture_output=True, text=True
    )

    names = ("hear", "settle", "walk", "total_cost", "anneal")
    assert result.stdout.split() == [word for name in names for word in (name, "1")]
