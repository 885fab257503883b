"""Logging in, the user's unit, the directory, its people, and pages about the service."""

from django.urls import path

from municipalities.views import about, assignments, catalogue, directory, people

app_name = "municipalities"
urlpatterns = [
    path("", assignments.home, name="home"),
    path("logga-in/", assignments.log_in, name="login"),
    path("demonstration/", assignments.demonstration, name="demonstration"),
    path("enhet/", assignments.choose_unit, name="choose-unit"),
    path("logga-ut/", assignments.log_out, name="logout"),
    path("tillganglighet/", about.accessibility, name="accessibility"),
    path("driftstatus/", about.status, name="status"),
    path("katalog/", directory.directory, name="directory"),
    path("katalog/omraden/", directory.routing, name="routing"),
    path("katalog/omraden/<uuid:area_id>/avsluta/", directory.end_area, name="area-end"),
    path("katalog/<uuid:unit_id>/", directory.unit, name="unit"),
    path("katalog/<uuid:unit_id>/andra/", directory.edit_unit, name="unit-edit"),
    path("katalog/<uuid:unit_id>/omraden/", directory.add_area, name="area-new"),
    path("katalogimport/", catalogue.readings, name="catalogue-imports"),
    path("katalogimport/<uuid:import_id>/", catalogue.reading, name="catalogue-import"),
    path("anvandare/", people.people, name="people"),
    path("anvandare/bjud-in/", people.invite, name="invite"),
    path("anvandare/arlig-genomgang/", people.review, name="review"),
    path("anvandare/<uuid:assignment_id>/", people.assignment, name="assignment"),
    path("anvandare/<uuid:assignment_id>/nytt-uppdrag/", people.another_assignment, name="assignment-new"),
]
