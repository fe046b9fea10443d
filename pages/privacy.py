"""For every reader: what is kept of a visit, what is not, and who is named in the accounts."""

from dashboard import page
from dashboard.views import privacy

here = page.begin()
privacy.show(here)
