"""One measure a code: sessions marked with it, out of possible sessions (rules.md 2.1)."""

from muster.measures.measure import Measure, measure
from muster.tables.codes import CODES, Class, Code


COUNTED = (Class.AUTHORISED, Class.UNAUTHORISED, Class.AEA, Class.ATTENDING)
_POLARITY = {Class.AUTHORISED: "low", Class.UNAUTHORISED: "low"}
_KIND = {
    Class.AUTHORISED: "authorised absence",
    Class.UNAUTHORISED: "unauthorised absence",
    Class.AEA: "approved educational activity",
    Class.ATTENDING: "attending",
}


def _reason(code: Code) -> Measure:
    @measure(
        name=f"reason_{code.code.lower()}",
        title=f"{code.meaning} ({code.code})",
        sentence=f"Possible sessions marked {code.code} ({_KIND[code.cls]}).",
        source="SI 2024/208 regulation 10",
        polarity=_POLARITY.get(code.cls, "none"),
        codes=(code.code,),
    )
    def reason(pupil):
        return pupil.of_codes, pupil.possible

    return reason


REASONS: tuple[Measure, ...] = tuple(
    _reason(code) for code in CODES if code.cls in COUNTED and code.code.isalnum()
)
