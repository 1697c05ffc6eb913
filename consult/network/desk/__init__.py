"""The secretariat's pages for the network, and the pages of office about rights and approvals."""
