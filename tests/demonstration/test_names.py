from pathlib import Path
from random import Random

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session
from stdnum.cn import uscc

from matchmaking.core.wording import Name
from matchmaking.demonstration.identifiers import credit_code
from matchmaking.demonstration.names import Naming, slug, spelt, stems
from matchmaking.demonstration.sources import rows, table
from matchmaking.dialogues.models import Dialogue
from matchmaking.enterprises.models import CatalogueItem, Enterprise, Representative
from matchmaking.enterprises.values import UnitType
from matchmaking.expo.models import Hall, Place
from matchmaking.reference.models import HsCode
from matchmaking.reference.services import hs_rows

# Well-known names that an invented enterprise must not bear, in either script.
KNOWN = (Path(__file__).parent / "known_brands.txt").read_text(encoding="utf-8").split()


def test_enterprises_have_a_name_in_both_languages_and_share_it_with_nobody(demo: Session) -> None:
    names = demo.execute(sa.select(Enterprise.name_en, Enterprise.name_zh)).all()
    assert len(names) > 400
    assert all(english.strip() and chinese.strip() for english, chinese in names)
    assert len({english.casefold() for english, _ in names}) == len(names)
    assert len({chinese for _, chinese in names}) == len(names)


@pytest.mark.parametrize("model", [Representative, Dialogue, Hall, Place])
def test_everything_has_a_name_in_both_languages(
    demo: Session, model: type[Representative | Dialogue | Hall | Place]
) -> None:
    lacking = sa.select(model.id).where(sa.or_(model.name_en == "", model.name_zh == ""))
    assert demo.scalars(lacking).all() == []
    spaced = sa.select(model.name_en).where(model.name_en.contains("  "))
    assert demo.scalars(spaced).all() == []


def test_no_invented_enterprise_bears_a_well_known_name(demo: Session) -> None:
    invented = demo.execute(
        sa.select(Enterprise.name_en, Enterprise.name_zh).where(Enterprise.is_invented)
    )
    words = {word for english, chinese in invented for word in [*slug(english).split("-"), chinese]}
    found = [k for k in KNOWN if k in words or any(not k.isascii() and k in word for word in words)]
    assert found == []


def test_what_is_invented_says_so(demo: Session) -> None:
    real = demo.scalars(sa.select(Enterprise.name_en).where(~Enterprise.is_invented)).all()
    assert sorted(real) == [
        "Changan Ford Automobile Co., Ltd.",
        "Chongqing Xiyong Micro-electronics Industrial Park",
        "Qingling Motors Co., Ltd.",
    ]


def test_credit_codes_have_right_check_digits(demo: Session) -> None:
    codes = demo.scalars(
        sa.select(Enterprise.legal_identifier).where(
            Enterprise.territory_code == "CN", Enterprise.is_invented
        )
    ).all()
    assert len(codes) > 150
    assert [code for code in codes if not uscc.is_valid(code or "")] == []
    assert len(set(codes)) == len(codes)


def test_a_credit_code_tells_the_kind_of_unit_and_where_it_is_registered() -> None:
    code = credit_code(Random(1), UnitType.PUBLIC_INSTITUTION, "500103")
    assert code[:8] == "12500103"
    assert uscc.is_valid(code)


def test_names_of_people_follow_their_language() -> None:
    naming = Naming(Random(7))
    assert naming.person("de").zh.count("·") == 1
    assert naming.person("ja").zh.count("·") == 0
    korean = naming.person("ko")
    assert korean.en.split(" ")[0] in {"Kim", "Park", "Choi", "Jung", "Yoon", "Han", "Seo", "Kwon"}


def test_pinyin_and_addresses_are_plain() -> None:
    assert spelt("澜川") == "Lanchuan"
    assert slug("Élodie O'Rourke") == "elodie-o-rourke"


def test_an_enterprise_name_is_given_once() -> None:
    naming = Naming(Random(7))
    assert naming.claim(Name("Waldkrone Drives GmbH", "瓦尔德克传动有限公司"))
    assert not naming.claim(Name("waldkrone drives gmbh", "别的名字"))


def test_every_stem_is_used_by_one_language_only() -> None:
    listed = [stem.en for language in table("names") for stem in stems(language)]
    assert len(set(listed)) == len(listed)


def test_goods_have_codes_of_the_harmonised_system() -> None:
    known = {row["code"] for row in hs_rows()}
    assert [row for row in rows("goods") if row["hs"] and row["hs"] not in known] == []


def test_offers_and_needs_are_coded(demo: Session) -> None:
    coded = sa.select(sa.func.count()).select_from(CatalogueItem).join(HsCode)
    assert (demo.scalar(coded) or 0) > 500
