"""How a phone bears a full day: 50 visits with 500 photos go up while its page is watched.

No part of the suite: run ``python3 manage.py test tests/journeys/phone_load.py -n 0``. Prints the longest task of the page and the longest gap
between two frames while everything is encrypted, hashed and sent, and what arrived.
"""

from __future__ import annotations

import base64
import io
import random
import time
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser
from pytest import CaptureFixture

from tests.journeys.phone import Phone
from tests.journeys.stage import Stage

VISITS, PHOTOS, ROUND = 50, 10, "压力核查"
PLAN = f"""
import datetime as dt
from apps.accounts.models import User
from apps.applications.models import Application
from apps.campaigns.models import Campaign
from apps.inspections.models import Visit
from apps.inspections.services import assign_visit, plan_round
from apps.inspections import rules
office, inspector = (User.objects.get(username=name) for name in ("office", "inspector"))
today, left, number = dt.date.today(), {VISITS}, 0
campaigns = Campaign.objects.filter(status="open", organization__path__startswith="")
while left:
    number += 1
    for campaign in campaigns:
        if campaign.organization_id not in [m.organization_id for m in office.memberships.filter(role="office")]:
            continue
        round_ = plan_round(actor=office, campaign=campaign, organization=campaign.organization, kind="quarterly",
                            name=f"{ROUND}{{number}}", starts_on=today, ends_on=today + dt.timedelta(days=20))
        for application in Application.objects.filter(campaign=campaign).select_related("organization"):
            if left and rules.fits_round(round_, application) and rules.may_inspect(inspector, application.organization):
                assign_visit(actor=office, round=round_, application=application, scheduled_on=today, inspectors=[inspector])
                left -= 1
    assert number < 90
"""
#: In the page: records as an inspector leaves them, without the clicks. Each photo is its own by a comment in the JPEG.
FILL = """async ([wanted, each, base64, name]) => {
  const picture = Field.unbase64(base64);
  const here = Field.account.current();
  const state = await Field.account.state();
  const visits = state.visits.filter(visit => visit.round.indexOf(name) === 0 && visit.status === 'planned').slice(0, wanted);
  for (const visit of visits) {
    const bundle = await Field.bundles.get(visit.id);
    const draft = await Field.records.begin(visit.id, bundle);
    for (let at = 0; at < each; at += 1) {
      const mark = new TextEncoder().encode(draft.record + ('0' + at).slice(-2));
      const head = new Uint8Array([255, 216, 255, 254, 0, mark.length + 2]);
      const bytes = new Uint8Array(await new Blob([head, mark, picture.subarray(2)]).arrayBuffer());
      const digest = await Field.vault.digest(bytes);
      const id = Field.uuid();
      await here.db.put('photos', Object.assign({id: id, record: draft.record, digest: digest, size: bytes.length}, await Field.vault.seal(here.key, bytes)));
      draft.photos.push({id: id, digest: digest, criterion: null, size: bytes.length, name: '现场.jpg', taken_at: Field.stamp(), latitude: null, longitude: null});
    }
    draft.methods = ['on_site'];
    draft.summary = '整体较好。';
    await Field.records.end(draft);
  }
  return visits.length;
}"""
WATCH = """() => {
  window.watched = {longest: 0, tasks: 0, gap: 0, running: true};
  new PerformanceObserver(list => list.getEntries().forEach(entry => {
    window.watched.tasks += 1;
    window.watched.longest = Math.max(window.watched.longest, entry.duration);
  })).observe({entryTypes: ['longtask']});
  let last = performance.now();
  const frame = now => { window.watched.gap = Math.max(window.watched.gap, now - last); last = now; if (window.watched.running) requestAnimationFrame(frame); };
  requestAnimationFrame(frame);
}"""


def photo(size: int = 300_000) -> bytes:
    """A JPEG of about that many bytes."""
    source = random.Random(1)
    for edge in range(500, 3000, 20):
        image = Image.frombytes("L", (edge, edge), source.randbytes(edge * edge)).convert("RGB")
        kept = io.BytesIO()
        image.save(kept, "JPEG", quality=60)
        if kept.tell() > size:
            break
    return kept.getvalue()


def test_a_full_day_goes_up(
    portal_server: Stage, browser: Browser, tmp_path: Path, capsys: CaptureFixture[str]
) -> None:
    """All arrive once; what the page felt of it is printed."""
    portal_server.manage("shell", "-v0", "-c", PLAN)
    phone = Phone(browser.browser_type, tmp_path / "profile", portal_server.url)
    page = phone.open()
    page.set_default_timeout(600_000)
    phone.enter("inspector")
    page.get_by_role("button", name="全部下载备用").click()
    page.get_by_text("没有网络也能检查").wait_for()
    phone.offline()
    assert page.evaluate(FILL, [VISITS, PHOTOS, base64.b64encode(photo()).decode(), ROUND]) == VISITS
    page.evaluate(WATCH)
    begun = time.monotonic()
    phone.offline(False)
    page.get_by_text(f"已上传 {VISITS} 份").wait_for()
    seconds = time.monotonic() - begun
    watched = page.evaluate("() => { window.watched.running = false; return window.watched; }")
    phone.close()
    records = portal_server.query(
        "SELECT count(*) FROM inspections_fieldrecord WHERE status = 'stored' AND content LIKE %s", "%整体较好。%"
    )
    photos = portal_server.query("SELECT count(DISTINCT digest) FROM inspections_fieldphoto")
    with capsys.disabled():
        print(
            f"\n{VISITS} 份记录、{VISITS * PHOTOS} 张照片，{seconds:.0f} 秒；页面最长任务 {watched['longest']:.0f} 毫秒，"
        )
        print(f"超过 50 毫秒的任务 {watched['tasks']} 个，两帧最长间隔 {watched['gap']:.0f} 毫秒。")
    assert int(str(records[0][0])) >= VISITS
    assert int(str(photos[0][0])) >= VISITS * PHOTOS
