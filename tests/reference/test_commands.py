from flask import Flask
from sqlalchemy.orm import Session

from matchmaking.reference.models import Territory


def test_the_lists_are_loaded_and_a_region_renamed(app: Flask, session: Session) -> None:
    runner = app.test_cli_runner()

    loaded = runner.invoke(args=["reference", "load"])
    renamed = runner.invoke(args=["reference", "rename", "de", "Germany (FR)", "德国"])
    unknown = runner.invoke(args=["reference", "rename", "XX", "Nowhere", "无"])

    assert loaded.output == "6936 HS codes, 249 countries and regions.\n"
    assert renamed.output == "DE is now called Germany (FR), 德国.\n"
    assert session.get_one(Territory, "DE").name_en == "Germany (FR)"
    assert (unknown.exit_code, unknown.output) == (
        1,
        "Error: No country or region has the code XX.\n",
    )
