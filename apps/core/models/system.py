"""Rows about the portal itself: working days, heartbeats, marks on the database."""

from django.db import models


class CalendarDay(models.Model):
    """The office's own word on whether a date is a working day (overrides the built-in calendar)."""

    date = models.DateField("日期", unique=True)
    is_working = models.BooleanField("工作日")
    name = models.CharField("说明", max_length=40, blank=True)

    class Meta:
        ordering = ["date"]

    def __str__(self) -> str:
        return f"{self.date} {self.name}"


class Heartbeat(models.Model):
    """When a component (worker, beat) last showed that it lives."""

    component = models.CharField(max_length=30, unique=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.component


class InstanceMark(models.Model):
    """A mark on this database, e.g. ``demo``: what may be wiped by ``demo --fresh``."""

    key = models.CharField(max_length=40, unique=True)
    value = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.key
