"""The MkDocs plugins: thin, the only room that knows MkDocs, and run by MkDocs 1.6 and by ProperDocs 1.6 alike.

`document-control` reads the system once a build and holds it in an `Edition`; the other plugins take it from there.
"""
