"""The addresses of this folder's pages. A child's number is the store's own: no name,
birth date or UPN stands in an address."""

from django.urls import include, path

from muster.registers import (
    begin_page,
    cohort_pages,
    contact_pages,
    document_pages,
    entry_pages,
    letter_pages,
    many_pages,
    moved_page,
    out_pages,
    pages,
    review_pages,
    saved_pages,
    template_pages,
    week_pages,
)
from muster.registers.legal import figure_pages, open_pages
from muster.registers.legal import pages as legal_pages
from muster.registers.returns import chase_pages, send_pages
from muster.registers.returns import pages as returns
from muster.registers.returns.doors import AUTHORITY


app_name = "registers"
ENTRY = "registers/<slug:name>/<int:pk>/"
urlpatterns = [
    path("", pages.search, name="search"),
    path("found/", pages.found, name="found"),
    path("school/<int:number>/", pages.of_school, name="of_school"),
    path("<int:child>/", pages.record, name="child"),
    path("beyond/", pages.beyond, name="beyond"),
    path("cohorts/", cohort_pages.front, name="cohorts"),
    path("cohorts/<slug:key>/", cohort_pages.cohort, name="cohort"),
    path("week/", week_pages.front, name="week"),
    path("week/moved/", moved_page.moved, name="week_moved"),
    path("week/corrected/", week_pages.seen_corrected, name="week_corrected"),
    path("week/<slug:name>/", week_pages.listed, name="week_list"),
    path("week/<slug:name>/<int:pk>/", week_pages.decide, name="week_decide"),
    path("week/<slug:name>/<int:pk>/open/", week_pages.open_plan, name="week_open"),
    path("week/<slug:name>/<int:pk>/case/", open_pages.open_case, name="legal_open"),
    path("legal/", legal_pages.notices, name="notices"),
    path("legal/figures/", figure_pages.figures, name="legal_figures"),
    path("legal/figures.csv", figure_pages.figures_csv, name="legal_figures_csv"),
    path("legal/equality/", figure_pages.equality, name="legal_equality"),
    path("legal/payments/", legal_pages.payments, name="payments"),
    path("legal/payments/<int:pk>/", legal_pages.payment, name="payment"),
    path("legal/<int:pk>/file/", legal_pages.prosecution_file, name="prosecution_file"),
    path("reviews/", review_pages.reviews, name="reviews"),
    path("letters/", template_pages.front, name="letters"),
    path("letters/ourselves/", template_pages.ourselves, name="ourselves"),
    path("letters/<slug:key>/", template_pages.letter, name="letter"),
    path("letters/<slug:key>/give/", template_pages.give, name="give_letter"),
    path(
        "letters/<slug:key>/template.docx", template_pages.download, name="letter_file"
    ),
    path(
        "letters/<slug:key>/preview.docx", template_pages.preview, name="letter_preview"
    ),
    path("registers/", entry_pages.front, name="front"),
    path("registers/<slug:name>/", entry_pages.entries, name="entries"),
    path("registers/<slug:name>/to-me/", entry_pages.to_me, name="to_me"),
    path("registers/<slug:name>/list.csv", out_pages.as_csv, name="entries_csv"),
    path("registers/<slug:name>/list.xlsx", out_pages.as_xlsx, name="entries_xlsx"),
    path("registers/<slug:name>/many/<slug:what>/", many_pages.many, name="many"),
    path("registers/<slug:name>/views/", saved_pages.save, name="save_view"),
    path("registers/<slug:name>/views/<int:pk>/", saved_pages.change, name="view"),
    # A case says more than why: it is opened on a page of its own.
    path("registers/legal/open/<int:child>/", open_pages.open_below, name="open_below"),
    path("registers/<slug:name>/open/<int:child>/", begin_page.begin, name="begin"),
    path("registers/<slug:name>/<int:pk>/", entry_pages.entry, name="entry"),
    path(f"{ENTRY}letter/", letter_pages.choose, name="choose_letter"),
    path(f"{ENTRY}letter/<slug:key>/", letter_pages.make, name="make_letter"),
    path(f"{ENTRY}document/", document_pages.keep, name="keep_document"),
    path(f"{ENTRY}document/<int:document>/", document_pages.hand_out, name="document"),
    path(
        f"{ENTRY}document/<int:document>/remove/",
        document_pages.remove,
        name="remove_document",
    ),
    path(f"{ENTRY}contact/", contact_pages.add, name="add_contact"),
    path(f"{ENTRY}contact/<int:contact>/", contact_pages.change, name="contact"),
    path(f"{ENTRY}contact/<int:contact>/end/", contact_pages.end, name="end_contact"),
    path("registers/<slug:name>/<int:pk>/<slug:what>/", entry_pages.act, name="act"),
    path("returns/", returns.front, name="returns"),
    path("returns/received/", returns.received, name="returns_received"),
    path("returns/received/<int:pk>/", returns.answer, name="return_answer"),
    path("returns/enter/", returns.choose, name="return_choose"),
    path("returns/chase/", chase_pages.chase, name="returns_chase"),
    path("returns/chased/", chase_pages.chased, name="returns_chased"),
    path(
        "returns/chased/<slug:reference>.docx",
        chase_pages.letter,
        name="returns_letter",
    ),
    path("returns/", include(send_pages.urls(AUTHORITY))),
    path("opened/", pages.opened, name="opened"),
]
