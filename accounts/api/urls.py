"""Addresses of people, devices and messages below ``/api/v1/``."""

from django.urls import path

from accounts.api import authentication, directory, me, notifications, preferences

urlpatterns = [
    path("auth/login/", authentication.Login.as_view()),
    path("auth/logout/", authentication.Logout.as_view()),
    path("auth/logout-all/", authentication.LogoutAll.as_view()),
    path("me/", me.Me.as_view()),
    path("me/password/", me.Password.as_view()),
    path("me/preferences/", preferences.Preferences.as_view()),
    path("me/devices/", me.Devices.as_view()),
    path("me/devices/<slug:key>/", me.DeviceEnd.as_view()),
    path("departments/", directory.DepartmentList.as_view()),
    path("departments/<int:id>/", directory.DepartmentDetail.as_view()),
    path("people/", directory.PersonList.as_view()),
    path("notifications/", notifications.NotificationList.as_view()),
    path("notifications/unread-count/", notifications.NotificationsUnreadCount.as_view()),
    path("notifications/read-all/", notifications.NotificationsReadAll.as_view()),
    path("notifications/<int:id>/read/", notifications.NotificationRead.as_view()),
    path("notifications/<int:id>/acknowledge/", notifications.NotificationAcknowledge.as_view()),
    path("notifications/<int:id>/postpone/", notifications.NotificationPostpone.as_view()),
]
