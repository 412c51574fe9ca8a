"""Another program's Questionnaire as a definition, with a report of what became of each part.

Nothing is asked otherwise than its authors meant it: what cannot be asked so is refused and left out, with everything
that depends on it. What is lost or said in another way is reported as changed.

`converter` goes through a resource: `screening` refuses what is at fault, `head` converts what describes the whole,
`steps` makes pages of the groups, `items` converts what is in them, and `conditions` their conditions. `questions`
converts one question, with `options` and `extensions`, and knows nothing of the others.
"""
