"""The words of the trade, as phrases with a tag and a value. Matched longest first, hyphens inside a phrase optional."""

from __future__ import annotations

from typing import Any

from otsync.caseload.dates import WEEKDAYS
from otsync.caseload.notes.tokens import tokenise
from otsync.caseload.notes.when import Tokens

# Tags. Each phrase belongs to one.
SETTING, KIND, REASON, NOT, MAKEUP, SEEN, SCHED, ACT, FREQ, DATA, HEDGE, TOTAL, WEEKOF, WHERE, TEST, WHO, AFTER = (
    "setting", "kind", "reason", "not", "makeup", "seen", "sched", "act", "freq", "data", "hedge", "total", "weekof",
    "where", "test", "who", "after",
)
PEOPLE, ATTEMPT, UNIT, GROUP, ADMIN, LATE, REF, PLAN, ASSIST, CO, EACH, DAYPART, SPOKE, BOUND, CUT, NOTYET, BUSY, VAGUE, WEAK, MADE = (
    "people", "attempt", "unit", "group", "admin", "late", "ref", "plan", "assist", "co", "each", "daypart", "spoke", "bound", "cut",
    "notyet", "busy", "vague", "weak", "made",
)

_WORDS: dict[str, dict[Any, str]] = {
    SETTING: {
        "push-in": "push in|pushin|pushed in|pushing in|pi|p/i|in class|in classroom|in the classroom|in the class|inclass|general ed classroom"
        "|general education classroom|gen ed classroom|gen ed class|gen ed room|gen ed|gened|classroom|homeroom|in her classroom"
        "|in his classroom|in their classroom|inclusion|inside gen ed|general education|general ed|inclusion classroom|regular ed classroom"
        "|in-class support|within the classroom|within classroom|class based|classroom based|integrated",
        "pull-out": "pull out|pullout|pulled out|pulled|po|p/o|therapy room|ot room|ot gym|in ot|motor room|ot space|therapy gym|therapy space"
        "|ot office|motor lab|sensory gym|out of class|outside of class|outside gen ed|separate setting|small room|pull outs|tx room"
        "|treatment room|clinic room|ot clinic",
        "teletherapy": "teletherapy|tele therapy|telehealth|tele|virtual|virtually|zoom|via zoom|google meet|online|telepractice|remote"
        "|virtual session|teletx|video session|telemed",
    },
    KIND: {
        "consult": "consult|consulted|consultation|consults|consulting|consultative|cons|collab|collaborated|collaboration|collaborate"
        "|conferred|coaching|coached|teacher training|trained para|trained teacher|para training|staff training|inservice"
        "|in service|trained staff|trained aide|modeled for teacher|modeled for|modelled for|demonstrated for|educated teacher|teacher education",
        "indirect": "doc|docs|documenting|documented|charting|prep|prepped|preparation|material prep|materials prep|documentation|paperwork|made visual schedule|made materials"
        "|indirect|note writing|wrote notes|session planning|planning time|lesson planning|billing|progress report|progress reports|progress note"
        "|data entry|laminated|adapted materials|progress reporting|wrote progress report|chart review|record review"
        "|file review|records review|report writing|wrote report|adapting materials|making materials|set up equipment"
        "|wrote iep|iep writing|wrote goals|goal writing",
        "evaluation": "eval|evaluation|re-eval|reeval|reevaluation|re-evaluation|assessment|assessing|evals|initial eval"
        "|screening|screened|administered|ot eval|ot evaluation|standardized testing",
        "meeting": "iep meeting|iep mtg|iep mtng|iep meet|team meeting|team mtg|annual iep meeting|triennial iep|504 meeting"
        "|504 mtg|sst|sst meeting|sst mtg|mdt|mdt meeting|eligibility meeting|eligibility mtg|staffing|parent conference"
        "|parent teacher conference|iep conference|planning meeting|data meeting|iep team meeting"
        "|annual review meeting|transition meeting|triennial meeting|iep amendment meeting|amendment meeting|iep review meeting"
        "|arc meeting|arc|pst meeting|mtss meeting|ppt|ppt meeting|ard|ard meeting|pet meeting|cse meeting|annual meeting|manifestation meeting",
        "direct": "direct|treatment|tx|therapy session|direct tx|direct service|direct services|therapy|tx session|session|sessions|"
        "direct ot|ot session|ot tx|individual session|small group session|group session",
    },
    GROUP: {
        "group": "group|grp|small group|sm group|sm grp|small grp|groups|gp",
        "individual": "individual|indiv|ind|one on one|one to one|1 on 1|individually|solo",
        "pair": "pair|dyad|partner|buddy",
    },
    REASON: {
        # value: reason + " " + strength; hard = the session did not take place, event = it may be narrative.
        "student_absent hard": "absent|abs|absence|no show|noshow|not at school|not in school|not here|home sick|out sick|sick|ill|out ill|out today"
        "|absent today|stayed home|at home sick|kept home|on vacation|family vacation|vacation|truant|unexcused|excused absence|unexcused absence"
        "|unexcused|excused|did not attend school|didn't come to school|didn't come|did not come to school|not in attendance|not present"
        "|is out|was out|student out|went home|went home sick|sent home|sent home sick|family trip|out of town|quarantine|quarantined|covid"
        "|in hospital|in the hospital|hospitalized|out with fever|chronic absence|left school early|out of school|not in today|not at sch|"
        "st absent|child absent",
        "student_refused hard": "refused|refusal|declined|refuses|wouldn't come|would not come|did not want to come|didn't want to come"
        "|wouldn't participate|would not participate|refused to come|refused to participate|refused session|refused tx|wouldn't leave class"
        "|would not leave class|did not want to leave|didn't want to leave|parent declined|family declined|mom declined|dad declined"
        "|parent refused|student declined|declined to participate|declined services|wouldn't leave|would not leave|ref|unwilling"
        "|chose not to come|opted out|declined to come|would not transition|wouldn't transition|did not want to go|didn't want to go|refusing",
        "student_unavailable hard": "in-school suspension|in school suspension|iss|oss|suspended|suspension|not available|unavailable|in crisis"
        "|asleep|sleeping|at nurse|with nurse|in nurse's office|in nurses office|in the nurse's office|nurse's office|at the nurse"
        "|in the nurse's|in office|in principal's office|in the office|with counselor|with psych|with psychologist|with school psych|dentist"
        "|dentist appt|dr appt|doctor appt|dr appointment|doctor's appt|dr's appt|doctor's appointment|appointment|appt|orthodontist"
        "|picked up early|early pick up|early pickup|left early|detention|in detention|student not available|student unavailable|with speech"
        "|in speech|with social worker|seen by slp|at pt|with principal|with admin|being tested|in testing|taking a test|taking test"
        "|class test|had a test|finishing a test|making up a test|make up test|make up work|finishing test|behavior incident|dysregulated|meltdown"
        "|with dean|nurse|medical appt|medical appointment|doctor appointment|dental appt|dental appointment|teacher declined"
        "|teacher wouldn't release|teacher would not release|teacher kept|teacher requested|not feeling well|threw up|vomited|seizure"
        "|checked out early|check out early|signed out early|late arrival|arrived late|teacher asked|with teacher for|in counseling"
        "|in time out|in timeout|kept in class|in another service|needed in class|with another provider|with resource|in reading group",
        "provider_absent hard": "ot absent|ot out|ot sick|ot ill|ot out sick|ot was out|ot was sick|i was out|i was sick|i was absent|therapist absent"
        "|therapist out|therapist sick|therapist out sick|therapist was out|therapist ill|provider absent|provider out|provider sick|ot on leave"
        "|cota absent|cota out|cota sick|me sick|me out|i'm sick|i'm out|i am out|i am sick|ot sick day|ot personal day|sick day|personal day|jury duty"
        "|ot jury duty|ot vacation|on leave|i called in sick|called in sick|ot called out|ot not here|ot not in|ot not at school|i called out"
        "|therapist not available sick|ot off|i took a sick day|therapist absence|provider absence|ot absence|ot leave|ot pto|pto|took pto|"
        "this therapist absent|this therapist out|writer absent|ot bereavement|bereavement|no ot sub|no sub for ot"
        "|therapist on leave|maternity leave|my sick day|my absence|this ot absent|this ot out|clinician absent|clinician out|ot out ill",
        "provider_unavailable hard": "ot in meeting|ot in a meeting|ot at meeting|ot in iep|ot at iep|ot in iep meeting|ot in iep mtg|ot at iep meeting"
        "|ot at iep mtg|ot in mtg|ot at training|ot in training|ot training|ot at pd|ot pd|ot at conference|ot unavailable|therapist unavailable"
        "|provider unavailable|therapist in meeting|therapist at iep|therapist at meeting|therapist in iep meeting|therapist at iep meeting"
        "|therapist at training|i was in a meeting|i was in meeting|i was at iep|i was in iep|i was at training|i was at a meeting|i was at a training"
        "|i was in an iep|i was in iep meeting|i was at iep meeting|i was at iep mtg|i was in iep mtg|i was in an iep meeting|i was at an iep meeting|"
        "i was at an iep|i had iep meeting|i had an iep|i had an iep meeting|i had a meeting|i had meeting|i had iep|i had iep mtg|ot had iep meeting"
        "|ot had iep|ot had meeting|ot had iep mtg|ot had a meeting|ot had mtg|ot had an iep|ot testing|ot evaluating|ot testing another student"
        "|ot schedule conflict|schedule conflict|scheduling conflict|conflict with iep|ot at another school|ot at other school|ot called to"
        "|ot running late|ot late|ot covering|i was testing|i was pulled|ot pulled|ot pulled to|ot pulled for|i was called|ot in crisis meeting"
        "|called to another school|called to another building|called away|i was at another school|pulled into meeting|pulled into a meeting"
        "|pulled to meeting|pulled into iep|pulled for iep|pulled for meeting|pulled into an iep|ot not available|therapist not available"
        "|provider not available|i was unavailable|i was not available|i wasn't available|car trouble|ot car trouble|flat tire|stuck in traffic"
        "|ot at eval|ot doing eval|ot completing eval|eval for another student|another student's iep|for another student|iep for another student"
        "|meeting for another student|training|ot inservice|ot at inservice|ot staff meeting|staff meeting|ot in crisis|me at training|me in meeting"
        "|me at iep|me in iep|i had training|i had a training|i had pd|ot meeting|ot meetings|ot iep meeting|ot conference|ot double booked"
        "|double booked|ot attending iep|ot attending meeting|ot at a meeting|ot at a training|ot in an iep|ot at an iep|ot in an iep meeting",
        "school_event event": "assembly|assemblies|field trip|fieldtrip|fire drill|lockdown drill|lock down drill|lockdown|drill|earthquake drill"
        "|tornado drill|picture day|pictures|school pictures|field day|class party|party|halloween party|halloween parade|parade|concert"
        "|pep rally|rally|book fair|early release|early dismissal|conference week|conf week|2 hour late start|1 hr delay|1 hour delay|3 hr delay|3 hour delay|90 min delay|2hr delay|half day|minimum day|delayed opening|2 hr delay|2 hour delay|two hour delay|2hr delay|"
        "delayed start|late start|state testing|map testing|statewide testing|state test|standardized test|benchmark testing|iready|i ready|i ready testing"
        "|nwea|sbac|caaspp|staar|testing|school testing|performance|rehearsal|play practice|spirit day|class play|sub in class|sub in room|"
        "special event|school event|special schedule|schedule change|class trip|walking field trip|author visit|guest speaker|assembly today"
        "|fall festival|carnival|holiday party|valentine's party|graduation|promotion|award ceremony|awards assembly|awards|science fair|"
        "evacuation|shelter in place|vision screening|hearing screening|class photos|photo day|school pic|picture retakes|walk a thon|jog a thon"
        "|fun run|conferences|parent teacher conferences|parent conferences|kindergarten roundup|bus evacuation|bus drill|school play"
        "|classroom celebration|celebration|program|holiday program|pageant|swim day|ap testing|psat|sat testing|on a field trip|district testing",
        "school_closed hard": "no school|no sch|school closed|closed|holiday|snow day|snowday|winter break|spring break|fall break|thanksgiving break"
        "|thanksgiving|veterans day|veteran's day|columbus day|indigenous peoples day|indigenous peoples' day|labor day|mlk day|mlk|presidents day"
        "|presidents' day|memorial day|teacher workday|teacher work day|workday|pd day|inservice day|in service day|institute day|records day"
        "|staff development day|staff development|professional development day|non student day|nonstudent day|non attendance day|no students"
        "|weather closure|school closure|closure|power outage|smoke day|school cancelled|school canceled|schools closed|on break|holiday break"
        "|christmas break|election day|yom kippur|rosh hashanah|good friday|juneteenth|student free day|teacher inservice|conference day"
        "|no classes|weather day|district closed|ice day|school not in session|prof dev day|pupil free day|non instructional day"
        "|school holiday|winter recess|mid winter recess|recess week|flood|inclement weather|district holiday|parent conference day|off day",
    },
    NOT: {
        "hard": "no session|no tx|no ot|no therapy|no treatment|not seen|wasn't seen|was not seen|did not see|didn't see|didn't happen"
        "|did not happen|unable to see|could not see|couldn't see|not able to see|unable to be seen|missed session|session missed|cancelled|canceled"
        "|cancel|session cancelled|session canceled|cx|cxl|cxld|cx'd|canx|cncl|cancellation|n/s|didn't meet|did not meet"
        "|was supposed to|should have been seen|was to be seen|no direct|never happened|not seen today|no visit|"
        "didn't work|did not work with|no service|no services|services not provided|service not provided|not provided|not held|wasn't held"
        "|not treated|did not treat|didn't treat|no push in|no pull out|no group|no minutes|was to see|unseen|not able to be seen|did not occur"
        "|didn't occur|not delivered|couldn't make it|didn't make it|did not make it|could not be seen|couldn't be seen|cannot see|can't see"
        "|didn't have ot|did not have ot|did not receive|didn't receive|didn't take place|did not take place|had to cancel|"
        "unable to do session|unable to hold session|unable to meet|unable to provide|wasn't able to see|was not able to see"
        "|did not push in|didn't push in|did not pull|didn't pull|missed ot|missed tx|missed visit|would have seen|should have seen|did not service",
    },
    WEAK: {"weak": "missed|skipped|supposed to|was supposed to|didn't get to|did not get to|not completed|no time|missing|shorted|short|lost"},
    MAKEUP: {
        "done": "make up|makeup|made up|mu|m/u|make up session|makeup session|makeups|make ups|making up|makeup minutes|make up min|make up minutes|"
        "make up time|mu session|made up for|make up for|makeup for|mu for|mup|mkup|make-up tx|compensatory|comp time|comp minutes|comp",
        "owed": "will make up|to be made up|to make up|need to make up|needs to be made up|needs make up|needs makeup|need makeup|need make up|owe"
        "|owed|owes|owing|still owe|still owed|i owe|make up owed|makeup owed|make up needed|makeup needed|makeup due|make up due|mu owed|mu needed"
        "|mu due|must make up|must be made up|will be made up|make up planned|makeup planned|make up tbd|makeup tbd|mu tbd|make up scheduled"
        "|makeup scheduled|mu scheduled|will reschedule|reschedule|rescheduled|resched|to reschedule|will makeup|will mu|need to mu|needs mu"
        "|should make up|plan to make up|make up next week|makeup next week|make up required|makeup required|make up on|make up later"
        "|makeup later|will need make up|will need makeup|can make up|try to make up|will try to make up|to be rescheduled|going to make up"
        "|make up pending|makeup pending|mu pending|schedule make up|schedule makeup|make up to be scheduled|makeup to be scheduled"
        "|will make this up|will make it up|will make that up|will make up time|make it up|makeup to follow|make up to follow|makeup offered|mu next",
        "none": "mu not required|mu not needed|mu not owed|mu not necessary|no make up|no makeup|no mu|no make up needed|no makeup needed|no make up owed|no makeup owed|no make up required"
        "|no makeup required|no mu needed|make up not needed|makeup not needed|make up not required|makeup not required|make up not owed|"
        "makeup not owed|not made up|will not make up|won't make up|will not be made up|won't be made up|does not need make up"
        "|doesn't need make up|not owed|no make up necessary|no makeup necessary|makeup not necessary|make up not necessary|do not make up"
        "|don't make up|not to be made up|no need to make up|does not need to be made up|doesn't need to be made up|not make up|nmu|no makeup due"
        "|no mu owed|no mu required|no mu due|don't owe|do not owe|no make up due|nothing owed",
    },
    SEEN: {
        "seen": "seen|saw|served|provided|delivered|received|actual|actually|seen for|saw for|rec'd|serviced|tx'd",
        "did": "worked with|treated|attended|participated|completed|got|had|did|worked|met with|present|pres|sees",
    },
    SCHED: {"sched": "scheduled|sched|planned|planned for|expected|should have been|sch'd|schd|supposed to be|was scheduled|normally|usual|usually|regularly"},
    ACT: {
        "act": "up from|down from|compared to|wrote|sat|tolerated|focused|stayed|remained|sustained|persisted|took|takes|needed|needs|required|requires|after|within|every|last|first"
        "|waited|calmed|swung|cried|rode|walked|copied|typed|regulated|played|used|held|engaged|on task|stood|jumped|ran|swinging"
        "|maintained|attending|completing|finished|lasted|earned|increased|decreased|timer|approx every|swing|rest|break|breaks|under|less than|"
        "more than|over|below|above|max|maximum|at least|at most|write|sit|writes|sits|read|drew|colored|cut|laid|lay|hid|eloped|laced|strung"
        "|independently|attention|attention span|sitting|writing for|standing|focus|attend|warm up|warmed up|goal|target|delay|stays|can|able to|could|sustain|listened|rested|slept|"
        "concentrated|screamed|before|until|set",
    },
    AFTER: {
        # Words that, standing right after a length, make it an activity and not the session.
        "act": "on task|on-task|without|break|breaks|timer|delay|before|to transition|to complete|to finish|to settle|to calm|to regulate|to start|to begin"
        "|to get|to write|to copy|to cut|to put|to line up|to clean up|to don|to doff|to tie|to eat|to open|to unpack|to pack|to recover|of focus"
        "|of attention|of sustained|of seated|of on task|of break|seated|warning|wait|rest|into|after|prior|of silence|recess|nap|at a time|"
        "straight|continuously|consecutively|of rest|of crying|of movement|of calm|increments|intervals|interval|movement break|sensory break|"
        "time limit|limit|per page|per line|per task|each page|sustained|attention|of swinging|tantrum|meltdown|ride|drive|walk|to walk|old|"
        "while|to self|to independently|of wait|to de|of refusal|when|if|of screaming|to recover|to respond|of independent|more|longer|less",
    },
    FREQ: {
        "freq": "weekly|wkly|per week|a week|each week|every week|/wk|/week|x/wk|x/week|per wk|monthly|per month|a month|/mo|/month|each month|per mo"
        "|daily|per day|a day|each day|every day|/day|biweekly|bi weekly|per session|quarterly|per quarter|/quarter|yearly|per year|a year|/yr|/year"
        "|annually|per trimester|/trimester|per semester|/semester|times a week|times per week|x week|xweek|x per week|every other week|x a week"
        "|x weekly|x wkly|x month|x monthly|/ wk|/ week|/ mo|/ month|per wk|wk|every session|times weekly|x daily|x day|per tri|per school year"
        "|per grading period|per nine weeks|per 9 weeks|a semester|a trimester|a quarter|mo",
    },
    DATA: {
        "data": "trial|trials|opportunity|opportunities|opps|opp|attempt|attempts|tries|try|words|word|letters|letter|sentences|sentence|lines|line"
        "|items|item|steps|step|times|reps|sets|pages|problems|questions|correct|correctly|accuracy|accurate|accurately|successful"
        "|successfully|buttons|button|cuts|shapes|shape|numbers|pieces|piece|tasks|task|points|pts|beads|cards|games|stars|laps|rounds|"
        "spaced|legible|legibly|formed|copied|boxes|problem|prompts|cues|vc|vcs|strings|snips|puzzles|stickers|tokens|activities"
        "|sessions|visits|zippers|snaps|knots|bites|minutes on task|inches|lbs|pounds|ft|feet|inch|cm|books|transitions|independent|"
        "characters|spelling|%|percent|grade|choices|minute timer|paragraphs|paragraph|stations|centers",
    },
    PEOPLE: {"peer": "peers|peer|classmates|others|other students|other kids|friends", "child": "students|kids|children"},
    HEDGE: {
        "hedge": "up to|about|approx|approximately|maybe|roughly|around|i think|think|guess|ish|est|estimate|estimated|probably|perhaps|unsure|almost|nearly"
        "|apx|appx|circa|or so|possibly|close to|just under|just over|somewhere around|ballpark|my guess|a few|few|some",
        "doubt": "not sure|unsure how long|can't remember|cannot remember|don't remember|do not remember|can't recall|don't recall|forgot to write|"
        "verify|double check|need to check|check time|check times|check minutes|check log|confirm time|confirm minutes|confirm|tbd|forget|forgot",
    },
    TOTAL: {"total": "total|totals|in total|altogether|tot|ttl|sum|combined|subtotal|grand total|total minutes|total min|all together"},
    WEEKOF: {"week": "week of|wk of|week ending|wk ending|week beginning|w/o|w/c|week|this week|last week"},
    WHERE: {
        "where": "writing|writers workshop|writer's workshop|reading|math|ela|science|social studies|recess|lunch|pe|p.e|art|music|library|circle time"
        "|circle|morning meeting|arrival|dismissal|pack up|cafeteria|playground|gym|ela centers|centers|literacy|literacy block"
        "|writing time|writing block|snack|snack time|journal|journals|morning work|specials|language arts|sped room|resource room|resource"
        "|hallway|hall|lunchroom|community outing|transition class|preschool|stem|lab|sdc|rsp|sdc class|resource class|computer lab|bus|study hall"
        "|free play|centers time|calendar time|spelling|handwriting|writing class|unpacking|packing up|stage|conference room|learning center",
    },
    MADE: {"indirect": "made|created|assembled|put together|adapted|gathered|prepared|set up|organized|ordered", "evaluation": "assessed|screen|evaluated|evaluating|tested|retested",
           "meeting": "meeting|mtg|conference|conf|iep|annual iep|attended iep|mtgs"},
    TEST: {"test": "bot 2|bot2|bot|bot 3|beery|vmi|beery vmi|sensory profile|spm|spm 2|mabc|pdms|pdms 2|print tool|the print tool|deglo|ths r|sfa|visual perception|mvpt"
           "|tvps|dtvp|peabody|wide range|sipt|ravma|wravma|miller|evaluation tool|etch"},
    ATTEMPT: {"attempt": "attempted|tried to see|attempted to see|attempted session|attempt to see|went to see|went to get|attempted tx|came to get|tried to pull"
              "|attempted visit|stopped by|came by|tried to get|attempted pull out|attempted push in"},
    UNIT: {"unit": "unit|units"},
    ADMIN: {
        "admin": "annual due|annual|triennial|tri|tri due|consent|signed|referral|referred|faxed|ordered|dob|birthdate|birthday|iep date|iep due|next iep|iep dated"
        "|voicemail|left message|lvm|left vm|text message|texted|sent home|report card|new goals|eligibility|eligible|re eval due|expires"
        "|amendment|iep held|progress report due|permission|discharged|exited|transferred|enrolled|enrollment|moved in|moved to|received report"
        "|reviewed|phone number|phone|fax|received|sent|requested|started school|new student|withdrew|due date",
    },
    LATE: {"late": "late|early|tardy"},
    REF: {"ref": "from|for|of|since|on|in lieu of|instead of|in place of|dated"},
    PLAN: {
        "thru": "until|thru|through|up until",
        "plan": "next session|next time|next week|next|plan|plan for|plans|upcoming|tomorrow|will see|will try|will do|will be|will push in|will pull|"
        "going to see|goal|by|due|starting|starts|beginning|begin|effective|reschedule to|rescheduled to|resched to|rescheduled for"
        "|moved to|will meet|to be seen|seen next|ends|ending|exp|expires|updated|as of|last seen|last session|previous session|before|after"
        "|since|meeting on|iep on|conference on|see on|will see on|prior to|continue|cont|recommend|recommended|rec|to start|to begin|will start"
        "|will begin|will consult|will give|will bring|will check|will send|will make|will introduce|will continue|need to|follow up|f/u|upcoming iep",
    },
    CO: {"co": "co treat|cotreat|co treatment|cotreatment|co tx|cotx|co treated|cotreated|co treating|with slp|with pt|with speech"},
    EACH: {"each": "each|ea|apiece|each day|each date|per visit|both days|both|all"},
    DAYPART: {"am": "am|a.m|morning|in the morning", "pm": "pm|p.m|afternoon|in the afternoon"},
    SPOKE: {
        "staff": "met with teacher|met w teacher|met with para|met w para|meeting with teacher|spoke with teacher|talked with teacher|talked to teacher|spoke to teacher"
        "|met with ms|met with mrs|met with mr|met w/ teacher|met w/ ms|met w/ mr|met w/ mrs|spoke w/ teacher|talked w/ teacher|met w/ para|spoke with ms|spoke with mr|spoke with mrs"
        "|conferenced with teacher|checked in with teacher|checked in w/ teacher|check in with teacher|check in w/ teacher|debriefed with teacher|met with staff|met w/ staff",
        "mail": "email|emails|e-mail|emailed|e-mailed|emailing|texted|text|voicemail|left voicemail|left message|sent email|wrote email|message|messaged",
        "spoke": "spoke with|spoke w|spoke to|talked with|talked to|talked w|called|phone call|phone conference|phone|call with|call to|call w|call"
        "|met w|met with parent|met with mom"
        "|checked in with|check in with|checked in w|check in w|debriefed|discussed|discussion|spoke|conferenced with|problem solved|conversation with",
    },
    BUSY: {"busy": "observed|observation|obs|observing|observe|travel|drive time|travel time|lunch duty|recess duty|duty|private ot|clinic ot|outpatient|outpatient ot|outside ot|private therapy|outside therapy|reports|reported|reportedly|data review|data collection|progress monitoring|parent training|parent education|caregiver training|family training|parent coaching|staff time"},
    CUT: {"cut": "cut short|ended early|shortened|short session|cut to|cut down to|shortened to|only|just|partial|partial session|reduced to|interrupted|left after|ended after|came late|started late|stopped early"},
    VAGUE: {"vague": "usual|regular|reg|full session|full|standard"},
}

_DITTO = ("ditto", "same as above", "same", "do.", "as above", "see above", "same as last", "same as yesterday", "same as last time", "idem")

Hit = tuple[str, Any]
Node = dict[str, Any]
_END = "\0"


def _build() -> Node:
    root: Node = {}
    order = (
        PEOPLE, SCHED, DATA, WEEKOF, VAGUE, WEAK, MADE, WHERE, ACT, PLAN, REF, ADMIN, SPOKE, BUSY, CO, EACH, DAYPART, LATE, CUT, ATTEMPT, UNIT, TEST, TOTAL, FREQ, HEDGE, SEEN, GROUP,
        KIND, SETTING, REASON, MAKEUP, NOT,
    )
    for tag in order:
        for value, phrases in _WORDS[tag].items():
            for phrase in phrases.split("|"):
                _add(root, phrase, tag, value)
    for phrase in _DITTO:
        _add(root, phrase, "ditto", True)
    return root


def _add(root: Node, phrase: str, tag: str, value: Any) -> None:
    node = root
    for token in tokenise(phrase):
        if token.s == "-":
            continue
        node = node.setdefault(token.s, {})
    if node is not root:
        node[_END] = (tag, value)


_ROOT = _build()


def _build_after() -> Node:
    root: Node = {}
    for phrase in _WORDS[AFTER]["act"].split("|"):
        _add(root, phrase, "act", True)
    return root


_AFTER_ROOT = _build_after()
_LONGEST = 9


def _walk(root: Node, t: Tokens, i: int) -> tuple[int, str, Any] | None:
    node = root
    best: tuple[int, str, Any] | None = None
    j = i
    for _ in range(_LONGEST):
        s = t.s(j)
        if s == "-" and j > i and not t.list[j].gap and t.tight(j + 1):
            j += 1
            s = t.s(j)
        found = node.get(s) if s else None
        if found is None:
            break
        node = found
        j += 1
        hit = node.get(_END)
        if hit is not None:
            best = (j, hit[0], hit[1])
    return best


def begins(word: str) -> bool:
    """Whether any phrase begins with this word."""
    return word in _ROOT


def match(t: Tokens, i: int) -> tuple[int, str, Any] | None:
    """The longest phrase that begins at token `i`: index after it, tag, value."""
    return _walk(_ROOT, t, i)


def activity_after(t: Tokens, i: int) -> bool:
    """Whether the words at token `i` make the length before them an activity (`on task`, `break`, `to transition`)."""
    return _walk(_AFTER_ROOT, t, i) is not None


SINGLE_DAYS = {"m": 0, "t": 1, "w": 2, "r": 3, "f": 4, "th": 3, "tu": 1, "we": 2, "fr": 4, "mo": 0}


def weekday(t: Tokens, raw: str, i: int) -> int | None:
    """The weekday that token `i` names (Monday is 0), also as a single capital letter at the head of a line."""
    s = t.s(i)
    if s in WEEKDAYS:
        if s in ("sat", "sun", "wed", "mon") and not (t.v(i + 1) >= 0 and t.s(i + 2) in ("/", "-", ".")) and (
            not raw[t.list[i].a].isupper() or t.s(i + 1) in ("for", "at", "on", "in", "with", "w", "upright", "still", "and", "down", "through", "to")
        ):
            return None
        return WEEKDAYS[s]
    if i == 0 and s in SINGLE_DAYS and raw[t.list[0].a].isupper() and (t.v(i + 1) >= 0 or t.s(i + 1) in (":", "-")) and not t.tight(i + 1):
        return SINGLE_DAYS[s]
    return None
