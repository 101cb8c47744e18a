"""Every component in every state on one page, for those who build the pages (development only)."""

from datetime import UTC, date, datetime
from typing import Any

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from wtforms import (
    BooleanField,
    DateField,
    DecimalField,
    EmailField,
    FileField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.validators import Length

from matchmaking.core.money import Money
from matchmaking.core.wording import Name
from matchmaking.web.access import public
from matchmaking.web.destinations import drawn
from matchmaking.web.forms import BaseForm, Filled, choices
from matchmaking.web.queries import Page

blueprint = Blueprint("styleguide", __name__, url_prefix="/styleguide")

KINDS = choices((word.lower(), word) for word in ("Contract", "Framework agreement", "MoU"))
LANGUAGES_SPOKEN = choices(
    (word.lower(), word) for word in ("English", "中文", "Deutsch", "Português")
)
SITES = choices([("on", "At the expo"), ("off", "Elsewhere")])


class SampleForm(BaseForm):
    """A form with a field of each kind."""

    title = StringField("Title", [Filled(), Length(max=80)])
    email = EmailField("E-mail address", [Filled()])
    password = PasswordField("Password", [Filled()])
    value = DecimalField("Full value", [Filled()])
    signed_on = DateField("Signed on", [Filled()])
    starts_at = TimeField("Starts at")
    kind = SelectField("Kind", choices=KINDS)
    spoken = SelectMultipleField("Languages", choices=LANGUAGES_SPOKEN)
    site = RadioField("Where was it signed?", choices=SITES)
    has_lunch = BooleanField("We serve lunch")
    remarks = TextAreaField("Remarks")
    evidence = FileField("Signed document")
    hs_code = StringField("HS code")


FRAME: dict[str, Any] = {
    "viewer": {
        "name": "Li Wen",
        "hat_label": "Delegation lead · Chongqing",
        "hats": [
            {"label": "Delegation lead · Chongqing", "url": "#", "current": True},
            {"label": "Team member · Adler Getriebe", "url": "#", "current": False},
        ],
    },
}
DESTINATIONS = [
    {
        "label": label,
        "label_other": other,
        "url": address,
        "icon": icon,
        "current": "page" if address == "/styleguide/" else "",
        "badge": badge,
        "tab": is_tab,
    }
    for label, other, address, icon, badge, is_tab in (
        ("Today", "今日", "/styleguide/", "home", None, True),
        ("Partners", "企业名录", "/styleguide/phone", "search", None, True),
        ("Programme", "活动", "/styleguide/dashboard", "calendar-event", None, True),
        ("Meetings", "洽谈", "/styleguide/wall", "messages", 2, False),
        ("Intentions", "采购意向", "/styleguide/wall", "signature", 12, True),
    )
]


def filled_form(*, wrong: bool) -> SampleForm:
    """Return the sample form, either as it is first seen or with everything wrong."""
    form = SampleForm(
        formdata=None,
        prefix="wrong-" if wrong else "",
        meta={"csrf": False},
        title="Gearbox housings for the CX series",
        kind="framework agreement",
        site="on",
        spoken=["english", "中文"],
        signed_on=date(2019, 11, 8),
    )
    if wrong:
        for field in form:
            field.errors = [f"“{field.label.text}” breaks a rule, which is named here."]
    return form


def sample_page() -> Page[Any]:
    """Return the middle of a long list."""
    return Page(rows=list(range(25)), number=3, size=25, total=3412)


@blueprint.get("/")
@public
def index() -> ResponseReturnValue:
    """Show all components."""
    return render_template(
        "styleguide/index.html",
        form=filled_form(wrong=False),
        wrong=filled_form(wrong=True),
        page=sample_page(),
        money=Money(61_810_000_000, "USD"),
        name=Name("Changan Ford Automobile", "长安福特汽车有限公司"),
        moment=datetime(2019, 11, 8, 6, 30, tzinfo=UTC),
        options=CURVE,
        map_options=TREE,
        **FRAME,
        links=drawn(DESTINATIONS),
    )


@blueprint.get("/options")
@public
def options() -> ResponseReturnValue:
    """Answer the sample typeahead."""
    return render_template("styleguide/options.html")


@blueprint.get("/phone")
@public
def phone() -> ResponseReturnValue:
    """Show what an exhibitor sees first, as a page of the real frame."""
    return render_template("styleguide/phone.html", links=drawn(DESTINATIONS), **FRAME)


@blueprint.get("/dashboard")
@public
def dashboard() -> ResponseReturnValue:
    """Show a delegation's figures, as a page of the real frame."""
    return render_template(
        "styleguide/dashboard.html",
        options=CURVE,
        map_options=TREE,
        links=drawn(DESTINATIONS),
        **FRAME,
    )


@blueprint.get("/wall")
@public
def wall() -> ResponseReturnValue:
    """Show the wall screen."""
    return render_template("styleguide/wall.html")


CURVE: dict[str, Any] = {
    "grid": {"left": 44, "right": 88, "top": 16, "bottom": 26},
    "tooltip": {"trigger": "axis"},
    "xAxis": {
        "type": "category",
        "boundaryGap": False,
        "data": ["5 Nov", "6", "7", "8", "9", "10"],
    },
    "yAxis": {"type": "value", "splitNumber": 4},
    "series": [
        {
            "type": "line",
            "name": "2018",
            "data": [53, 178, 349, 523, 609, 677],
            "symbol": "none",
            "lineStyle": {"color": "var(--ink-3)", "width": 1.5, "type": "dashed"},
            "itemStyle": {"color": "var(--ink-3)"},
            "endLabel": {"show": True, "formatter": "2018 · 677", "color": "var(--ink-3)"},
        },
        {
            "type": "line",
            "name": "2019",
            "data": [82, 251, 488, 618.1, None, None],
            "symbol": "circle",
            "symbolSize": 7,
            "lineStyle": {"color": "var(--seal)", "width": 3},
            "itemStyle": {"color": "var(--seal)"},
            "areaStyle": {"color": "var(--seal-soft)"},
        },
    ],
}

TREE: dict[str, Any] = {
    "series": [
        {
            "type": "treemap",
            "roam": False,
            "nodeClick": False,
            "breadcrumb": {"show": False},
            "left": 0,
            "right": 0,
            "top": 0,
            "bottom": 0,
            "itemStyle": {"gapWidth": 2, "borderColor": "var(--paper)"},
            "label": {"formatter": "{b}\n{c}", "fontSize": 12, "color": "var(--paper)"},
            "data": [
                {"name": name, "value": value, "itemStyle": {"color": f"var(--{colour})"}}
                for name, value, colour in (
                    ("Germany 德国", 172.1, "seal"),
                    ("Japan 日本", 123.0, "indigo"),
                    ("United States 美国", 84.2, "pine"),
                    ("Brazil 巴西", 61.5, "ochre"),
                    ("Sweden 瑞典", 45.3, "plum"),
                    ("Thailand 泰国", 33.0, "teal"),
                    ("21 others", 99.0, "stone"),
                )
            ],
        }
    ],
}
