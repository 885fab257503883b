"""Every address of the site; each app lists its own."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("municipalities.urls")),
    path("", include("discharge.urls")),
    path("betalning/", include("billing.urls")),
    path("statistik/", include("monthly_statistics.urls")),
]
