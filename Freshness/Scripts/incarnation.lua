-- Returns the incarnation of the server; an empty text when it reports none.
return incarnation() or ''
