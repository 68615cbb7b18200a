"""The triage of candidates: whose turn it is, the claim's panel, its fields, and what is shown when nothing waits."""
