"""Questions beside `dashboard.queries`, one module a subject: Ibis expressions over the tables of the schema."""
