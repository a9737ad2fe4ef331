"""One module a form: `page` is HTML, `pdf` is PDF/UA. Each draws every kind of block."""
