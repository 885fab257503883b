"""The one door for text: what people type, paste and send is normalised here before anything reads it.

`texts` is pure and says how. A middleware takes every form, query string, cookie and file name through it,
the API's parser every JSON body; forms and serializers inherit from `forms.Door` and
`serializers.Serializer`, which refuse at its field what could not be read (docs/decisions/0011).
"""
