"""What the trail's words mean, as the end of a sentence that begins with who it was.

`{to}` is whatever it was done to, `{child}` the beginning of a child's hash. A deed that
is written anywhere and stands nowhere here fails the tests.
"""

from muster.accounts.trail import Entry


DEEDS: dict[str, str] = {
    # Signing in
    "person.signed-in": "signed in",
    "person.signed-out": "signed out",
    "person.not-signed-in": "was not let in as {to}",
    "person.changed-password": "changed their own password",
    "second-factor.reset": "took the second factor of {to} away, which was lost",
    "second-factor.added": "set up a way to sign in, or new recovery codes",
    "second-factor.removed": "took one of their ways to sign in away",
    "session.ended": "ended a session of {to}",
    # People
    "person.added": "made an account for {to}",
    "person.changed": "changed what is held of {to}",
    "person.invited": "sent {to} a link to choose a password",
    "person.chose-password": "chose their own password",
    "person.leaves": "said the last day of {to}",
    "person.stays": "said that {to} stays",
    "person.handed-on": "handed on what was {to}’s",
    "person.closed": "closed the account of {to}",
    "person.reopened": "opened the account of {to} again",
    "post.given": "gave {to} a post",
    "post.changed": "changed a post of {to}",
    "post.ended": "ended a post of {to}",
    "post.taken-back": "took back a post of {to} that hadn’t begun",
    "organisation.added": "added {to}",
    "organisation.renamed": "renamed {to}",
    "organisation.closed": "closed {to}",
    "organisation.opened": "opened {to} again",
    "case.taken-on": "put {child} on the caseload of {to}",
    "case.handed-back": "took {child} off the caseload of {to}",
    # Programs
    "token.made": "made a token for {to}",
    "token.revoked": "revoked a token of {to}",
    "api.asked": "fetched {to} with a token",
    # Refusals
    "page.refused": "was refused {to}",
    # Files and loads
    "file.sent": "sent {to}",
    "file.put-aside": "put {to} aside",
    "problems.seen": "looked at the problems of {to}",
    "problems.downloaded": "downloaded the problems of {to}",
    "sample.downloaded": "downloaded the sample of {to}",
    "load.made": "loaded {to}",
    "load.taken-back": "took {to} back",
    # The authority
    "authority.changed": "changed what is set up of the authority",
    "template.downloaded": "downloaded the Word template",
    # Plans
    "plan.made": "started {to}",
    "plan.kept": "said who keeps {to}",
    "plan.reviewed": "gave {to} a day of review",
    "plan.printed": "printed {to}",
    "plan.taken-in": "took a paper into {to}",
    "action.added": "added {to}",
    "action.worded": "reworded {to}",
    "action.owners": "said who owns {to}",
    "action.deadline": "set when {to} is due",
    "action.rated": "gave {to} a colour",
    "action.noted": "wrote about {to}",
    "action.step": "changed a step of {to}",
    "action.evidence": "added evidence to {to}",
    "action.waits": "said what {to} waits for",
    "action.success": "said how it is known that {to} worked",
    "action.proposed": "proposed that {to} be closed",
    "action.withdrawn": "took back that {to} be closed",
    "action.confirmed": "closed {to}",
    "action.reopened": "opened {to} again",
    "priority.taken-up": "made {to} a priority",
    "priority.answered": "said which action answers {to}",
    "priority.taken-out": "took {to} out of the priorities",
    # Strategies
    "strategy.moved": "took {to} a step further or back",
    "strategy.changed": "changed what {to} is",
    "strategy.written": "wrote a version of {to}",
    "strategy.gate-added": "added a board to {to}",
    "strategy.gate-planned": "said when a board takes {to}",
    "strategy.gate-removed": "took a board off {to}",
    "strategy.gate-decided": "wrote down what a board decided on {to}",
    "strategy.issued": "issued {to} as agreed",
    "strategy.printed": "printed {to}",
    "strategy.sent": "wrote down to whom {to} was sent",
    "strategy.acknowledged": "wrote down who has read {to}",
    "strategy.briefed": "wrote down a briefing on {to}",
    "strategy.messages": "wrote the key messages of {to}",
    "consultation.opened": "opened {to}",
    "consultation.theme": "drew a theme from {to}, or took one out",
    "consultation.answered": "said what was done about a theme of {to}",
    "consultation.drawn": "said what a reply to {to} speaks of",
    "consultation.closed": "closed {to}",
    "consultation.printed": "printed {to}",
    "audience.made": "made {to}",
    "audience.changed": "changed who is of {to}",
    # Replies
    "form.made": "made {to}",
    "form.changed": "changed {to}",
    "form.sent": "sent letters about {to}",
    "form.reminded": "reminded whoever had not answered {to}",
    "form.links-made": "downloaded links to {to}, to send by hand",
    "form.answered": "replied to {to}",
    # Packs and papers
    "commentary.asked-for": "asked for {to}",
    "commentary.written": "wrote {to}",
    "commentary.cleared": "cleared {to}",
    "commentary.taken-away": "took {to} away",
    "draft.asked-for": "asked for the {to}",
    "draft.made": "made the {to}",
    "draft.read": "read the draft {to}",
    "draft.downloaded": "downloaded the draft {to}",
    "paper.signed-off": "signed off {to}",
    "paper.read": "read {to}",
    "paper.downloaded": "downloaded {to}",
    # Figures
    "export.made": "downloaded {to}",
    "figures.printed": "printed figures of {to}",
    # Data protection
    "agreement.added": "entered {to}",
    "agreement.changed": "changed {to}",
    "agreement.ended": "ended {to}",
    "agreement.downloaded": "downloaded the document of {to}",
    "incident.reported": "entered {to}",
    "incident.decided": "decided the risk of {to}",
    "incident.told": "told the Information Commissioner of {to}",
    "incident.people-told": "told the people of {to}",
    "incident.noted": "added a note to {to}",
    "incident.closed": "closed {to}",
    "training-copy.made": "made a training copy",
    "paper.made": "made {to}",
    "access.asked": "opened {to}, to see what is held on {child}",
    "access.held-back": "held something back from {to}",
    "access.given-after-all": "gave after all what was held back from {to}",
    "access.extended": "took two more months for {to}",
    "access.paused": "stopped the clock of {to}",
    "access.resumed": "started the clock of {to} again",
    "access.made": "made the answer to {to}",
    "access.answered": "answered {to}",
    "access.refused": "refused {to}",
    "access.downloaded": "downloaded {to}",
    "erasure.asked": "opened {to}, to have {child} erased",
    "erasure.decided": "decided {to}",
    "erasure.confirmed": "confirmed {to}",
    "erasure.refused": "refused {to}",
    "hold.put": "put {to} on",
    "hold.ended": "ended {to}",
    "child.correction-ended": "let a file’s value stand over a correction of {child}",
    "child.looked-for": "looked for a child, for data protection",
    "child.found": "looked at what is held on {child}",
    "child.corrected": "corrected the record of {child}",
    "child.corrected-again": "corrected the record of {child} again",
    "child.erased": "erased {child}",
    "erasure.certificate-downloaded": "downloaded the certificate of {to}",
    "retention.set": "set how long {to} is kept",
    "retention.confirmed": "confirmed what retention clears away",
    "retention.done": "cleared away what was past its time",
    "retention.certificate-downloaded": "downloaded the certificate of {to}",
    # Children
    "child.viewed": "opened the record of {child}",
    "child.opened-beyond-reach": "opened the record of {child} beyond their reach",
    "child.not-opened": "tried to open a record beyond their reach, and opened none",
    "children.searched": "searched for children",
    "children.listed": "listed the children of {to}",
    # The trail itself
    "trail.read": "read the trail",
    "trail.downloaded": "downloaded rows of the trail",
    "trail.searched": "searched the trail for {child}",
}
REFUSED = ("page.refused", "person.not-signed-in")
# Enough of a hash to tell one child from another on a page.
SHORT = 8


def sentence(row: Entry, who: str, whom: str = "") -> str:
    """“Rosalind Quillfeather opened the record of child 7f3a90bc.”

    ``who`` did it, and ``whom`` is the name of the person it was done to, if it was one.
    """
    child = f"child {row.child[:SHORT]}" if row.child else "a child"
    done = DEEDS.get(row.did, f"did “{row.did}” to {{to}}")
    said = f"{who} {done.format(to=whom or _thing(row.to), child=child)}"
    if row.child and "{child}" not in done:
        said += f", of {child}"
    return f"{said}: {row.reason.rstrip('.')}." if row.reason else f"{said}."


def _thing(to: str) -> str:
    """“load:4” as “load 4”, “page:sources:load 4” as “the page sources:load 4”."""
    kind, colon, which = to.partition(":")
    said = f"{kind} {which}" if colon else to or "something"
    return f"the {said}" if kind == "page" else said
