"""The offices' own Word layouts of inspection papers: inherited, tried, refused in words, given up again."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from apps.core.contents.kinds import DOCX
from apps.core.layouts import TemplateProblem, check_layout, fill_layout
from apps.core.models import FileUse
from apps.core.official import word_of
from apps.inspections import documents, laid_out, services
from apps.inspections.layout_kinds import KINDS
from tests.applications.test_paper import docx, with_part, words_of
from tests.factories import make_user, sign_in

from .factories import make_finding, make_round, make_visit


def at(name, *args):
    return reverse(f"inspections:{name}", args=args)


def upload(content, name="版式.docx"):
    return SimpleUploadedFile(name, content, content_type=DOCX)


@pytest.fixture
def papers(world):
    """A visit of the district's round that was handed in, its notice, a letter and the bulletin."""
    world.township_office = make_user("office", world.township)
    round_ = make_round(
        world, kind="quarterly", actor=world.district_office, organization=world.district, name="区督查"
    )
    visit = services.assign_visit(
        actor=world.district_office, round=round_, application=world.application, scheduled_on=round_.starts_on,
        inspectors=[world.inspector],
    )  # fmt: skip
    services.save_checks(actor=world.inspector, visit=visit, told={round_.checks.first().pk: ("fail", "未见记录")})
    finding = make_finding(world, visit, key=True)
    services.record_visit(actor=world.inspector, visit=visit, methods=["on_site"], summary="总体较好。\n仍有差距。")
    world.notice = services.issue_notice(actor=world.district_office, visit=visit, text="请抓紧整改。\n举一反三。")
    world.letter = services.issue_letter(
        actor=world.district_office, finding=finding, rung="urge", text="请立即整改。", due_on=finding.due_on
    )
    world.bulletin = services.draft_bulletin(actor=world.district_office, round=round_)
    world.visit = visit
    return world


def test_our_layouts_are_whole_and_say_what_our_papers_say(papers):
    for kind in KINDS.values():
        check_layout(kind.default_layout(), kind.words)
    for key, values, paper in (
        ("notice", laid_out.notice_values(papers.notice), documents.notice_paper(papers.notice)),
        ("letter", laid_out.letter_values(papers.letter), documents.letter_paper(papers.letter)),
        ("bulletin", laid_out.bulletin_values(papers.bulletin), documents.bulletin_paper(papers.bulletin)),
    ):
        filled = words_of(fill_layout(KINDS[key].default_layout(), values, KINDS[key].words))
        missing = [
            line for line in words_of(word_of(paper)).splitlines() if line.strip() and line.split("（")[0] not in filled
        ]
        assert [line for line in missing if not line[0].isdigit() and line[0] not in "•一"] == [], key


def test_a_layout_holds_here_and_below_until_it_is_given_up(papers, client):
    own = docx(
        "红头 {{ 文号 }}",
        "{{ 单位 }}：{{ 正文 }}",
        "{%p for 行 in 问题表 %}",
        "{{ 行.序号 }} {{ 行.问题 }}",
        "{%p endfor %}",
    )
    city = sign_in(client, papers.office)
    address = at("layout", "notice")
    tried = city.post(address, {"file": upload(own), "act": "try"})
    assert "红头 文号" in words_of(tried.content) and not FileUse.objects.filter(purpose="layout:notice").exists()
    assert city.post(address, {"file": upload(own), "act": "keep"}).status_code == 302
    district = sign_in(client, papers.district_office)
    word = words_of(district.get(at("notice_word", papers.notice.pk)).content)
    assert word.startswith(f"红头 {papers.notice.number}") and "公开栏未按时更新" in word
    assert f"{papers.city.short_name}的版式" in district.get(at("layouts")).content.decode()
    use = FileUse.objects.get(purpose="layout:notice")
    assert b"".join(district.get(reverse("core:file", args=[use.pk])).streaming_content)[:2] == b"PK"
    nearer = docx("区红头 {{ 文号 }}")
    services.keep_layout(
        actor=papers.district_office,
        organization=papers.district,
        kind="notice",
        upload=upload(nearer).file,
        name="区.docx",
    )
    assert words_of(district.get(at("notice_word", papers.notice.pk)).content).startswith("区红头")
    assert "区红头" in words_of(district.get(at("layout_try", "notice")).content)
    district.post(at("layout_drop", "notice"))
    assert words_of(district.get(at("notice_word", papers.notice.pk)).content).startswith("红头")
    assert "已移除" in district.post(at("layout_drop", "notice"), follow=True).content.decode()
    assert sign_in(client, papers.secretary).get(reverse("core:file", args=[use.pk])).status_code == 404


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"no word file", "不是 Word"),
        (docx("{{ 单位名称 }}"), "没有“单位名称”这个栏目"),
        (docx("{{ 正文 }}"), "{{r 正文 }}"),
        (with_part(docx("空"), "word/vbaProject.bin", b"x"), "含宏"),
        (docx("{{ 标题.upper() }}"), "不能调用函数"),
        (b"0" * (5 * 1024 * 1024 + 1), "超过 5 MB"),
    ],
)
def test_a_file_that_cannot_be_used_is_told_in_words(world, client, content, words):
    answer = sign_in(client, world.office).post(at("layout", "bulletin"), {"file": upload(content), "act": "keep"})
    assert answer.status_code == 422 and words in answer.content.decode()
    assert not FileUse.objects.filter(purpose__startswith="layout:").exists()


def test_the_record_of_a_visit_is_written_as_word(papers, client):
    inspector = sign_in(client, papers.inspector)
    word = words_of(inspector.get(at("visit_word", papers.visit.pk)).content)
    for words in (
        papers.branch.name,
        "总体较好。",
        "仍有差距。",
        "未见记录",
        "公开栏未按时更新",
        papers.inspector.name,
    ):
        assert words in word
    assert "座谈走访" not in word.replace("检查方式", "") or "{" not in word
    planned = make_visit(papers)
    assert inspector.get(at("visit_word", planned.pk)).status_code == 302


LINKED = (
    "<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'><Relationship Id='rId1' "
    "Type='http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate' "
    "Target='http://example.invalid/hyperlink/t.dotm' TargetMode='External'/></Relationships>"
)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (with_part(docx("空"), "word/_rels/settings.xml.rels", LINKED), "链接了外部文件"),
        (with_part(docx("空"), "word/settings.xml", "<!DOCTYPE a>".encode("utf-16")), "不安全的内容"),
        (docx(*["{%p for 行 in 指标表 %}"] * 2, "甲" * 3000, *["{%p endfor %}"] * 2), "套用后过大"),
        (docx("{{ 指标表 }}"), "“指标表”是表"),
    ],
)
def test_what_hides_in_a_layout_is_found(content, words):
    """Links that Word would follow by itself, loops that fill the memory, tables written as they are."""
    with pytest.raises(TemplateProblem, match=words):
        check_layout(content, KINDS["record"].words)
