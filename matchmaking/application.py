"""create_app: the only module that knows every slice."""

from flask import Blueprint, Flask
from flask_compress import Compress

from matchmaking import cli
from matchmaking.accounts import access, views as accounts_views
from matchmaking.agenda import views as agenda_views
from matchmaking.api import models as api_models, openapi
from matchmaking.api.views import API_BLUEPRINTS
from matchmaking.audit import models as audit_models
from matchmaking.config import ROOT, Environment, Settings
from matchmaking.core.clock import set_clock
from matchmaking.dashboards import views as dashboards_views
from matchmaking.delegations import views as delegations_views
from matchmaking.dialogues import models as dialogues_models, views as dialogues_views
from matchmaking.enterprises import views as enterprises_views
from matchmaking.expo import views as expo_views
from matchmaking.expo.intake import announced
from matchmaking.intentions import views as intentions_views
from matchmaking.meetings import models as meetings_models, views as meetings_views
from matchmaking.migrating import newest_revision, setup_migrations
from matchmaking.navigation import setup_navigation
from matchmaking.notifications import models as notifications_models, views as notifications_views
from matchmaking.people import views as people_views
from matchmaking.reference import views as reference_views
from matchmaking.timetables import models as timetables_models, views as timetables_views
from matchmaking.web import styleguide
from matchmaking.web.access import deny_undeclared
from matchmaking.web.catalogues import compile_if_stale
from matchmaking.web.errors import setup_errors
from matchmaking.web.expired_forms import FormProtection, setup_expired_forms
from matchmaking.web.language import setup_language
from matchmaking.web.observability import setup_observability
from matchmaking.web.security import setup_security
from matchmaking.web.session import setup_database
from matchmaking.web.static_files import setup_assets
from matchmaking.web.templating import PageEnvironment, setup_templating
from matchmaking.web.urls import setup_urls, trust_proxies

BLUEPRINTS: tuple[Blueprint, ...] = (
    accounts_views.blueprint,
    agenda_views.blueprint,
    dashboards_views.blueprint,
    delegations_views.blueprint,
    dialogues_views.blueprint,
    enterprises_views.blueprint,
    expo_views.blueprint,
    intentions_views.blueprint,
    meetings_views.blueprint,
    notifications_views.blueprint,
    people_views.blueprint,
    reference_views.blueprint,
    timetables_views.blueprint,
)
# Slices whose tables must be known although nothing above imports them yet.
MODELS = (
    api_models,
    audit_models,
    dialogues_models,
    meetings_models,
    notifications_models,
    timetables_models,
)
csrf = FormProtection()


def create_app(settings: Settings | None = None) -> Flask:
    """Build the application from its settings, by default those of the environment."""
    settings = settings or Settings.from_environment()
    app = Flask(
        "matchmaking",
        root_path=str(ROOT / "matchmaking"),
        template_folder=str(ROOT / "templates"),
        static_folder="web/static",
        static_url_path="/static",
    )
    app.jinja_environment = PageEnvironment
    app.config["TESTING"] = settings.environment is Environment.TESTING
    app.extensions["settings"] = settings
    set_clock(settings.now)
    _setup_ground(app, settings)
    _setup_people(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    openapi.setup_api(app, API_BLUEPRINTS)
    for blueprint in API_BLUEPRINTS:
        csrf.exempt(blueprint)  # a bearer token can't be forged by another site
    csrf.exempt(notifications_views.stop)  # mail programs send it; the address itself is signed
    if not settings.is_production:
        app.register_blueprint(styleguide.blueprint)
    cli.setup_commands(app)
    return app


def _setup_ground(app: Flask, settings: Settings) -> None:
    settings.instance.mkdir(parents=True, exist_ok=True)
    trust_proxies(app, settings.proxies)
    setup_urls(app)
    setup_security(app, settings)
    setup_database(app, settings)
    setup_migrations(app)
    if not settings.is_production:
        compile_if_stale()
    setup_language(app)
    setup_templating(app)
    setup_assets(app)
    setup_errors(app)
    setup_observability(app, settings, newest_revision)
    Compress(app)


def _setup_people(app: Flask) -> None:
    csrf.init_app(app)
    setup_expired_forms(app)
    deny_undeclared(app)
    access.setup_sign_in(app)
    setup_navigation(app)
    # The page on which one signs in knows no editions.
    app.extensions["announced"] = announced
