"""For every reader: what is done, what falls short and why, how it was tested, where to say so."""

from dashboard import page
from dashboard.views import accessible

here = page.begin()
accessible.show(here)
