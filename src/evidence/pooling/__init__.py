"""Studies' estimates -> one, with what is known of how they differ."""

from evidence.pooling.asymmetry import Asymmetry, asymmetry
from evidence.pooling.bayes import BayesPool, Posterior, bayes
from evidence.pooling.heterogeneity import (
    Heterogeneity,
    between_study_variance_interval,
    heterogeneity,
)
from evidence.pooling.pool import How, Pool, Test, pool
from evidence.pooling.prediction import prediction_interval
from evidence.pooling.proportions import Fit, PooledShare, pool_shares
from evidence.pooling.refusal import reasons_to_refuse
from evidence.pooling.sensitivity import cumulative, leave_one_out
from evidence.pooling.showing import Part, may_show
from evidence.pooling.variance import Method, between_study_variance

__all__ = [
    "Asymmetry",
    "BayesPool",
    "Fit",
    "Heterogeneity",
    "How",
    "Method",
    "Part",
    "Pool",
    "PooledShare",
    "Posterior",
    "Test",
    "asymmetry",
    "bayes",
    "between_study_variance",
    "between_study_variance_interval",
    "cumulative",
    "heterogeneity",
    "leave_one_out",
    "may_show",
    "pool",
    "pool_shares",
    "prediction_interval",
    "reasons_to_refuse",
]
