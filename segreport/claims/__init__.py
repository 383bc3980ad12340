def check_draft(draft, profile):
    return ()
