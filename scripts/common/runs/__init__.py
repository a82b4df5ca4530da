"""How a run goes: logs, locks, failures, code as inputs, publishing."""
