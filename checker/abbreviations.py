"""
Words after which a full stop does not end a sentence, and what may follow them; all in small letters.

Never here: a rule, or a regular expression.
"""


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


# Never an end.
TITLES = _words(
    "mr mrs ms mx messrs dr prof gen sen rep gov lt col sgt capt cmdr adm maj pvt cpl spc brig det dep asst rev hon pres mt fr supt "
    "insp atty amb msgr v vs e.g i.e cf viz approx a.k.a n.b ca bzw z.b d.h u.a nr abs hr mio mrd tsd mme mlle sr sra dott ing им т.е г ул"
)
BEFORE_NUMBERS = _words(
    "no nos fig figs art arts ch vol vols p pp par para eq ed app tel ext ver op "
    "jan feb mar apr jun jul aug sep sept oct nov dec"
)
HOURS = _words("a.m p.m")
AFTER_HOURS = _words(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october "
    "november december et est edt ct cst cdt mt mst mdt pt pst pdt gmt bst cet cest utc eastern central mountain pacific eastern local"
)
# An end where one of the STARTERS follows.
MAY_END = _words("inc ltd co corp jr bros dept est etc ph.d m.d b.a m.a mass calif fla tex pa va st ave blvd rd ft al sec secs")
# A single letter after one of these is no initial.
LETTERED = _words(
    "plan vitamin group type class grade option section exhibit appendix part phase hepatitis on via team level category"
)
# What begins a sentence far more often than it goes on after "U.S." or "Inc."
STARTERS = _words(
    "the a an this that these those it he she we they i you his her its their our my there here but and or so yet if when "
    "while as after before since although though because in on at by for from to with under during what who why how which "
    "where not no more most some many all both each every one two however meanwhile then now"
)
MONTHS = _words("januar februar märz april mai juni juli august september oktober november dezember jahrhundert")
