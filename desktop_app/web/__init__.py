"""The Bottle application: routes, guards, cookies, headers, pages."""
