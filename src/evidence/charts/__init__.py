"""Charts: a tidy data frame in, an Altair chart out, for a width in pixels."""

from evidence.charts.counts import counts
from evidence.charts.grid import grid
from evidence.charts.proportions import proportions
from evidence.charts.ranges import ranges
from evidence.charts.timeline import timeline
from evidence.charts.trajectories import trajectories

__all__ = ["counts", "grid", "proportions", "ranges", "timeline", "trajectories"]
