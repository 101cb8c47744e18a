"""``make bench``: everything in one run, on SQLite and on PostgreSQL."""

import tempfile
from pathlib import Path

from bench import bookings, ledger, streams, web
from bench.databases import databases
from bench.fair import lay_out


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder, databases(Path(folder)) as found:
        for name, url in found:
            print(f"\n{name}: over HTTP, {web.CLIENTS} clients, median of {web.ROUNDS} rounds")
            people = lay_out(url, folder)
            web.measure(url, people)
            print(f"\n{name}: bookings, median of {bookings.ROUNDS} rounds")
            bookings.measure(url)
            print(f"\n{name}: open dashboards")
            streams.measure(url, people)
    ledger.main()


if __name__ == "__main__":
    main()
