"""Announcements: the draft, another day or place, the reply, and the filter of their receipts."""

from typing import Any

from django import forms

from apps.core.components.forms import Segmented

from ..choices import AnnouncementKind, Audience, Reply
from ..models import Announcement

ALL = ("", "全部")
TONES = {Reply.YES: "ok", Reply.NO: "bad", Reply.UNDECIDED: "warn"}
#: What a reply means where people do not come to anything.
NOTICE_WORDS = {Reply.YES: "能落实", Reply.NO: "不能落实", Reply.UNDECIDED: "待定"}


class AnnouncementFilter(forms.Form):
    q = forms.CharField(label="标题或内容", required=False, max_length=60)
    kind = forms.ChoiceField(label="类别", required=False, choices=[ALL, *AnnouncementKind.choices])


class AnnouncementForm(forms.Form):
    """A draft. What the kind asks is checked by the service, which names the field."""

    kind = forms.ChoiceField(label="类别", choices=AnnouncementKind.choices, widget=Segmented())
    title = forms.CharField(label="标题", max_length=100)
    text = forms.CharField(
        label="内容", max_length=5000, widget=forms.Textarea(attrs={"rows": 8}), help_text="换行照原样显示。"
    )
    starts_at = forms.DateTimeField(label="开始时间")
    ends_at = forms.DateTimeField(label="结束时间", required=False)
    place = forms.CharField(label="地点", max_length=100)
    needs_reply = forms.BooleanField(label="需要回复", required=False)
    reply_by = forms.DateField(label="回复截止日期", help_text="会议、观摩的不晚于当天。")
    audience = forms.ChoiceField(label="发送范围", choices=Audience.choices)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    #: A browser would refuse to send the form for the sake of a field that is not asked and not shown.
    use_required_attribute = False
    #: Shown where the kind or the reply asks for them, and then required: the service says so with all else that is wrong.
    ASKED = ("starts_at", "place", "reply_by")

    def full_clean(self) -> None:
        self._ask(False)
        super().full_clean()
        self._ask(True)

    def _ask(self, required: bool) -> None:
        for name in self.ASKED:
            self.fields[name].required = required

    def settings(self) -> dict[str, Any]:
        """Fields for the services."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class PostponeAnnouncementForm(forms.Form):
    """Another day, place or last day for replies."""

    starts_at = forms.DateTimeField(label="开始时间")
    ends_at = forms.DateTimeField(label="结束时间", required=False)
    place = forms.CharField(label="地点", max_length=100)
    reply_by = forms.DateField(label="回复截止日期")
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, announcement: Announcement, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        absent = () if announcement.is_gathering else ("starts_at", "ends_at", "place")
        for name in (*absent, *(() if announcement.needs_reply else ("reply_by",))):
            del self.fields[name]

    def settings(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class ReplyForm(forms.Form):
    """Whether one comes, with how many; names are not asked."""

    reply = forms.ChoiceField(label="回复", choices=Reply.choices, widget=Segmented(tones=TONES))
    people = forms.IntegerField(
        label="参加人数", required=False, min_value=1, max_value=99, help_text="含本人；不填按 1 人计，不用填姓名。"
    )
    words = forms.CharField(label="说明", max_length=200, required=False, widget=forms.Textarea(attrs={"rows": 2}))
    #: The organization's reply that the page showed.
    seen = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)

    def __init__(self, *args: Any, announcement: Announcement, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not announcement.is_gathering:
            del self.fields["people"]
            self.fields["reply"].choices = [(value, NOTICE_WORDS[Reply(value)]) for value in Reply.values]  # type: ignore[attr-defined]


def reply_words(announcement: Announcement, reply: str) -> str:
    """参加 · 能落实 …; empty without a reply."""
    if not reply:
        return ""
    return Reply(reply).label if announcement.is_gathering else NOTICE_WORDS[Reply(reply)]


class ReceiptFilter(forms.Form):
    q = forms.CharField(label="党组织名称、拼音首字母或代码", required=False, max_length=60)
    state = forms.ChoiceField(label="状态", required=False)

    def __init__(self, *args: Any, announcement: Announcement, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        states = [ALL, ("unread", "未读"), ("read", "已读")]
        if announcement.needs_reply:
            states += [("unanswered", "未回复"), *((value, reply_words(announcement, value)) for value in Reply.values)]
        self.fields["state"].choices = states  # type: ignore[attr-defined]


class UrgeForm(forms.Form):
    wording = forms.CharField(
        label="催办内容",
        max_length=200,
        initial="请尽快阅读通知并按要求办理。",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
