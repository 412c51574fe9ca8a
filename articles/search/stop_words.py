"""Words that say nothing about what is looked for. They are left out of a question that has others."""

ENGLISH = """
a about after all also am an and any are as at be because been before being but by can could did do does doing for from
had has have how i if in into is it its just me more most my no not of on or our out over she should so some such than
that the their them then there these they this those to too up us was we were what when where which while who why will
with would you your
"""
GERMAN = """
aber als am an auch auf aus bei beim bin bis da dann das dass dem den der des dich die dies diese dieser dieses doch du
durch ein eine einem einen einer eines er es für fuer gegen hat habe haben ich ihr ihre im in ist ja kann kein keine man
mein meine mich mir mit nach nicht noch nur ob oder ohne sein seine sich sie sind so über ueber um und uns von vor war
warum was wegen wenn wer werden wie wieder wir wird wo zu zum zur
"""
STOP_WORDS = frozenset(f"{ENGLISH} {GERMAN}".split())
