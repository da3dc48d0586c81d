"""An offline DRS on this machine, for demonstrations and tests: the documented API, with switchable faults.

It speaks the DRS calls that drs-report makes, IAM's tokens and projects and the metadata service of an ECS, checks
every signature with code of its own, and serves the result files it is given. It is no copy of DRS: where the API's
behaviour is not documented, what it does is our guess. See docs/client.md.
"""

from simulator.clock import VirtualClock, WallClock
from simulator.faults import Fault, FaultKind
from simulator.scenario import Account, Comparison, Content, Scenario
from simulator.server import Recorded, Simulator

__all__ = [
    "Account",
    "Comparison",
    "Content",
    "Fault",
    "FaultKind",
    "Recorded",
    "Scenario",
    "Simulator",
    "VirtualClock",
    "WallClock",
]
