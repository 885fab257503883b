"""The county at full size: a year of stays that nobody tells of one by one, as most stays are.

`courses` says what they are like, `population` who has them and when, `telling` what is said in each;
`in_memory` judges and folds it by the process' own rules, `writing` copies it into the database
(docs/decisions/0051).
"""
