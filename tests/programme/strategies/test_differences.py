from hypothesis import given
from hypothesis import strategies as st

from muster.programme.strategies.differences import Kind, differences


def part(heading: str, text: str = "") -> dict[str, str]:
    return {"heading": heading, "text": text}


def drawn(before, after) -> str:
    """“Every child [-daily-]{+on time+}” under each heading."""
    marks = {Kind.SAME: "%s", Kind.ADDED: "{+%s+}", Kind.GONE: "[-%s-]"}
    lines = []
    for one in differences(before, after):
        lines.append(marks[one.kind] % f"# {one.heading}")
        lines += [
            "".join(marks[piece.kind] % piece.text for piece in each)
            for each in one.paragraphs
        ]
    return "\n".join(lines)


def test_what_differs_is_shown_word_by_word_and_section_by_section():
    before = [part("Aim", "Every child in school daily"), part("Old", "Gone now")]
    after = [part("Aim", "Every child in school on time"), part("New", "Here now")]
    assert drawn(before, after) == (
        "# Aim\nEvery child in school [-daily-]{+on time+}\n"
        "[-# Old-]\n[-Gone now-]\n{+# New+}\n{+Here now+}"
    )


def test_a_section_that_only_moved_is_shown_where_it_stands_now():
    one, two = part("One", "a"), part("Two", "b")
    assert drawn([one, two], [two, one]).count("# One") == 1


TEXTS = st.lists(
    st.builds(part, st.sampled_from("ABC"), st.text("ab \n", max_size=30)),
    max_size=3,
    unique_by=lambda one: one["heading"],
)


@given(before=TEXTS, after=TEXTS)
def test_without_what_went_the_later_text_is_left_whole(before, after):
    found = differences(before, after)
    for wanted, text in ((Kind.GONE, after), (Kind.ADDED, before)):
        said = {
            one.heading: "".join(
                piece.text
                for each in one.paragraphs
                for piece in each
                if piece.kind is not wanted
            )
            for one in found
            if one.kind is not wanted
        }
        for each in text:
            assert "".join(said[each["heading"]].split()) == "".join(
                each["text"].split()
            )
