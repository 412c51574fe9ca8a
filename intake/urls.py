"""Addresses below /eligibility/."""

from django.urls import URLPattern

app_name = "intake"

urlpatterns: list[URLPattern] = []
