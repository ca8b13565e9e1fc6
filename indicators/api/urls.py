"""Addresses of reports, readings and paces below ``/api/v1/``.

Indicators themselves come with the projects that carry them, hence from ``projects.api``.
"""

from django.urls import path

from indicators.api import indicators, readings, work_reports, workbook

urlpatterns = [
    path("work-reports/", work_reports.WorkReportList.as_view()),
    path("work-reports/<int:id>/", work_reports.WorkReportDetail.as_view()),
    path("work-reports/<int:id>/sections/", work_reports.WorkReportSections.as_view()),
    path("work-reports/<int:id>/results/", work_reports.PriorResultList.as_view()),
    path("indicators/<int:id>/readings/", readings.IndicatorReadings.as_view()),
    path("indicators/<int:id>/pace/", indicators.IndicatorPace.as_view()),
    path("readings/", readings.ReadingList.as_view()),
    path("readings/workbook/", workbook.ReadingsWorkbook.as_view()),
    path("readings/<int:id>/return/", readings.ReadingReturn.as_view()),
    path("readings/<int:id>/submit/", readings.ReadingSubmit.as_view()),
]
