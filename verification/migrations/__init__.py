"""Alembic migrations of the projections; entries are never migrated."""
