"""Logging in, the user's unit, and pages about the service."""

from django.urls import path

from municipalities.views import about, assignments

app_name = "municipalities"
urlpatterns = [
    path("", assignments.home, name="home"),
    path("logga-in/", assignments.log_in, name="login"),
    path("demonstration/", assignments.demonstration, name="demonstration"),
    path("enhet/", assignments.choose_unit, name="choose-unit"),
    path("logga-ut/", assignments.log_out, name="logout"),
    path("tillganglighet/", about.accessibility, name="accessibility"),
    path("driftstatus/", about.status, name="status"),
]
