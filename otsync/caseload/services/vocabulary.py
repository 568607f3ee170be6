"""The words of service time, as data: each rule is a token's code and the words it has. The first rule that fits wins.

A code is one character, so that a sentence becomes a short string and a phrase a regular expression over it (`phrases`):
  m minutes   n number   x times   k once, twice   s session   p period (noun)   l period (adverb)   K cycle   N ratio (3:1)
  r per   a a, an   e each, every   o other   f of   F for   I in, over   T dash, to   O or   & and   + plus   / , : ( ) = themselves
  d direct   c consult   i indirect   v observation   b combined   t setting   G group   Y individual   S students   q qualifier   u up to
  D date   B from   U until   h then   E ESY   5 504   R RTI   J ordinal   y for the year   Z weekdays   H heading (minutes, duration)
  o other   z not to be counted (value: the flag)   1 OT   2 another discipline   w any other word
"""

# ruff: noqa: E501  (a rule is easier to check on one line)

from __future__ import annotations

NUMBERS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12,
    "fifteen": 15, "eighteen": 18, "twenty": 20, "twenty-five": 25, "thirty": 30, "thirty-five": 35, "thirty-six": 36, "forty": 40,
    "forty-five": 45, "fifty": 50, "sixty": 60, "ninety": 90,
}  # fmt: skip
_ONES = "one|two|three|four|five|six|seven|eight|nine"
_WORDS = "|".join(
    sorted((word.replace("-", "[- ]") if "-" in word else rf"{word}(?![- ](?:{_ONES}))" if word.endswith("ty") else word for word in NUMBERS), key=len, reverse=True)
)
NUM = rf"(?:\d{{1,3}}(?:,\d{{3}})+|\d{{1,4}}(?:\.\d{{1,2}})?|\.\d{{1,2}}|(?:{_WORDS})(?![a-z]))(?:\s?\((?:\d{{1,4}}|{_WORDS})\))?"
HALVES = r"(?:\d{1,2}\s?[½¼¾]|[½¼¾]|\d{1,2}[\s-]1/2|1/2)"
MIN = r"(?:minutes?(?![a-z])|mins?(?![a-z])\.?|m(?![a-z])|['’′](?!\w))"
HOUR = r"(?:hours?(?![a-z])|hrs?(?![a-z])\.?|h(?![a-z]))"
END = r"(?![a-z])"
MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
DATE = (
    rf"(?:\d{{1,2}}/\d{{1,2}}/(?:\d{{4}}|\d{{2}})(?!\d)|\d{{1,2}}\.\d{{1,2}}\.(?:\d{{4}}|\d{{2}})(?!\d)|\d{{1,2}}-\d{{1,2}}-(?:\d{{4}}|\d{{2}})(?!\d)|"
    rf"\d{{4}}-\d{{2}}-\d{{2}}|(?:{MONTHS})[a-z]*\.?\s\d{{1,2}}(?:st|nd|rd|th)?,?\s\d{{4}})"
)
_DASH = r"(?:-|–|—|to(?![a-z]))"
_WEEKDAY = r"(?:mon|tue|tues|wed|weds|thu|thur|thurs|fri|monday|tuesday|wednesday|thursday|friday)s?"
_GRADING = r"(?:grading|marking|progress[\s-]?reporting|reporting|progress[\s-]report|report[\s-]card)"

OTHERS = (
    r"slp|s/l|s&l|speech(?:\s?[/-]?\s?(?:and\s)?lang(?:uage)?(?:\s?pathology)?)?(?:\stherapy)?|language\stherapy|pt|physical\stherapy|"
    r"counsel(?:l?ing|or)|erics|erhms|ape|adapt(?:ed|ive)\s(?:p\.?e\.?|physical\seducation)|sai|sdi|specialized\sacademic(?:\sinstruction)?|rsp|"
    r"psych(?:ology|ological)?(?:\sservices)?|social\swork(?:er)?|audiology|vision\sservices?|tvi|o&m|orientation\sand\smobility|dhh|nursing|"
    r"nurse|health\sservices?|transportation|aba|behaviou?r\s(?:support|intervention|services?)|music\stherapy|aac|assistive\stechnology"
)
"""Other disciplines wherever they are named."""
ASIDES = (
    r"(?:sensory|movement|brain|motor|body)\sbreaks?|breaks|home\s(?:exercise\s)?program|hep|transport(?:ed)?|accommodations?|visual\sschedules?|removed|"
    r"removal|(?:1:1\s|one[\s-]on[\s-]one\s)?(?:aide|para(?:professional)?)\s(?:support|time)|recess|homework|on\stask|tolerates?|writes?|timer"
)
"""What minutes may be told of that are nobody's service: an amount behind them is not ours."""
OTHERS_FIRST = r"st|sw|sped|special\s?ed(?:ucation)?|specially\sdesigned\sinstruction|srs|resource|vision|reading|math|behaviou?r|aide|para|speech|rsp|health"
"""Shorter words that name another discipline only where they begin a line or a part of it."""

PERIODS: tuple[tuple[str, str], ...] = (
    ("nine_weeks", rf"(?:nine|9)[\s-]?(?:weeks?|wks?)(?:\s{_GRADING}\s(?:period|term)s?|\squarters?|\sterms?)"),
    ("grading_period", rf"(?:(?:six|eight|twelve|\d{{1,2}})[\s-]?(?:weeks?|wks?)\s)?{_GRADING}\s(?:period|term|cycle)s?|report[\s-]cards?"),
    ("iep_term", r"(?:iep|plan)\s(?:term|period|duration)|iep(?=\s*$)"),
    ("year", r"(?:iep|school|academic|calendar|plan)\s(?:year|yr)s?|years?|yrs?\.?|annum"),
    ("semester", r"semesters?|sem\.?"),
    ("trimester", r"trimesters?|tri\.?"),
    ("quarter", r"quarters?|qtrs?\.?|qrtr"),
    ("month", r"(?:calendar\s)?months?|mos?\.?|mths?|mnths?|m"),
    ("week", r"(?:school\s)?weeks?|wks?\.?|w"),
    ("day", r"(?:school\s)?days?"),
)
ADVERBS: tuple[tuple[str, str], ...] = (
    ("biweekly", r"bi[\s-]?(?:weekly|wkly)"),
    ("bimonthly", r"bi[\s-]?(?:monthly|mthly)"),
    ("semi_monthly", r"semi[\s-]?monthly"),
    ("semi_weekly", r"semi[\s-]?weekly"),
    ("two_weeks", r"fortnightly|alternat(?:e|ing)\s(?:weeks?|wks?)|every\sother\s(?:weeks?|wks?)|eow|e\.o\.w\.|"
     rf"(?:every\sother|every\s(?:second|2nd)|alternat(?:e|ing))\s{_WEEKDAY}"),
    ("unclear", r"bi[\s-]?annual(?:ly)?|semi[\s-]?annual(?:ly)?|tri[\s-]?weekly|bi[\s-]?quarterly|tri[\s-]?monthly"),
    ("week", r"weekly|wkly\.?|wkl"),
    ("month", r"monthly|mthly|mnthly|moly"),
    ("day", r"daily"),
    ("quarter", r"quarterly|qtrly"),
    ("year", r"yearly|annually|annual"),
)
SETTINGS: tuple[tuple[str, str], ...] = (
    (
        "pull-out",
        r"pull[\s-]?outs?|p/o|p\.?o\.?|(?:in\s)?(?:an?\s|the\s)?(?:separate\s(?:therapy\s|ot\s|quiet\s|small\s)?(?:setting|location|room|class(?:room)?|space|area)|(?:therapy|ot|motor|clinic|"
        r"resource|sped)\sroom|ot\s(?:space|area|clinic|gym|office|suite|lab)|(?:special\sed(?:ucation)?|sped)(?:\s(?:class(?:room)?s?|settings?|room)|(?=\s(?:and|or|&|/|and/or)\s)))|outside\s(?:of\s)?(?:the\s)?"
        r"(?:gen(?:eral)?\.?\s?ed(?:ucation)?(?:\s(?:class(?:room)?|setting|environment))?|(?:regular\s)?class(?:room)?)|"
        r"out\sof\s(?:the\s)?(?:gen(?:eral)?\.?\s?ed(?:ucation)?\s)?class(?:room)?",
    ),
    (
        "push-in",
        r"push[\s-]?ins?|p/i|p\.?i\.?|(?:in\s|within\s|inside\s)?(?:the\s|a\s|his\s|her\s|their\s)?(?:(?:gen(?:eral)?\.?\s?ed(?:ucation)?|regular(?:\sed(?:ucation)?)?)"
        r"(?:\s(?:class(?:room)?|setting|environment))?|inclusion(?:\s(?:class(?:room)?|setting))?)(?!\s(?:teacher|year))|"
        r"(?:in|within|inside)[\s-](?:the\s|his\s|her\s|their\s)?class(?:room)?(?!\s(?:teacher|staff))|classroom[\s-]based|classroom(?!\s(?:teacher|staff|"
        r"obs|support|aide|team|material|accom|modif|act|task|routine|strateg))",
    ),
    ("teletherapy", r"tele[\s-]?(?:therapy|health|practice|ot)|tele(?=\s)|virtual(?:ly)?|remote(?:ly)?|online|(?:via|by|over|on)\szoom|zoom"),
)

AS_NEEDED = (
    r"(?:as|if|when|where|whenever)\s(?:it\sis\s|deemed\s|otherwise\s)?(?:needed|necessary|appropriate|warranted|requested|required|indicated|"
    r"available|possible|able|applicable|tolerated|determined)|prn|(?:as|when|if)\s(?:the\s)?(?:schedule|time|scheduling)\s(?:allows?|permits?)|"
    r"(?:at|per|by)\s(?:the\s)?(?:ot'?s?|therapist'?s?|team'?s?|teacher'?s?)\s(?:discretion|request|judgm?ent|choice)|(?:up)?on\srequest|"
    r"at\s(?:the\s)?discretion(?:\sof)?|when\savailable|on[\s-]call|as\sneed|need[\s-]based|on\san?\s(?:as[\s-])?needed\sbasis"
)
VARIES = (
    r"var(?:y|ies|ied|iable|ying)|flexible\s(?:frequency|minutes|amount|as)|intermittent(?:ly)?|periodic(?:ally)?|regular(?:ly)?\s(?:basis|consult\w*|"
    r"check\w*)|regularly|occasional(?:ly)?|sporadic(?:ally)?|irregular(?:ly)?|rotating|some|most|several|few|multiple|sometimes|usually|typically|"
    r"often|frequent(?:ly)?|alternat\w*|various|numerous|minimal(?:ly)?|short|brief"
)
CHANGES = (
    r"fad(?:e[ds]?|ing)|taper(?:s|ed|ing)?|increas(?:e[ds]?|ing)|decreas(?:e[ds]?|ing)|reduc(?:e[ds]?|ing|tion)|reassess\w*|re-?evaluat\w*|"
    r"previous(?:ly)?|former(?:ly)?|was|were|amend(?:ed|ment)|changed|proposed?|trial|except(?:ing)?|unless|excluding|instead|not|if|"
    r"transition(?:ing)?\sto|mov(?:e|ing)\sto|drop(?:s|ping)?\sto|down\sto|discharg\w*|dismiss(?:ed|al)?|exit(?:ed|ing)?|discontinu\w*|suspend\w*|"
    r"on\shold|no\slonger|no\smore|never|stop(?:s|ped)?|ended|denied|doubled?|no(?=\sot(?![a-z]))|declined?|refus\w*|waived?|last\syear|next\syear|old|new|before|after|remaining"
)
SEASONS = (
    r"fall|autumn|winter|spring|summer(?!\sschool)|(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
    r"oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
UNSURE = r"tbd|tba|t\.b\.d\.|pending|confirm\w*|verif\w+|(?:double[\s-])?check(?![\s-]?in)|recheck|maybe|possibly|perhaps|probably|unsure|unknown|unclear|approx\s\?|\?+|to\sbe\sdetermined|undetermined"

# (code, words): numbers and amounts first, since they are the longest.
RULES: tuple[tuple[str, str, str], ...] = (
    # code, value, pattern
    ("D", "", DATE),
    ("w", "", rf"(?:per\s(?:the\s)?)?(?:iep|annual|meeting|review|dated|amendment|eval\w*)\s?(?:date|dated|of|on)?:?\s{DATE}"),
    ("z", "uncertain", r"~~"),
    ("w", "", r"\d\d\s?[-–/]\s?\d\d\s(?:school\s(?:year|yr)|sy)(?![a-z])"),
    ("w", "", r"20\d\d\s?[-–/]\s?(?:20)?\d\d(?!\d)(?:\sschool\syear|\ssy)?|sy\s?\d\d\s?[-–/]\s?\d\d"),
    ("w", "", r"(?:\d{1,2}|two|three)\s(?:\w{1,12}\s)?goals?(?![a-z])|(?:rm|room|goals?|grade|gr|case|district|code|service\scode|age|page|step|option)\.?\s?#?\s?\d{1,4}[a-z]?(?![\d%])(?:\s?(?:-|–|,|&|and|to)\s?#?\d{1,2}(?!\d|\s?(?:m|x|h)))*"),
    ("w", "", r"\(?(?:9[27]\d{3}|G\d{4})(?![\d])\)?"),
    ("w", "", r"\(\s?(?:330|415|425|450|460)\s?\)|(?:330|450)(?=\s?[-–:]?\s?(?:occupational|ot(?![a-z])))|k-\d{1,2}|\d{1,2}(?:st|nd|rd|th)\sgrade"),
    ("code", "", r"\d{1,3}\s?/\s?\d{1,3}\s?/\s?(?:[wmdyq]|wk|week|weekly|mo|month|monthly|yr|day)(?![a-z])"),
    ("5", "", r"(?:section\s|per\s)?504(?:\s(?:plan|accommodations?))?(?!\s?(?:min|hour|hr|x\s|/)|\d)"),
    ("K", "", rf"(?:{NUM})[\s-]?(?:school[\s-])?days?[\s-](?:cycles?|rotations?|rotating\sschedule|schedule)|(?:{NUM})[\s-]?day\s(?:cycles?|rotations?)"),
    ("N", "", r"\d\s?:\s?\d(?!\d)(?:\smodel)?"),
    ("w", "", r"(?:\d{1,2}:\d{2}(?:\s?[ap]\.?m\.?)?)(?:\s?[-–]\s?\d{1,2}:\d{2}(?:\s?[ap]\.?m\.?)?)?"),
    ("z", "minutes_range", rf"between\s{NUM}\s?(?:{MIN}|{HOUR})?\s?(?:and|&|-|to)\s{NUM}(?:[\s-]?(?:{MIN}|{HOUR}))?"),
    ("z", "minutes_range", rf"{NUM}\s?(?:{MIN}|{HOUR})?\s?{_DASH}\s?{NUM}[\s-]?(?:{MIN}|{HOUR})"),
    ("z", "alternatives", rf"(?<![\d/]){NUM}\s?(?:{MIN}|{HOUR})?\s?(?:or|/)\s?\d{{2,3}}[\s-]?(?:{MIN}|{HOUR})"),
    ("m", "", rf"{NUM}[\s-]?{HOUR}\s?(?:and\s|,\s|&\s)?{NUM}[\s-]?{MIN}"),
    ("m", "", r"\d{1,2}\s?h(?:rs?)?\s?\d{2}(?![\d\sa-z])"),
    ("m", "", r"\d{1,2}h\d{2}(?![\da-z])"),
    ("m", "90", r"(?:an|1|one)\shour\sand\sa\shalf|(?:one|1)\sand\s(?:a|one)[\s-]half\shours?"),
    ("m", "30", r"(?:a\s|one[\s-])?half[\s-](?:of\s)?(?:an\s)?hour|half\s(?:an\s)?hr"),
    ("z", "minutes_unclear", r"(?:three[\s-]|a\s|one[\s-])?quarters?(?:\sof)?(?:\san)?\s(?:hour|hr)s?"),
    ("m", "", rf"{HALVES}[\s-]?(?:an\s|of\san\s)?{HOUR}"),
    ("z", "frequency_range", r"\d{1,2}\s?/\s?\d{1,2}\s?(?:x|times)(?![a-z])"),
    ("m", "rate", rf"{NUM}\s?mp[wmd](?![a-z])"),
    ("m", "at least", rf"{NUM}\s?\+\s?{MIN}"),
    ("m", "", rf"{NUM}[\s-]{{0,2}}(?:{MIN}|{HOUR})"),
    ("m", "60", rf"an\s{HOUR}"),
    ("Y", "", rf"one[\s-](?:on|to)[\s-]one|1[\s-](?:on|to|-)[\s-]?1(?![\d/])|1-1(?![\d/])|individual(?:ly|ized)?{END}|indiv{END}\.?|ind{END}\.?"),
    ("z", "units", rf"{NUM}\s?units?{END}|units?{END}"),
    ("q", "minimum", r"(?:at\sleast|(?:a\s)?min(?:imum)?\.?(?:\sof)?|no\s(?:less|fewer)\sthan|not\sless\sthan|>=|≥)(?=\s?\d|\s(?:thirty|fifteen|twenty|one|two))"),
    ("q", "minimum", r"at\sleast|(?:a\s)?minimum(?:\sof)?|no\s(?:less|fewer)\sthan|or\smore|(?:at\s)?min\.(?=\s\d)"),
    ("q", "approximate", rf"approx(?:imately|imate)?{END}\.?|about{END}|around{END}|~|≈|roughly{END}|(?:an?\s)?average(?:s|d|\sof)?{END}|avg{END}\.?"),
    ("u", "", rf"up\sto{END}|not\sto\sexceed|no\s(?:more|greater)\sthan|max(?:imum)?(?:\sof|\ssize(?:\sof)?)?{END}\.?|at\smost|less\sthan|fewer\sthan|under(?=\s\d)|<=?|≤"),
    ("z", "discipline_unclear", r"(?:shared|split|combined|joint(?:ly)?|co-?lead)\s(?:with|between|by|among)(?![a-z])"),
    ("z", "as_needed", rf"(?:{AS_NEEDED}){END}"),
    ("w", "", r"(?:no|not\seligible\sfor|does\snot\squalify\sfor|not\sin|declined|w/o|without)\s(?:esy|extended\sschool\syear)|esy\s?[:=-]?\s?(?:no|n/?a|not\s\w+|none)(?![a-z])"),
    ("z", "esy_unclear", r"(?:esy|extended\sschool\syear)\s?[:=-]\s?(?:yes|y)(?![a-z])"),
    ("z", "kind_unclear", r"includ(?:es|ing|ed?)\s(?:\w{1,12}\s){0,2}(?:consult\w*|indirect)|incl\.?\s(?:consult\w*|indirect)"),
    ("w", "", r"(?:direct|indirect|consult\w*|group|individual)(?:\s(?:services?|ot))?\s?[:=–-]\s?(?:none|n/?a|0(?:\s?min\w*)?)(?![a-z\d./])"),
    ("w", "", r"no\s(?:consult\w*|direct|indirect|goals?|group|change\sin\sservices?)"),
    ("E", "", rf"(?:esy|extended\sschool\syear|summer\sschool){END}(?:\s20\d\d(?!\d))?"),
    ("z", "esy_unclear", r"(?:incl\w*\.?|also|and|plus|with|through(?:out)?|&|\+)\s(?:during\s|in\s|for\s)?(?:the\s)?(?:esy|extended\sschool\syear)(?!\s?:?\s?\d|[a-z]|\sfor\s\d)"),
    ("w", "", rf"(?:rsy|reg(?:ular|\.)?\s(?:school\s)?(?:year|yr)){END}"),
    ("R", "", rf"(?:rti|mtss|(?:tier|t)\s?(?:ii|iii|2|3)|intervention\splan){END}"),
    ("y", "iep_term", r"(?:for|during|throughout|over|across|within)\s(?:the\s)?(?:(?:entire\s|full\s)?(?:duration|term|life|length|course)\sof\s(?:the|this|his|her|their)?\s?(?:iep|plan)|iep(?:\s(?:term|period|duration))?(?!\s?(?:year|yr)))|(?:the\s)?duration\sof\sthe\siep"),
    ("y", "year", r"(?:for|during|throughout|over|across|within)\s(?:the\s|this\s|one\s|1\s|a\s)?(?:(?:entire|full|whole|current|coming)\s)?(?:iep|school|academic|calendar)\s(?:year|yr)|(?:for|over|during)\s(?:the|one|1)\s(?:year|yr)"),
    ("h", "", rf"(?:and\s)?then{END}|followed\sby|thereafter"),
    ("B", "", rf"(?:from|start(?:ing|s)?(?:\s(?:date|on))?|begin(?:ning|s)?(?:\s(?:date|on))?|effective(?:\s(?:date|on))?|eff{END}\.?|as\sof|since)\s?:?\s?(?=(?:{DATE}))"),
    ("U", "", rf"(?:until|till?|through|thru|end(?:ing|s)?(?:\s(?:date|on))?|to|by)\s?:?\s?(?=(?:{DATE}))"),
    ("z", "dates", rf"(?:until|till|through|thru|starting|beginning|ending){END}"),
    ("z", "period_unclear", r"[ab]-(?:days?|weeks?)(?![a-z])|(?-i:[AB])\s(?:days?|weeks?)(?![a-z])|(?:even|odd)\s(?:weeks?|days?)|weeks?\s\d{1,2}\s?(?:-|–|to|&|and)\s?\d{1,2}"),
    *(("l", name, rf"(?:{words}){END}") for name, words in ADVERBS),
    ("z", "total_conflict", r"(?:weekly|monthly)\s?/\s?(?:weekly|monthly)(?!.)"),
    ("c", "", rf"(?:consult(?:ation|ations|ative|ing|s|ant)?|collab(?:oration|orative|oratively)?\.?(?:\sconsult\w*)?|cons?\.?){END}"),
    ("i", "", rf"(?:indirect(?:ly)?){END}"),
    ("v", "", rf"(?:classroom\s)?(?:observations?|observe[sd]?|obs{END}\.?){END}"),
    ("d", "", rf"(?:direct(?:ly)?|dir\.?){END}"),
    ("b", "", rf"(?:combined|combination(?:\sof)?|combo){END}"),
    *(("t", name, rf"(?:{words}){END}") for name, words in SETTINGS),
    ("G", "", rf"(?:small\s|large\s)?(?:groups?|grps?|dyads?){END}\.?(?:\s(?:setting|sessions?(?=\sof\s\d)|size))?"),
    ("S", "", rf"(?:other\s)?(?:students?|kids|children|peers?){END}"),
    *(("p", name, rf"(?:{words}){END}") for name, words in PERIODS if name not in ("month", "week", "day")),
    ("K", "", rf"(?:cycles?|rotations?){END}"),
    ("p", "month", rf"(?:calendar\s)?months?{END}|mos?{END}\.?|mths?{END}|mnths?{END}|(?<=/)m(?![a-z])"),
    ("p", "week", rf"(?:school\s)?weeks?{END}|wks?{END}\.?|w(?![a-z/&.])"),
    ("p", "day", rf"(?:school\s)?days?{END}"),
    ("Z", "", rf"(?:{_WEEKDAY}(?:\s?(?:/|,|&|and)\s?{_WEEKDAY})*){END}\.?|(?:m/w/f|mwf|m/w|t/th|t/thu|tth|tu/th|m/th|m/f|w/f|t/f)(?![a-z])"),
    ("k", "", rf"(?:once|twice|thrice){END}"),
    ("J", "", rf"(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|last|final|1st|2nd|3rd|[4-9]th|1[0-2]th){END}"),
    ("=", "", rf"=|equals?{END}"),
    ("$", "", rf"(?:for\sa\s|in\s|a\s)?(?:grand\s)?total(?:s|ing|ling|ed)?{END}(?:\sof{END})?\s?:?"),
    ("x", "", r"(?:x|×)(?=\s?(?:wk|week|mo|month|day|dail|w(?![a-z])|m(?![a-z])))|(?:x|×)(?![a-z])|times?(?![a-z])"),
    ("s", "", rf"(?:sessions?|visits?|treatments?|increments?|blocks?|sess{END}\.?|appointments?){END}"),
    ("H", "minutes", rf"(?:minutes?|mins?|duration|dur|length|amount\sof\stime){END}\.?(?:\s(?:of|per|each)\s(?:session|visit))?"),
    ("H", "times", rf"(?:frequency|freq){END}\.?"),
    ("w", "", r"on\san?\s(?=(?:weekly|monthly|daily|quarterly))|basis(?![a-z])|(?:per|of|see|current)\s(?:the\s)?iep(?![a-z])(?!\s(?:term|period|year|yr|duration))"),
    ("r", "", rf"per{END}|p/(?=[a-z])"),
    ("e", "", rf"(?:each|every|ea){END}\.?"),
    ("o", "", rf"other{END}"),
    ("f", "", rf"(?:out\s)?of{END}"),
    ("F", "", rf"for{END}"),
    ("I", "", rf"(?:(?:to\sbe\s)?(?:divided|split|broken)(?:\sup)?\s(?:into|in|over|across|between|among|by)|in(?:to)?|over|across|during|within){END}"),
    ("T", "", rf"-|–|—|to{END}"),
    ("and_or", "", r"and\s?/\s?or(?![a-z])"),
    ("O", "", rf"or{END}"),
    ("+", "", rf"\+|plus{END}|w/(?=\s?(?:\d|consult|indirect|direct))|(?:along\s|together\s)?with(?=\s?(?:\d|an?\s|consult|indirect|direct))|in\saddition(?:\sto)?{END}|as\swell\sas{END}"),
    ("&", "", rf"&|and{END}"),
    ("a", "", rf"an?{END}"),
    ("z", "uncertain", rf"(?:{UNSURE})(?![a-z])"),
    ("z", "period_unclear", rf"(?:{VARIES}){END}"),
    ("z", "changes", rf"(?:{CHANGES}){END}"),
    ("z", "dates", rf"(?:{SEASONS}){END}"),
    ("1", "", r"(?:ot|o\.t\.|occupational\stherap(?:y|ist|ists))(?![a-z])(?:\sservices?)?"),
    ("w", "", r"(?:co-?treat(?:ing|ment|ed|s)?|with|w/|alongside|and|from|by)\s(?:the\s)?(?:" + OTHERS + r")(?![a-z])"),
    ("2", "", r"(?-i:AT)(?=\s(?:consult|services?|support|\d))"),
    ("2", "", rf"(?:{OTHERS})(?![a-z])"),
    ("2", "aside", rf"(?:{ASIDES})(?![a-z])"),
    ("n", "", rf"{NUM}"),
    ("(", "", r"[(\[]"),
    (")", "", r"[)\]]"),
    (",", "", r"[,;]"),
    (":", "", r":"),
    ("/", "", r"/|@"),
)  # fmt: skip
