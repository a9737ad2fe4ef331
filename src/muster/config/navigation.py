"""The main navigation, in order: what it says and the name of the page.

A person sees a page here only if its declaration lets them in, so nothing is said twice.
"""

NAVIGATION: list[tuple[str, str]] = [
    ("Home", "explore:home"),
    ("My school", "my_school:front"),
    ("Schools", "explore:schools"),
    ("Children", "registers:search"),
    ("This week", "registers:week"),
    ("Meetings with schools", "practice:front"),
    ("Shared with us", "shelf:shelf"),
    ("Areas", "explore:areas"),
    ("Groups", "explore:groups"),
    ("Signals", "explore:signals"),
    ("Measures", "explore:measures"),
    ("Packs", "reports:papers"),
    ("Programme", "programme:front"),
    ("Loads", "sources:loads"),
    ("People", "people"),
    ("Data protection", "protection:front"),
    ("Trail", "trail:entries"),
    ("Set up", "setting_up:front"),
]
