"""A register's list as a file, of what the filter shows."""

from __future__ import annotations

import io
from collections.abc import Iterator

from django.contrib import messages
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    StreamingHttpResponse,
)
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from muster.accounts.authority import authority
from muster.accounts.pages import requires
from muster.accounts.permissions import Permission
from muster.accounts.stored import state
from muster.design import spreadsheets
from muster.design.charts.printable import printable
from muster.design.filters import counted, day
from muster.documents.blocks import Column, Heading, Paper, Table
from muster.documents.render import render
from muster.measures.members import school_names
from muster.registers import listed_out
from muster.registers.child import Children
from muster.registers.entry_pages import asked_for
from muster.registers.register import Register, registers
from muster.school_year import clock


XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_IN_A_WORKBOOK = 20_000
AT_ONCE = 500
hands_out = requires(
    Permission.KEEP_REGISTERS, does="entries.downloaded", to="register:{name}"
)


@hands_out
@require_safe
@never_cache
def as_csv(request: HttpRequest, name: str) -> HttpResponseBase:
    register, wanted = _asked(request, name)
    rows = _rows(request, register, wanted)
    answer = StreamingHttpResponse(
        _lines(register, rows), content_type="text/csv; charset=utf-8"
    )
    return _named(answer, name, "csv")


@hands_out
@require_safe
@never_cache
def as_xlsx(request: HttpRequest, name: str) -> HttpResponseBase:
    register, wanted = _asked(request, name)
    if len(wanted) > MOST_IN_A_WORKBOOK:
        messages.error(
            request,
            f"{len(wanted):,} rows are too many for a workbook that opens quickly. Choose"
            " fewer, or take the CSV.",
        )
        return redirect("registers:entries", name)
    held = [printable(row) for row in _rows(request, register, wanted)]
    columns = [Column(title) for title in listed_out.headings(register)]
    on = clock.today()
    paper = Paper(
        title=register.title,
        subtitle=counted(len(held), register.one),
        organisation=authority().name or "Attendance",
        audience="For officers: with names of children",
        as_at=day(on),
        reference=f"{name}-{on:%Y-%m-%d}",
        blocks=[Heading(register.title), Table(register.title, columns, held)],
    )
    return _named(HttpResponse(render(paper, "xlsx"), content_type=XLSX), name, "xlsx")


def _asked(request: HttpRequest, name: str) -> tuple[Register, list[int]]:
    if name not in registers():
        raise Http404
    register = registers()[name]
    _, _, found = asked_for(request, register)
    return register, list(found.values_list("pk", flat=True))


def _rows(
    request: HttpRequest, register: Register, wanted: list[int]
) -> Iterator[list[str]]:
    """Some at a time: a register may have a hundred thousand closed entries."""
    seen = Children.visible_to(request.user, state())
    schools = school_names(state())
    also = [one.name for one in register.own_fields if one.is_relation]
    for begins in range(0, len(wanted), AT_ONCE):
        some = wanted[begins : begins + AT_ONCE]
        of_register = register.model.objects.select_related("lead", *also)
        held = of_register.prefetch_related("happened").in_bulk(some)
        names = seen.names_of([one.child for one in held.values()])
        in_order = (held[pk] for pk in some if pk in held)
        yield from listed_out.rows(register, in_order, names, schools)


def _lines(register: Register, rows: Iterator[list[str]]) -> Iterator[str]:
    line = io.StringIO()
    writer = spreadsheets.writer(line, "\r\n")
    # The mark at the start is what makes Excel read letters beyond English ones.
    line.write("\ufeff")
    writer.writerow(listed_out.headings(register))
    for row in rows:
        writer.writerow(row)
        yield line.getvalue()
        line.seek(0)
        line.truncate()
    yield line.getvalue()


def _named(answer: HttpResponseBase, name: str, ending: str) -> HttpResponseBase:
    file_name = f"{name}-{clock.today():%Y-%m-%d}.{ending}"
    answer["Content-Disposition"] = f'attachment; filename="{file_name}"'
    return answer
