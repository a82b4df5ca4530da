"""The study: what config.yaml says, completed, checked and typed."""
