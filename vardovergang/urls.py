"""Every address of the site; each app lists its own."""

from django.urls import URLPattern, URLResolver, include, path

from municipalities.views.accounts import login

handler500 = "municipalities.views.outage.server_error"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("municipalities.urls")),
    # allauth finds these two by their names.
    path("logga-in/lokalt/", login.local, name="account_login"),
    path("logga-in/lokalt/andra-steg/", login.second_step, name="mfa_authenticate"),
    path("", include("discharge.urls")),
    path("betalning/", include("billing.urls")),
    path("statistik/", include("monthly_statistics.urls")),
]
