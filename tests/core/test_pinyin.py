"""Search initials and sort keys."""

from apps.core.pinyin import initials, sort_key


def test_initials_keep_letters_and_digits_only():
    assert initials("秀峰区委") == "xfqw"
    assert initials("第2中学（A区）") == "d2zxaq"
    assert initials("") == ""


def test_sort_key_orders_by_syllable():
    assert sort_key("秀峰区") == "xiu4 feng1 qu1"
    assert sorted(["资源县", "叠彩区", "秀峰区"], key=sort_key) == ["叠彩区", "秀峰区", "资源县"]
    assert sort_key("西安") < sort_key("先进")
