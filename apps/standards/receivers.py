"""What standards tell the apps below: which of them read a metric."""

from typing import Any

from django.urls import reverse

from apps.organizations.registries import MetricUse, metric_readers

from .queries.metrics import published_for, uses_by_metric


def metrics_of_standards(organization: Any | None) -> dict[str, list[MetricUse]]:
    """The published standards that read each metric, of the organization's sector."""
    sector = organization.sector if organization is not None else None
    uses = uses_by_metric(published_for(organization), sector)
    return {
        code: [
            MetricUse("标准", version.standard.name, reverse("standards:detail", args=[version.pk]))
            for version in versions
        ]
        for code, versions in uses.items()
    }


def register() -> None:
    metric_readers.register(metrics_of_standards)
