"""Words for results: verdicts, evidence, periods."""
