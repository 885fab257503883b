"""How the database comes to be as the rows of `<app>/database/` say.

`rows` what a table's rules look like; `functions` and `views` read .sql files; `registry` whose rules there
are; `catalogue` what stands in the database; `twins` how the database would write what they say; `changes`
makes the one the other; `operations` does so within a migration, and after each `migrate`.
"""
