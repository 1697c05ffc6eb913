"""The CICOPA case as data: members, bodies, stated figures, the platform, rules, demo people and a demo life."""
