"""Addresses of projects, milestones, to-do list and dashboard below ``/api/v1/``."""

from django.urls import path

from projects.api import dashboard, milestones, projects, todo

urlpatterns = [
    path("projects/", projects.ProjectList.as_view()),
    path("projects/<int:id>/", projects.ProjectDetail.as_view()),
    path("projects/<int:id>/acknowledge/", projects.ProjectAcknowledge.as_view()),
    path("projects/<int:id>/milestones/", milestones.MilestoneList.as_view()),
    path("milestones/<int:id>/", milestones.MilestoneDetail.as_view()),
    path("milestones/<int:id>/complete/", milestones.MilestoneComplete.as_view()),
    path("todo/", todo.TodoList.as_view()),
    path("dashboard/", dashboard.DashboardView.as_view()),
]
