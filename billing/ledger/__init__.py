"""What months come to, and how it is kept.

The way of a day: the night judges a case's facts and writes each day of its ready periods (`LiabilityDay`,
with the payer, district and kind of care of the period's day zero). A day in the state *charged* whose payer
is known is a line of its month: one day, so many kronor, or a day without a rate. `MonthLine` says all lines:
the *newest*, those that a closed month was closed with (*kept*) and those *booked* since.
A month is closed for all payers at once, in order (`actions.months`): its charged days become `LedgerDay`;
where the terms of its first day charge by the mean, one `LedgerAverage` stands in their place (`averages`).
A closed month never changes. When a night finds that its newest lines differ from kept and booked ones
together, the difference is booked as a correction in the first month that is open (`corrections`).
So an open month comes to its newest lines, a closed one to its kept ones, and either to what was booked in it
besides (`queries.month_sums`). Whoever adds days and kronor of months reads them by `month_lines.lines`.
"""
