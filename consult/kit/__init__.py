"""Tools that know no room: database, clock, guard, forms, pages, markup, languages."""
