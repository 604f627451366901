"""SQLite through apsw: connections, migrations, and one store per noun."""
