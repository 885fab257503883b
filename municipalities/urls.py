"""Logging in, the user's unit, the directory, its people, and pages about the service."""

from django.urls import path

from municipalities.views import about, assignments, catalogue, directory, people, session
from municipalities.views.accounts import account, invitations, login

app_name = "municipalities"
urlpatterns = [
    path("", assignments.home, name="home"),
    path("logga-in/", login.log_in, name="login"),
    path("logga-in/klart/", login.logged_in, name="logged-in"),
    path("logga-in/tjanst/<slug:service>/", login.identity, name="identity"),
    path("logga-in/tjanst/<slug:service>/tillbaka/", login.identity_callback, name="identity-callback"),
    path("logga-ut/", login.log_out, name="logout"),
    path("demonstration/", assignments.demonstration, name="demonstration"),
    path("inbjudan/<int:user_id>/<str:token>/", invitations.invitation, name="invitation"),
    path("inbjudan/losenord/", invitations.password, name="invitation-password"),
    path("inbjudan/andra-steg/", invitations.factor, name="invitation-factor"),
    path("inbjudan/andra-steg/app/", invitations.app, name="invitation-app"),
    path("inbjudan/andra-steg/nyckel/", invitations.passkey, name="invitation-passkey"),
    path("inloggning/", account.account, name="account"),
    path("inloggning/losenord/", account.password, name="account-password"),
    path("inloggning/app/", account.app, name="account-app"),
    path("inloggning/nyckel/", account.passkey, name="account-passkey"),
    path(
        "inloggning/andra-steg/<int:factor_id>/ta-bort/", account.remove_factor, name="account-remove-factor"
    ),
    path("inloggning/reservkoder/", account.recovery_codes, name="account-recovery-codes"),
    path("inloggning/logga-ut-overallt/", account.log_out_everywhere, name="log-out-everywhere"),
    path("inloggning/kvar/", session.state, name="session-state"),
    path("inloggning/fortsatt/", session.go_on, name="session-go-on"),
    path("enhet/", assignments.choose_unit, name="choose-unit"),
    path("tillganglighet/", about.accessibility, name="accessibility"),
    path("driftstatus/", about.status, name="status"),
    path("katalog/", directory.directory, name="directory"),
    path("katalog/omraden/", directory.routing, name="routing"),
    path("katalog/omraden/<uuid:area_id>/avsluta/", directory.end_area, name="area-end"),
    path("katalog/grupper/<uuid:group_id>/avsluta/", directory.end_group, name="group-end"),
    path("katalog/<uuid:unit_id>/", directory.unit, name="unit"),
    path("katalog/<uuid:unit_id>/andra/", directory.edit_unit, name="unit-edit"),
    path("katalog/<uuid:unit_id>/omraden/", directory.add_area, name="area-new"),
    path("katalog/<uuid:unit_id>/grupper/", directory.add_group, name="group-new"),
    path("katalogimport/", catalogue.readings, name="catalogue-imports"),
    path("katalogimport/<uuid:import_id>/", catalogue.reading, name="catalogue-import"),
    path("anvandare/", people.people, name="people"),
    path("anvandare/bjud-in/", people.invite, name="invite"),
    path("anvandare/arlig-genomgang/", people.review, name="review"),
    path("anvandare/<uuid:assignment_id>/", people.assignment, name="assignment"),
    path("anvandare/<uuid:assignment_id>/andra/", people.change_person, name="person-edit"),
    path("anvandare/<uuid:assignment_id>/lokalt-konto/", people.local_account, name="local-account"),
    path("anvandare/<uuid:assignment_id>/nytt-uppdrag/", people.another_assignment, name="assignment-new"),
]
