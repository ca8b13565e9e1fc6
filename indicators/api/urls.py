"""Addresses of reports and indicators below ``/api/v1/``."""

from django.urls import path

from indicators.api import indicators, work_reports

urlpatterns = [
    path("work-reports/", work_reports.WorkReportList.as_view()),
    path("work-reports/<int:id>/", work_reports.WorkReportDetail.as_view()),
    path("work-reports/<int:id>/sections/", work_reports.WorkReportSections.as_view()),
    path("work-reports/<int:id>/results/", work_reports.PriorResultList.as_view()),
    path("indicators/", indicators.IndicatorList.as_view()),
    path("indicators/<int:id>/", indicators.IndicatorDetail.as_view()),
    path("indicators/<int:id>/readings/", indicators.ReadingList.as_view()),
    path("indicators/<int:id>/pace/", indicators.IndicatorPace.as_view()),
]
