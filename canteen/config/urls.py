"""Where every address leads."""

from django.urls import URLPattern, URLResolver, include, path
from django.views.i18n import set_language

from canteen import views as canteen_views
from canteen.config import inspection
from canteen.config.api import api_urls, no_such_address
from canteen.config.clerk_urls import CLERK_PAGES
from canteen.config.docs import api_page
from canteen.config.import_urls import IMPORT_PAGES
from kiosk import views as kiosk_views
from ordering import views as ordering_views
from settlement import views as settlement_views

DEVICE_PAGES = [
    path("", kiosk_views.check_in, name="check-in"),
    path("enrol", kiosk_views.enrol, name="enrol"),
]
MEAL_PAGES = [
    path("meals", ordering_views.meals, name="meals"),
    path("meals/list", ordering_views.listed, name="list"),
    path("meals/registration", ordering_views.register, name="register"),
    path("meals/copies", ordering_views.copy, name="copy"),
    path("meals/publications", ordering_views.publish_all, name="publish-all"),
    path("meals/menu", ordering_views.menu, name="menu"),
    path("meals/<uuid:meal_id>/publication", ordering_views.publish, name="publish"),
    path("meals/<uuid:meal_id>/withdrawal", ordering_views.withdraw, name="withdraw"),
]
COUNTER_PAGES = [
    path("counter", kiosk_views.counter.start, name="start"),
    path("counter/<uuid:canteen_id>", kiosk_views.counter.desk, name="desk"),
    path("counter/<uuid:canteen_id>/found", kiosk_views.counter.found, name="found"),
    path("counter/<uuid:canteen_id>/today", kiosk_views.counter.today, name="today"),
    path("counter/<uuid:canteen_id>/holds", kiosk_views.counter_holds.holds, name="holds"),
    path("counter/<uuid:canteen_id>/search", kiosk_views.counter_sought.seek, name="seek"),
    path("counter/<uuid:canteen_id>/entry", kiosk_views.counter_acts.entry, name="entry"),
    path("counter/<uuid:canteen_id>/serving", kiosk_views.counter_acts.serve, name="serve"),
    path("counter/<uuid:canteen_id>/guest", kiosk_views.counter_acts.guest, name="guest"),
    path("counter/<uuid:canteen_id>/undo", kiosk_views.counter_acts.take_back, name="undo"),
    path("counter/<uuid:canteen_id>/dismissal", kiosk_views.counter_acts.dismiss, name="dismiss"),
    path("counter/<uuid:canteen_id>/confirmation", kiosk_views.counter_acts.confirm, name="confirm"),
    path("counter/<uuid:canteen_id>/cash", kiosk_views.counter_cash.cash, name="cash"),
    path("counter/<uuid:canteen_id>/back", kiosk_views.counter_cash.back, name="back"),
    path("counter/<uuid:canteen_id>/shift", kiosk_views.counter_cash.shift, name="shift"),
    path("counter/<uuid:canteen_id>/shift/opening", kiosk_views.counter_cash.begin, name="begin"),
    path("counter/<uuid:canteen_id>/shift/count", kiosk_views.counter_cash.end, name="end"),
]
MONTH_PAGES = [
    path("months", settlement_views.months, name="months"),
    path("months/<uuid:books_id>", settlement_views.statement, name="statement"),
    path("months/<uuid:books_id>/meals", settlement_views.meals, name="meals"),
    path("months/<uuid:books_id>/meals/<uuid:entry_id>", kiosk_views.meal, name="meal"),
    path("months/<uuid:books_id>/meals/<uuid:entry_id>/holds", kiosk_views.hold_share, name="hold"),
    path(
        "months/<uuid:books_id>/meals/<uuid:entry_id>/holds/<uuid:hold_id>/clearing",
        kiosk_views.clear_hold,
        name="clear",
    ),
    path("months/<uuid:books_id>/meals/<uuid:entry_id>/holds/<uuid:hold_id>/swap", kiosk_views.swap, name="swap"),
    path("months/<uuid:books_id>/payers/<str:payer>", settlement_views.payer, name="payer"),
    path("months/<uuid:books_id>/signing", kiosk_views.signing, name="signing"),
    path("months/<uuid:books_id>/submission", kiosk_views.submit, name="submit"),
    path("months/<uuid:books_id>/approval", settlement_views.approve, name="approve"),
    path("months/<uuid:books_id>/withdrawal", settlement_views.withdraw, name="withdraw"),
    path("months/<uuid:books_id>/questions", settlement_views.question, name="question"),
    path("months/<uuid:books_id>/questions/<uuid:question_id>/answer", settlement_views.answer, name="answer"),
    path("months/<uuid:books_id>/workbook", kiosk_views.workbook, name="workbook"),
]
HOLD_PAGES = [path("holds", settlement_views.holds, name="list")]
SHIFT_PAGES = [
    path("shifts", settlement_views.shifts, name="list"),
    path("shifts/<uuid:shift_id>", settlement_views.shift, name="shift"),
    path("shifts/<uuid:shift_id>/closing", settlement_views.close, name="close"),
]
FUND_PAGES = [
    path("funds", settlement_views.fund_list, name="funds"),
    path("funds/advances", settlement_views.advances, name="advances"),
    path("funds/advances/proposals", settlement_views.propose, name="propose"),
    path("funds/advances/<uuid:netting_id>/agreement", settlement_views.agree, name="agree"),
    path("funds/advances/<uuid:netting_id>/withdrawal", settlement_views.take_back, name="take-back"),
    path("funds/<uuid:fund_id>", settlement_views.fund, name="fund"),
    path("funds/<uuid:fund_id>/role", settlement_views.fund_role, name="role"),
]
POLICY_PAGES = [
    path("policies", settlement_views.policy_list, name="policies"),
    path("policies/new", settlement_views.policy_new, name="new"),
    path("policies/look", settlement_views.policy_look, name="look"),
    path("policies/<uuid:policy_id>", settlement_views.policy, name="policy"),
    path("policies/<uuid:policy_id>/notice", settlement_views.policy_notice, name="notice"),
    path("policies/<uuid:policy_id>/edit", settlement_views.policy_edit, name="edit"),
    path("policies/<uuid:policy_id>/check", settlement_views.policy_check, name="check"),
    path("policies/<uuid:policy_id>/back", settlement_views.policy_back, name="back"),
    path("policies/<uuid:policy_id>/withdrawal", settlement_views.policy_withdraw, name="withdraw"),
    path("policies/<uuid:policy_id>/approval", settlement_views.policy_approve, name="approve"),
    path("policies/<uuid:policy_id>/end", settlement_views.policy_end, name="end"),
]
TRIAL_PAGES = [
    path("trials", settlement_views.trials, name="list"),
    path("policies/<uuid:policy_id>/trial", settlement_views.trial_new, name="new"),
    path("trials/<uuid:trial_id>", settlement_views.trial, name="trial"),
    path("trials/<uuid:trial_id>/progress", settlement_views.trial_progress, name="progress"),
    path("trials/<uuid:trial_id>/cancellation", settlement_views.trial_cancel, name="cancel"),
    path("trials/<uuid:trial_id>/workbook", settlement_views.trial_workbook, name="workbook"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/docs", api_page, name="api-page"),
    path("api/v1/", api_urls),
    path("api/v1/<path:rest>", no_such_address, name="no-such-address"),
    path("", canteen_views.desk, name="desk"),
    path("login", canteen_views.login, name="login"),
    path("logout", canteen_views.logout, name="logout"),
    path("language", set_language, name="language"),
    path("me", canteen_views.me, name="me"),
    path("me/password", canteen_views.password, name="password"),
    path("me/sessions", canteen_views.sessions, name="sessions"),
    path("password/lost", canteen_views.password_lost, name="password-lost"),
    *CLERK_PAGES,
    *IMPORT_PAGES,
    path("", include((MEAL_PAGES, "meals"))),
    path("", include((COUNTER_PAGES, "counter"))),
    path("", include((MONTH_PAGES, "months"))),
    path("", include((HOLD_PAGES, "holds"))),
    path("", include((SHIFT_PAGES, "shifts"))),
    path("", include((FUND_PAGES, "funds"))),
    path("", include((POLICY_PAGES, "policies"))),
    path("", include((TRIAL_PAGES, "trials"))),
    path("kiosk/", include((DEVICE_PAGES, "kiosk"))),
    path("admin/", inspection.site().urls),
]

# What the server itself says no with.
handler400 = "canteen.config.problem_pages.unreadable"
handler403 = "canteen.config.problem_pages.forbidden"
handler404 = "canteen.config.problem_pages.not_found"
handler500 = "canteen.config.problem_pages.broken"
