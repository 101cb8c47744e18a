"""The browser that looks at the pages sees what goes wrong behind them."""

from tests.screens import Screens, axe, overflows

WAITS = 3000


def test_what_the_policy_blocks_is_noted(screens: Screens) -> None:
    page = screens.open("/sign-in")

    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<p style=\"color:red\">a</p>')")
    page.evaluate("new Image().src = 'https://example.org/x.png'")
    missing = {"policy", "console"}
    for _ in range(WAITS):
        missing -= {complaint.partition(":")[0] for complaint in screens.watch.complaints}
        if not missing:
            break
        page.wait_for_timeout(20)  # the browser tells of them in its own time

    screens.close()
    screens.watch.complaints.clear()  # no more of them can come
    assert not missing


def test_axe_and_the_ruler_find_what_is_wrong(screens: Screens) -> None:
    page = screens.open("/sign-in", width=360)

    page.evaluate("document.querySelector('label').remove()")
    page.evaluate("document.querySelector('main').style.width = '900px'")

    assert axe(page) != []
    assert overflows(page)
