"""How much the door lets in, in one place; what a single field holds stands at the field. Pure."""

#: A JSON body, and a form without its files.
BODY_BYTES = 2_500_000
#: How deep JSON may lie: our own bodies need four levels.
JSON_DEPTH = 20
#: One text of a draft, and one draft as a whole: more than any field holds, so that what is too long is kept
#: and can be shortened, and far less than a form may carry.
DRAFT_TEXT, DRAFT = 50_000, 250_000
#: An export of the HSA catalogue that is read in on a page.
CATALOGUE_BYTES = 5 * 1024 * 1024
#: An address, for instance a link to a video meeting.
ADDRESS = 2_000
#: A telephone number as people write it: digits, and what stands between them.
TELEPHONE = r"\+?(?:[ ()/-]*[0-9]){5,20}[ )]*"
