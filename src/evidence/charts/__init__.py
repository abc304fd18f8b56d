"""Charts: a tidy data frame in, an Altair chart out, for a width in pixels."""

from evidence.charts.counts import counts
from evidence.charts.cumulative import cumulative
from evidence.charts.directions import directions
from evidence.charts.doses import doses
from evidence.charts.flow import flow
from evidence.charts.forest import forest
from evidence.charts.full_forest import Axis, full_forest
from evidence.charts.gap_map import gap_map
from evidence.charts.grid import grid
from evidence.charts.harvest import harvest
from evidence.charts.judgements import judgements, signs
from evidence.charts.proportions import proportions
from evidence.charts.ranges import ranges
from evidence.charts.specified import kept_in
from evidence.charts.timeline import timeline
from evidence.charts.timelines import timelines
from evidence.charts.tracks import tracks
from evidence.charts.trajectories import trajectories

__all__ = [
    "Axis",
    "counts",
    "cumulative",
    "directions",
    "doses",
    "flow",
    "forest",
    "full_forest",
    "gap_map",
    "grid",
    "harvest",
    "judgements",
    "kept_in",
    "proportions",
    "ranges",
    "signs",
    "timeline",
    "timelines",
    "tracks",
    "trajectories",
]
