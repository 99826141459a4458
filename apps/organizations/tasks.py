"""Work of the worker: large imports of facts, the nightly check of paths."""

from celery import shared_task

from . import services


@shared_task(name="apps.organizations.tasks.import_facts", ignore_result=True)
def import_facts(job_id: str) -> None:
    """Write one confirmed import; safe to run twice."""
    services.run_fact_import(job_id)


@shared_task(name="apps.organizations.tasks.resume_fact_imports", ignore_result=True)
def resume_fact_imports() -> None:
    """Go on with imports whose worker was killed or whose hint was lost."""
    for job_id in services.stalled_imports():
        services.run_fact_import(job_id)


@shared_task(name="apps.organizations.tasks.purge_bin", ignore_result=True)
def purge_bin() -> None:
    """Give up what lay in the bins of the libraries longer than it is kept."""
    services.purge_bin()


@shared_task(name="apps.organizations.tasks.repair_paths", ignore_result=True)
def repair_paths() -> None:
    """Correct every row whose path differs from the tree."""
    services.repair_paths()
