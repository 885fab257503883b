"""The demonstration county's cases: invented persons whose stays are told through the real actions.

`plans` says which persons and when, `stories` what is sent in each stay, `telling` sends it; `making`
spreads the work over processes. The directory they live in is `vardovergang.demonstration.directory`.
"""
