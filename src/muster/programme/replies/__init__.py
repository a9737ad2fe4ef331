"""The one form by which people reply: to a consultation, an event, a survey, an evaluation.

Whoever is asked has a private link and needs no account. `form` has the models, `asking`
what keepers do, `answering` what whoever follows a link does, `sending` the letters.
"""
