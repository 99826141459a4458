"""Publishing is a hint: without a broker the page still works."""

import logging

import pytest
from celery import current_app
from django.db import transaction

from apps.core.publish import enqueue

TASK = "apps.core.tasks.beat_heartbeat"


@pytest.fixture
def no_broker():
    """The application with a broker address at which nobody listens."""
    app, kept = current_app._get_current_object(), dict(current_app.conf)
    app.conf.update(broker_url="redis://127.0.0.1:1/0", broker_write_url="redis://127.0.0.1:1/0")
    app._pool, app.amqp._producer_pool = None, None
    yield app
    app.conf.update(broker_url=kept["broker_url"], broker_write_url=kept.get("broker_write_url"))
    app._pool, app.amqp._producer_pool = None, None


@pytest.fixture
def sent(monkeypatch):
    """What is handed to Celery."""
    found = []
    monkeypatch.setattr(
        type(current_app._get_current_object()), "send_task", lambda app, *args, **more: found.append((args, more))
    )
    return found


@pytest.mark.django_db(transaction=True)
def test_a_broker_that_is_gone_is_logged_and_breaks_nothing(no_broker, caplog):
    with caplog.at_level(logging.WARNING, logger="apps.core.publish"):
        enqueue(TASK)
    assert [record.getMessage() for record in caplog.records if record.name == "apps.core.publish"] == [
        f"broker unavailable, {TASK} left to the periodic run"
    ]


@pytest.mark.django_db
def test_nothing_is_sent_before_the_commit(sent, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        enqueue(TASK, 7)
        assert sent == []
    assert len(callbacks) == 1
    assert sent == [((TASK,), {"args": (7,), "retry": False})]


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_is_never_sent(sent):
    with pytest.raises(RuntimeError), transaction.atomic():
        enqueue(TASK)
        raise RuntimeError
    assert sent == []
