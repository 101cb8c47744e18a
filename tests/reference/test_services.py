import re
from collections import Counter

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaking.core.errors import NotFoundError
from matchmaking.core.wording import Name
from matchmaking.reference.models import HsCode, Territory
from matchmaking.reference.services import (
    hs_rows,
    load_hs_codes,
    load_reference,
    load_territories,
    rename_territory,
    territory_rows,
)
from matchmaking.reference.sources import trade_words


def test_the_lists_have_as_many_rows_as_published() -> None:
    digits = Counter(len(row["code"]) for row in hs_rows())

    assert digits == {2: 96, 4: 1228, 6: 5612}
    assert len(list(territory_rows())) == 249


def test_every_code_stands_below_a_code_there_is() -> None:
    rows = {row["code"]: row for row in hs_rows()}

    orphans = {code for code, row in rows.items() if row["parent"] not in {None, *rows}}

    assert orphans == set()
    assert {code for code, row in rows.items() if row["parent"] is None} == {
        code for code in rows if len(code) == 2
    }


def test_no_text_is_cut_off_or_broken() -> None:
    broken = {
        row["code"]: row["name_en"]
        for row in hs_rows()
        if not row["name_en"]
        or len(row["name_en"]) == 255
        or row["name_en"].count("(") != row["name_en"].count(")")
        or row["name_en"][-1] in ",; "
        or re.search(r"\ufffd|[\x00-\x1f]|&[a-z]+;", row["name_en"])
    }

    assert broken == {}


def test_every_chapter_has_a_chinese_title_and_nothing_else_has() -> None:
    chinese = {row["code"] for row in hs_rows() if row["name_zh"]}

    assert chinese == {row["code"] for row in hs_rows() if len(row["code"]) == 2}
    assert all(
        re.search(r"[\u4e00-\u9fff]", row["name_zh"]) and "?" not in row["name_zh"]
        for row in hs_rows()
        if row["name_zh"]
    )


def test_every_territory_is_named_in_both_languages() -> None:
    unnamed = {
        row["code"]
        for row in territory_rows()
        if not row["name_en"] or not re.search(r"[\u4e00-\u9fff]", row["name_zh"])
    }

    assert unnamed == set()


def test_every_everyday_word_leads_to_a_code() -> None:
    codes = {row["code"] for row in hs_rows()}

    assert {code for code, _words in trade_words()} - codes == set()


def test_loading_again_changes_nothing_and_puts_texts_right(session: Session) -> None:
    load_hs_codes(session)
    session.execute(sa.update(HsCode).where(HsCode.code == "8708").values(name_en="Wrong"))

    load_hs_codes(session)

    assert session.scalar(sa.select(sa.func.count()).select_from(HsCode)) == 6936
    assert session.get_one(HsCode, "8708").name_en.startswith("Motor vehicles; parts")


def test_a_name_the_organiser_chose_survives_loading(session: Session) -> None:
    load_territories(session)

    rename_territory(session, "de", Name("Germany (Federal Republic)", "德国"))
    counts = load_reference(session)

    assert session.get_one(Territory, "DE").name_en == "Germany (Federal Republic)"
    assert counts == {"hs_codes": 6936, "territories": 249}


def test_an_unknown_territory_cannot_be_renamed(session: Session) -> None:
    with pytest.raises(NotFoundError):
        rename_territory(session, "XX", Name("Nowhere", "无"))
