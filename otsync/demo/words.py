"""Words that the made-up caseload is drawn from, in the shapes that school therapists write."""

from __future__ import annotations

SCHOOLS = (
    ("Lincoln Elem", "LINCOLN ELEM", 0, 5),
    ("Harbor View Elem", "HARBOR VIEW ELEM (Mon/Wed)", 0, 5),
    ("Roosevelt Middle", "ROOSEVELT MIDDLE", 6, 8),
    ("Mission High", "MISSION HIGH", 9, 12),
)
"""Name, the separator row above its students, lowest and highest grade (0 is kindergarten)."""

TEACHERS = (
    "Alvarez",
    "Baker",
    "Chen",
    "Dunn",
    "Evans",
    "Farah",
    "Ms. Gold",
    "Hill / Ortiz",
    "Mr. Ito",
    "Jensen",
    "Kaur",
    "Lowe",
    "Moss",
    "Nunez",
)
MANAGERS = ("Petrov", "Quinn", "Rhodes", "S. Adams", "Takeda")

CONDITIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("AU", ("Autism spectrum disorder, level 1", "ASD level 2; sensory processing differences", "Autism (dx 2021, Dr. Weiss)")),
    ("OHI", ("ADHD, combined type", "ADHD, inattentive", "Epilepsy; ADHD", "Congenital heart disease, repaired")),
    ("SLD", ("Dysgraphia", "Developmental coordination disorder", "Dyslexia; dysgraphia")),
    ("OI", ("Cerebral palsy, spastic diplegia, GMFCS II", "Spina bifida, L4; VP shunt", "Arthrogryposis")),
    ("ID", ("Down syndrome", "Fragile X syndrome")),
    ("AU, SLI", ("Autism; childhood apraxia of speech",)),
    ("SLI", ("Developmental language disorder; fine motor delay",)),
    ("OHI, SLD", ("ADHD; dysgraphia", "Tourette syndrome")),
    ("TBI", ("Traumatic brain injury, 2023",)),
    ("ED", ("Anxiety disorder; sensory modulation",)),
)
"""Eligibility, and diagnoses that may stand behind it."""

PRECAUTIONS = (
    "none known",
    "None known",
    "none",
    "Asthma, inhaler in the office",
    "Latex allergy",
    "No known precautions",
    "none reported",
    "Bee stings: EpiPen in the office",
    "Elopes: two adults outside",
    "Mouths small objects",
    "Glasses all day",
    "none known (asked 8/26)",
    "Hearing aids, sits in front",
    "Wheelchair: brakes, belt",
)
SEIZURE = "Seizure plan with nurse. Seizures longer than 5 min: call 911"
PEANUT = "Peanut allergy, EpiPen Rm 12"
DOWN = "Atlantoaxial instability: no rolling, no weight on the neck"
SHUNT = "VP shunt: no upside-down positions. Latex allergy"

SERVICES_IEP = (
    "30 min weekly",
    "30 min weekly pull-out",
    "30 min weekly push-in",
    "1 x 30 min weekly",
    "30 minutes per week",
    "30 min wkly PO + 15 consult/mo",
    "2 x 20 min weekly",
    "60 min/month",
    "30 min 2x/mo",
    "45 min weekly, small group (2-4)",
    "30 min weekly in class\n15 min monthly consult with teacher",
    "20 min weekly push-in, 20 min weekly pull-out",
    "90 min/month (flexible, push-in)",
    "3:1 model: 30 min weekly direct x3 weeks, 30 min consult 4th week",
    "300 minutes per semester",
    "30 min/wk",
    "8 times per 9-week grading period, 30 minutes each",
)
SERVICES_UNCLEAR = ("30 min biweekly", "as needed", "1-2x/week, 30 min", "OT 30", "see IEP")
SERVICES_CONSULT = ("15 min consult per month", "30 min monthly consultation", "Consult 60 min/semester")
SERVICES_504 = ("15 min consult per month", "504 plan: OT consult 15 min/quarter", "20 min weekly push-in", "30 min 2x/mo")
SERVICES_RTI = ("RTI: 6 weeks, 20 min 2x/wk", "20 min weekly, group of 3, 8 weeks", "15 min weekly push-in")

STRATEGIES = (
    "Short pencil, dot for the thumb; movement before writing",
    "Visual schedule, first-then board, breathing square",
    "Backward chaining for zipper and laces",
    "Slant board, raised-line paper, 5-minute writing bouts",
    "Heavy work before table tasks; noise-cancelling headset offered",
    "Hand strengthening; keyboarding 10 min daily",
    "Bilateral play, cutting with adapted scissors",
    "Co-regulation with the aide; sensory corner, no timers",
    "Checklist on the desk for packing up",
)
EVALUATIONS = (
    "BOT-2, 10/2025: fine motor precision well below average",
    "Beery VMI, 4/2026: 8th percentile",
    "SPM-2 and classroom observation, 9/2025",
    "School Function Assessment, 3/2026",
    "Record review and work samples, 9/2026",
    "Print Tool and DASH, 5/2026",
)
SCOPES = (
    "Participation in writing and in classroom routines",
    "Fine motor skills for school tools; self-care at lunch",
    "Regulation and organisation in class",
)
OUTCOMES = (
    "Writes with the class for its ten minutes, three days of five",
    "Joins circle and centers with one adult cue",
    "Manages coat, lunch and bag alone",
    "Types a paragraph in the time the class has",
)
DISCHARGES = (
    "When written work keeps up with the class for a term; family wants him to like writing again",
    "Move to consult after the triennial; parents agree",
    "Transition at the end of grade 5; middle school OT meets the family in May",
    "When the aide runs the program without cues",
)
GOALS = (
    ("Copies 3 sentences with spaces between words, 4 of 5 trials, by 3/4/27", "OT", "writing block", "spaces in 3 of 5"),
    ("Cuts along a curved line within 1/4 inch, 4 of 5 trials", "shared", "centers", "with adapted scissors"),
    ("Uses the breathing square before asking to leave, 80 % of the time", "shared", "whole day", "with a picture cue"),
    ("Types 8 words a minute by June", "OT", "ELA", "5 words a minute in October"),
    ("Opens lunch containers alone, 4 of 5 days", "shared", "lunch", "two of four containers"),
    ("no goal (consult)", "consult, no goal", "", ""),
)
REASONING = (
    "Biomechanical and motor learning: fatigue, not form, ends the writing",
    "Sensory integration; coaching of adults",
    "Skill acquisition with much practice in class",
)
SUPPORTS = ("Keyboard in class, pencil grips", "Seat near the door, headset", "Slant board, blank sheet over half the page")
INTERESTS = ("loves the ocean", "trains, all of them", "drawing dragons", "soccer and her dog Biscuit", "baking", "Minecraft")

PUSH_IN = (
    "writing. Pencil dot for the thumb, 4 of 5 lines before tiring",
    "journal. Blank sheet over half the page to scan",
    "centers, 3/5 words spaced",
    "math facts on the slant board, min A x2",
    "ELA, breathing square before the timer",
    "copied the date and 2 sentences, min cues",
    "science labels, cut 4 of 6",
    "arrival: coat, folder, chair, 1 cue",
    "writing block with the class, wrote 12 min without a break",
    "typing, 6 wpm, 90 % accuracy",
)
PULL_OUT = (
    "animal yoga, clothespin spelling",
    "tweezers and sea animals, 3/4 trials with min cues",
    "theraputty, then letters in shaving cream",
    "scooter board, then cutting a spiral",
    "beading, lacing, 1:1",
    "obstacle course, drew a person with 9 parts",
    "keyboard program, level 3",
    "laces: bunny ears 2 of 4",
    "hand games, then 5 lines on raised paper",
    "BOT-2 practice items, not scored",
)
NEXT = (
    "hand strengthening",
    "try the raised-line paper again",
    "scissors and the spiral",
    "typing: home row",
    "zipper on the vest",
    "ask about the headset",
)
TRIED = (
    "Twist N Write pencil, not effective at the time; back to a short pencil",
    "weighted lap pad, took it off after a while",
    "golf pencil, good",
    "footrest from a crate, sits longer",
    "visual timer, made her anxious",
)
FOR_TEACHER = (
    "list of hand activities",
    "photo of the desk set-up",
    "copy of the breathing square",
    "spare slant board",
    "two pencil grips",
)
EMAILS = (
    ("pencil grips", "Hi! {he} used the grip for 20 minutes today, 10:15-10:35, and asked for it again.\nCould we get two more?"),
    ("Wednesday", "Just a heads up, we have an assembly on Wednesday at 9:00. Could you see {first} for 30 min on Thursday instead?"),
    ("IEP meeting", "The meeting is set for 11/19 at 2:45 in Rm 12. Please send your part (30 min weekly stays, I think) by Monday."),
    ("headset", "Thank you for the headset. {first} kept it on for 45 min during testing!"),
)
