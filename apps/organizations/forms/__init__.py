"""Forms of organizations, roles, facts and records."""
