"""A second factor at the desk's login: a code that changes every half minute, known to an app on a curator's phone."""
