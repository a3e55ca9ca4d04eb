"""What goes wrong on paper is seen: each fault that a printed page could have, on a page that has all of them."""

import pytest
from playwright.sync_api import Browser

from tests.browser.looking import LOOK, spoilt_on_paper

pytestmark = pytest.mark.sqlite

SPOILT = """<!doctype html><html lang="en"><title>x</title><style>
@media print { .gone { display: none } thead, tfoot { display: table-row-group } .foot { display: table-footer-group } }
</style><main>
<nav>doors</nav><button>press</button><select><option>one</select>
<p style="width: 900px">a long line</p>
<div style="width: 100px; overflow: auto"><div style="width: 300px">beside</div></div>
<pre style="height: 20px; overflow: hidden">one\ntwo\nthree</pre>
<section style="height: 1200px; break-inside: avoid">a long card</section>
<details><summary>more</summary><p>unseen</p></details>
<table><thead><tr><th>heading</th></tr></thead><tbody><tr><td class="gone">a figure</td></tr></tbody>
<tfoot class="foot"><tr><td>sum</td></tr></tfoot></table></main>"""
MEND = """h1 { font-size: 1rem }
@media print { nav, button, select { display: none } .gone { display: table-cell } thead { display: table-header-group }
.foot { display: table-row-group } tr { break-inside: avoid } p, div { width: auto !important }
* { overflow: visible !important } pre { height: auto !important } section { break-inside: auto !important }
details::details-content { content-visibility: visible } }"""
FAULTS = {
    "to be pressed: main>nav",
    "to be pressed: main>button",
    "to be pressed: main>select",
    "wider than the sheet: main>p",
    "cut off: main>div",
    "cut off: main>pre",
    "kept together, and longer than a sheet: main>section",
    "folded: main>details",
    "a heading that stands once: main>table>thead",
    "a row that may be cut: table>thead>tr",
    "left out: tbody>tr>td.gone",
    "a sum on every sheet: main>table>tfoot.foot",
    "no sheet says what it is",
    "no sheet says when it was so",
}


def test_each_fault_of_a_printed_page_is_told(browser: Browser) -> None:
    tab = browser.new_page(viewport={"width": 1440, "height": 900})
    tab.set_content(SPOILT)
    tab.evaluate(f"({LOOK})()")
    told = {fault.partition(" “")[0] for fault in spoilt_on_paper(tab)}
    assert FAULTS - told == set()
    tab.add_style_tag(content=MEND)
    tab.evaluate(
        "document.querySelector('main').insertAdjacentHTML('afterbegin', '<p id=made>2026-11-20 11:05</p><h1>x</h1>')"
    )
    assert spoilt_on_paper(tab) == []
    assert tab.viewport_size == {"width": 1440, "height": 900}
    tab.close()
