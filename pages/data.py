"""The catalogue: every dataset that is known, who published it, how it was checked, and the files to take away."""

from dashboard import page
from dashboard.views import catalogue, catalogue_charter, catalogue_entry, catalogue_wish, follow

here = page.begin()
one = catalogue.chosen(here)

if one:
    catalogue_entry.show(here, one)
    catalogue_charter.of_one(here, one)
else:
    catalogue.head(here)
    asked = catalogue.ask(here)
    catalogue.listing(here, asked)
    catalogue_wish.wanted(here)
    catalogue_charter.of_all(here)
    catalogue.for_programs(here)
    follow.offer(here, "releases")
