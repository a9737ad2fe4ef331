"""One module a form: `page` is HTML, `pdf` is PDF/UA. Each draws every kind of block."""

from pathlib import Path

from muster.documents.blocks import Paper


def render(paper: Paper, kind: str, template: Path | None = None) -> bytes:
    """The paper as html, pdf, docx or xlsx. `template` is the council's own for Word."""
    # Here, not above: setting type loads engines a page doesn't need.
    if kind == "pdf":
        from muster.documents.render import pdf

        return pdf.render(paper)
    if kind == "docx":
        from muster.documents.render import word

        return word.render(paper, template=template)
    if kind == "xlsx":
        from muster.documents.render import sheet

        return sheet.render(paper)
    from muster.documents.render import page

    return page.render(paper).encode()
