"""Storsthlm's page of figures, its chart and its files."""

from django.urls import path

from monthly_statistics.views import chart, exports, overview

app_name = "statistics"
urlpatterns = [
    path("", overview.overview, name="overview"),
    path("diagram.svg", chart.chart, name="chart"),
    path("statistik.csv", exports.csv_file, name="csv"),
    path("statistik.xlsx", exports.xlsx_file, name="xlsx"),
]
