"""The browser that looks at the pages sees what goes wrong behind them."""

from tests.screens import Screens, axe, overflows


def test_what_the_policy_blocks_is_noted(screens: Screens) -> None:
    page = screens.open("/sign-in")

    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<p style=\"color:red\">a</p>')")
    page.evaluate("new Image().src = 'https://example.org/x.png'")
    page.wait_for_function("document.images.length >= 0")
    page.reload()

    kinds = {complaint.partition(":")[0] for complaint in screens.watch.complaints}
    screens.watch.complaints.clear()
    assert {"policy", "console"} <= kinds


def test_axe_and_the_ruler_find_what_is_wrong(screens: Screens) -> None:
    page = screens.open("/sign-in", width=360)

    page.evaluate("document.querySelector('label').remove()")
    page.evaluate("document.querySelector('main').style.width = '900px'")

    assert axe(page) != []
    assert overflows(page)
